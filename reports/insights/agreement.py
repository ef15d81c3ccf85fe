"""How far people and graders agree about the same answers."""

from __future__ import annotations

from django.db.models import FloatField, OuterRef, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from interviewer.charts import Table, binned, histogram
from interviewer.charts.text import whole
from reports.insights.frame import Frame
from reports.insights.panels import Panel, hundredths, many, ranged, signed
from reports.models import EvaluationState, ScoreOverride
from reports.statistics import LEAST_FOR_AN_ITEM, Agreement, agreement

MOST_PAIRS = 2000  # the newest ones

COLUMNS = (
    "Who is compared",
    "Answers",
    "Mean difference",
    "The second judges",
    "Weighted kappa, of 100",
    "Correlation, of 100",
)


def agreements(frame: Frame) -> list[Panel]:
    """Machine against people where people corrected it; one grader against the other. Three queries."""
    corrected = _corrected(frame)
    graders = _graders(frame)
    judged, left = agreement(corrected), _left_standing(frame)
    two = agreement(graders)
    table = Table(
        COLUMNS,
        (
            _row("The score and a person's correction", judged),
            _row("The offline grader and the language model", two),
        ),
    )
    note = (
        f"People corrected {many(judged.n, 'score')} and left {many(left, 'score')} standing in interviews they gave a "
        "verdict on. They correct what they find wrong, so corrected answers differ more than answers do on the whole. "
        f"Kappa and correlation are said from {LEAST_FOR_AN_ITEM} answers on."
    )
    differences = histogram(
        "How far corrections moved a score",
        binned([abs(person - machine) for machine, person in corrected]),
        what="Points apart",
        of="Answers",
        axis="Points apart",
    )
    apart = histogram(
        "How far the two graders are apart",
        binned([abs(model - offline) for offline, model in graders]),
        what="Points apart",
        of="Answers",
        axis="Points apart",
    )
    return [
        Panel("agreement", table, None, note),
        Panel.of("corrections", differences, _words(judged, "people")),
        Panel.of("graders", apart, _words(two, "the language model")),
    ]


def _corrected(frame: Frame) -> list[tuple[float, float]]:
    """(machine, person): the newest correction of each evaluation."""
    newest = ScoreOverride.objects.filter(evaluation=OuterRef("evaluation")).order_by("-given_at", "-pk").values("pk")
    rows = (
        frame.overrides()
        .filter(pk=Subquery(newest[:1]), evaluation__score__isnull=False)
        .order_by("-given_at")
        .values_list("evaluation__score", "score")
    )
    return [(machine, float(person)) for machine, person in rows[:MOST_PAIRS] if machine is not None]


def _left_standing(frame: Frame) -> int:
    """How many scores people saw and left, in the interviews they gave a verdict on."""
    seen: int = (
        frame.evaluations()
        .filter(state=EvaluationState.SCORED, overrides__isnull=True, response__session__verdicts__isnull=False)
        .distinct()
        .count()
    )
    return seen


def _graders(frame: Frame) -> list[tuple[float, float]]:
    """(offline, model) where both have graded the same answer."""
    rows = (
        frame.evaluations()
        .annotate(by_rules=_number("offline"), by_model=_number("model_grade"))
        .filter(by_rules__isnull=False, by_model__isnull=False)
        .order_by("-updated_at")
        .values_list("by_rules", "by_model")
    )
    return list(rows[:MOST_PAIRS])


def _number(column: str) -> Cast:
    # As text first: PostgreSQL can't cast JSON's null.
    return Cast(KeyTextTransform("score", column), FloatField())


def _row(who: str, found: Agreement) -> tuple[str, ...]:
    return (
        who,
        str(found.n),
        whole(found.difference),
        signed(found.bias),
        hundredths(found.kappa),
        ranged(found.correlation),
    )


def _words(found: Agreement, second: str) -> str:
    if found.difference is None:
        return ""
    apart = whole(found.difference)
    words = f"{many(found.n, 'answer')}, {apart} point{'' if apart == '1' else 's'} apart in the mean; "
    bias = found.bias or 0.0
    if abs(bias) < 0.5:
        return words + "neither judges more mildly."
    return (
        words
        + f"{second} {'give' if second == 'people' else 'gives'} {whole(abs(bias))} {'more' if bias > 0 else 'less'}."
    )
