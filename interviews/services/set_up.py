"""An interview set up step by step. The draft is the config itself: whoever comes back finds it as it was left.

``InterviewConfig.set_up`` holds how far somebody has come, and what was typed into a step and can't be used yet.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from interviewer.accounts import audit
from interviewer.taxonomy import find_skills, skill, skills_for_job
from interviews.models import ConfigStatus, InterviewConfig, Kind, Question, QuestionSource
from interviews.question_bank.generation import generate
from interviews.question_bank.spares import with_spares
from interviews.services import configs, tailoring
from interviews.services.material import job_of, texts_and_ids

STEPS = ("role", "skills", "questions", "candidate", "preview", "publish")
MOST_SKILLS = 10  # as many as focus areas
PROPOSED = 8
# Questions that a person chose or wrote: choosing anew leaves them where they are.
BY_HAND = (QuestionSource.MANUAL, QuestionSource.OWN)


def begin(actor: Any, fields: dict[str, Any]) -> InterviewConfig:
    """A draft without questions yet."""
    config = configs.new_config(actor, fields)
    config.set_up = {"reached": "skills", "typed": {}}
    return configs.store(actor, config, [])


def reached(config: InterviewConfig) -> str:
    """The furthest step that somebody has come to; a draft made elsewhere has its questions already."""
    step = str(config.set_up.get("reached", "questions"))
    return step if step in STEPS else "role"


def reach(config: InterviewConfig, step: str) -> None:
    if STEPS.index(step) > STEPS.index(reached(config)) or "reached" not in config.set_up:
        _note(config, reached=step)


def typed(config: InterviewConfig, step: str) -> dict[str, list[str]] | None:
    """What was typed into this step and can't be used as it is."""
    found = config.set_up.get("typed", {}).get(step)
    return found if isinstance(found, dict) else None


def remember(config: InterviewConfig, step: str, values: dict[str, list[str]]) -> None:
    _note(config, typed={**config.set_up.get("typed", {}), step: values})


def save(actor: Any, config: InterviewConfig, step: str, fields: dict[str, Any]) -> None:
    """Store the step. Another kind of interview asks other questions: they are chosen anew."""
    kind_before = config.kind
    if fields.get("kind", kind_before) != kind_before:
        fields = {"adaptive": fields["kind"] != Kind.STRUCTURED, **fields}
    if any(getattr(config, name) != value for name, value in fields.items()):
        configs.update_config(actor, config, fields)
    if typed(config, step) is not None:
        _note(config, typed={name: value for name, value in config.set_up["typed"].items() if name != step})
    if config.kind != kind_before and config.questions.exists():
        choose_anew(actor, config)


def _note(config: InterviewConfig, **changes: Any) -> None:
    config.set_up = {**config.set_up, **changes}
    InterviewConfig.objects.filter(pk=config.pk).update(set_up=config.set_up)


# --- Skills ------------------------------------------------------------------------------------------


def proposals(config: InterviewConfig) -> list[tuple[str, int, str]]:
    """Skills with a weight from 0 (not asked) to 5, and where each comes from in words; those chosen before first."""
    weights = skills_for_job(config.job_role, config.job_description, {})
    most = max(weights.values(), default=1.0)
    named = {mention.slug for mention in find_skills(f"{config.job_role}\n{config.job_description}")}
    chosen = {name: round(weight) for name, weight in config.focus_areas.items()}
    rows = [(name, weight, "You chose it") for name, weight in chosen.items()]
    for rank, (slug, weight) in enumerate(weights.items()):
        known = skill(slug)
        name = known.name if known else slug
        if name not in chosen:
            on = rank < PROPOSED and not config.focus_only
            source = "In your description" if slug in named else "Usual for this role"
            rows.append((name, max(1, round(5 * weight / most)) if on else 0, source))
    return rows


# --- Questions ---------------------------------------------------------------------------------------


def choose_questions(actor: Any, config: InterviewConfig) -> None:
    """The first time: as many as planned, from the bank at once; a model fits them to the role afterwards."""
    with transaction.atomic():
        InterviewConfig.objects.select_for_update().get(pk=config.pk)
        if config.questions.exists():
            return
        _add(config, config.number_of_questions)
        audit.record(actor, "questions chosen", config, after={"questions": config.number_of_questions})
    tailoring.order(config)


def fill_up(actor: Any, config: InterviewConfig) -> int:
    """As many more as are missing from what was planned; how many there were to be had."""
    with transaction.atomic():
        InterviewConfig.objects.select_for_update().get(pk=config.pk)
        missing = config.number_of_questions - config.questions.count()
        added = _add(config, missing) if missing > 0 else 0
        if added:
            audit.record(actor, "questions chosen", config, after={"questions": added})
    if added:
        tailoring.order(config)
    return added


def choose_anew(actor: Any, config: InterviewConfig) -> int:
    """Other questions for the skills as they are weighed now. What a person wrote or took from their own bank stays;
    how many that were."""
    with transaction.atomic():
        InterviewConfig.objects.select_for_update().get(pk=config.pk)
        config.questions.exclude(source__in=BY_HAND).delete()
        kept = list(config.questions.order_by("position"))
        configs.renumber(config)
        _add(config, config.number_of_questions - len(kept))
        audit.record(actor, "questions chosen anew", config, after={"kept": len(kept)})
    tailoring.order(config)
    return len(kept)


def _add(config: InterviewConfig, count: int) -> int:
    job = job_of(config)
    exclude = texts_and_ids(config)
    drafts = generate(job, count, exclude=exclude) if count > 0 else []
    return len(configs.add_drafts(config, with_spares(job, drafts, exclude)))


def concerns(config: InterviewConfig, questions: list[Question]) -> list[str]:
    """What a recruiter might want to mend before publishing, in words. None of it is in the way."""
    said = []
    missing = config.number_of_questions - len(questions)
    if missing > 0:
        said.append(
            f"{missing} question{'' if missing == 1 else 's'} fewer than the {config.number_of_questions} planned."
        )
    planned = sum(question.time_seconds for question in questions)
    if planned > config.time_limit * 60:
        said.append(
            f"The questions' own times come to {round(planned / 60)} minutes, and the interview has "
            f"{config.time_limit}: the last ones may not be asked."
        )
    bare = sum(1 for q in questions if not q.expected_points and not q.reference_answer and q.phase == "main")
    if bare:
        said.append(
            f"{bare} question{' has' if bare == 1 else 's have'} no expected points: such answers are read only for "
            "how concrete they are."
        )
    return said


def publish(actor: Any, config: InterviewConfig) -> None:
    """Open it from whatever step; questions that nobody has chosen yet are chosen now. Raises NotAllowed."""
    if config.status == ConfigStatus.DRAFT and "reached" in config.set_up and reached(config) in {"role", "skills"}:
        choose_questions(actor, config)
    configs.open_config(actor, config)


@transaction.atomic
def discard(actor: Any, config: InterviewConfig) -> None:
    """Throw a draft away. Raises NotAllowed once it was published or anybody took it."""
    audit.record(actor, "draft thrown away", config, before={"job_role": config.job_role})
    unused = InterviewConfig.objects.filter(pk=config.pk, status=ConfigStatus.DRAFT)
    if config.sessions.exists() or not unused.exists():
        raise configs.NotAllowed("Only a draft that nobody has taken can be thrown away. Close the interview instead.")
    unused.delete()
