"""Feedback in words: what was said and what was not, no praise that the evidence does not carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interviewer.grading.types import PointMatch

if TYPE_CHECKING:
    from interviewer.grading.grader import Draft
    from interviewer.grading.material import Material

_SHOWN = {
    "situation": "Sets out a situation",
    "action": "Says what was done",
    "result": "Gives a result",
}
_LACKING = {
    "situation": "Say when and where it was, and what was at stake.",
    "action": "Say step by step what was done.",
    "result": "Say how it ended, with something that can be measured or seen.",
    "contribution": "Say what you did yourself, apart from the team.",
}
MOST = 5


def strengths_for(
    covered: tuple[PointMatch, ...], shown: tuple[tuple[str, int, int], ...], material: Material
) -> tuple[str, ...]:
    """One line for each thing the answer did, strongest first."""
    lines = [f"Covers: {match.point}" for match in sorted(covered, key=lambda m: -m.strength)]
    lines += [_SHOWN[name] for name, _, _ in shown]
    return tuple(lines[:MOST])


def improvements_for(missed: tuple[str, ...], draft: Draft, material: Material) -> tuple[str, ...]:
    """One line for each thing the answer lacked."""
    contradicted = {c.point.raw for c in draft.coverages if c.contradicted}
    lines = [f"Says the opposite of: {p}" if p in contradicted else f"Not found in the answer: {p}" for p in missed]
    lines += [_LACKING[name] for name in draft.lacking]
    return tuple(lines[:MOST])


def sentence_for(score: int, draft: Draft, covered: tuple[PointMatch, ...], missed: tuple[str, ...]) -> str:
    """One or two honest sentences."""
    if "echo" in draft.flags:
        return "The answer repeats the question and adds nothing to it."
    if "keyword_list" in draft.flags:
        return "The answer names words without saying anything about them."
    if "word_salad" in draft.flags:
        return "The words of the answer do not form sentences, so it could not be followed."
    if draft.kind == "open" or "no_reference" in draft.flags:
        return _open_sentence(score, draft)
    total = len(covered) + len(missed)
    if "code" in draft.flags:
        return f"The code was read and not run; it shows signs of {len(covered)} of {total} expected points."
    if not total:
        said = len(draft.matched)
        return f"The answer mentions {said} of {said + len(draft.missed)} expected keywords."
    first = _covered_sentence(len(covered), total)
    if "polarity" in draft.flags:
        return f"{first} One statement says the opposite of what was expected."
    if missed and covered:
        return f"{first} Not found: {_short(missed[0])}."
    return first


def _covered_sentence(covered: int, total: int) -> str:
    if not covered:
        return "None of what was expected was found in the answer."
    if covered == total:
        return (
            "The answer covers what was expected." if total == 1 else f"The answer covers all {total} expected points."
        )
    return f"The answer covers {covered} of {total} expected points."


def _open_sentence(score: int, draft: Draft) -> str:
    names = {"situation": "a situation", "action": "what was done", "result": "a result"}
    shown = [names[name] for name, _, _ in draft.shown]
    head = f"The answer tells {_listed(shown)}." if shown else "The answer tells nothing concrete about own work."
    return f"{head} There is no reference to compare it with, so this is a rough reading."


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def _short(text: str, most: int = 140) -> str:
    flat = " ".join(text.split()).rstrip(".")
    return flat if len(flat) <= most else flat[: most - 1].rsplit(" ", 1)[0] + "…"
