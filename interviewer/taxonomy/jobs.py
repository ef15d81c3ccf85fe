"""What an interview for a job should ask about."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from math import isfinite, sqrt

from interviewer.taxonomy.loading import general_skills, skill
from interviewer.taxonomy.matching import find_hits, lookup_skill
from interviewer.taxonomy.titles import match_role

MAX_SKILLS = 12
MAX_CHARACTERS = 20_000
FOCUS_SHARE = 0.5
SKILLS_FOR_FULL_SHARE = 6
DESCRIPTION_SHARE = 0.7
BEHAVIOURAL = frozenset({"teamwork", "communication", "problem_solving", "leadership", "ownership"})
BEHAVIOURAL_KEPT = 2
# Named in nearly every posting, about companies more than about the work.
FAINT_FAMILIES = {"business_people": 0.5}
# Words for a whole field: they stand in titles and say little of what to ask.
BROAD = frozenset({"backend", "frontend", "cloud", "devops", "data_science", "cybersecurity", "mobile_development"})

REQUIRED = re.compile(
    r"^\W*(what )?(you( will|'ll)? (need|bring|have)|must[- ]haves?|(minimum |basic |key |technical |job |"
    r"our )?"
    r"(requirements?|qualifications?|skills?)|your (profile|skills|background)|who you are|about you|"
    r"we('re| are) looking for|(dein|ihr) profil|anforderungen|das bringst du mit|was du mitbringst|"
    r"qualifikation(en)?|"
    r"requisitos|perfil|tu perfil|profil( recherché)?|compétences|ton profil|votre profil|"
    r"tech(nology)? stack)\b",
    re.IGNORECASE,
)
OPTIONAL = re.compile(
    r"^\W*(nice[- ]to[- ]haves?|bonus( points)?|preferred|pluses|desirable|good to have|extra credit|ideally|"
    r"it('s| is| would be) (a plus|great)|von vorteil|wünschenswert|deseable|valorable|un plus|atouts?)\b",
    re.IGNORECASE,
)
ASIDE = re.compile(
    r"^\W*(about (us|the company|our company)|who we are|what we offer|our offer|we offer|benefits|perks|"
    r"why (us|join)|"
    r"our (culture|values|mission)|equal opportunity|diversity|how to apply|wir bieten|über uns|"
    r"das bieten wir|"
    r"unser angebot|deine vorteile|benefits|ofrecemos|sobre nosotros|beneficios|nous offrons|avantages|"
    r"à propos)\b",
    re.IGNORECASE,
)
DUTIES = re.compile(
    r"^\W*((key |your |main )?(responsibilities|duties|tasks|mission)|what you('ll| will) do|the role|"
    r"the job|"
    r"(deine|ihre) aufgaben|aufgaben|responsabilidades|funciones|missions|tes missions|vos missions)\b",
    re.IGNORECASE,
)
SOFTENED = re.compile(
    r"\b(a plus|nice to have|bonus|preferred|desirable|would be (great|nice|helpful)|is an advantage|"
    r"advantageous|"
    r"optional(ly)?|von vorteil|wünschenswert|idealerweise|ideally|deseable|valorable|se valorará|"
    r"serait un plus|un plus|"
    r"not required|no need)\b",
    re.IGNORECASE,
)
STRESSED = re.compile(
    r"\b(must|required|essential|strong|expert|deep|proven|extensive|excellent|solid|zwingend|fundierte|"
    r"sehr gute|"
    r"imprescindible|indispensable|obligatoire|maîtrise)\b|\b\d+\+? (years|jahre|años|ans)\b",
    re.IGNORECASE,
)


def skills_for_job(role: str, description: str, focus_areas: Mapping[str, float] | None = None) -> dict[str, float]:
    """Skills of the question bank to ask about, with weights that sum to 1, the most wanted first.

    Half of the weight goes to the recruiter's own focus areas where they name known skills; the rest to what
    the
    description names, by how often and where, filled up from what the role is known to need.
    """
    wanted = _from_description(f"{role}\n{description}"[:MAX_CHARACTERS])
    known = match_role(role, description)
    usual = dict(known.skills) if known else dict(general_skills())
    share = DESCRIPTION_SHARE * min(1.0, len(wanted) / SKILLS_FOR_FULL_SHARE)
    if known is None:
        share = min(share, 0.6)
    weights = _mixed([(_top(wanted), share), (_scaled(usual), 1.0 - share)])
    focus = _from_focus(focus_areas or {})
    if focus:
        weights = _mixed([(focus, FOCUS_SHARE), (weights, 1.0 - FOCUS_SHARE)])
    behavioural = sorted(BEHAVIOURAL & weights.keys(), key=lambda slug: -weights[slug])[:BEHAVIOURAL_KEPT]
    return _top(weights, keep=frozenset([*focus, *behavioural]))


def _from_focus(areas: Mapping[str, float]) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for name, weight in areas.items():
        slugs = _bank_slugs_of(str(name))
        try:
            value = float(weight)
        except (TypeError, ValueError):
            continue
        if not isfinite(value) or value <= 0:
            continue
        for slug in slugs:
            found[slug] += value / len(slugs)
    return _scaled(found)


def _bank_slugs_of(name: str) -> list[str]:
    exact = lookup_skill(name)
    slugs = [exact] if exact else [hit.slug for hit in find_hits(name[:500])]
    found = (bank for slug in slugs if (known := skill(slug)) for bank in known.bank)
    return list(dict.fromkeys(found))


def _from_description(text: str) -> dict[str, float]:
    starts, factors = _line_factors(text)
    scores: dict[str, float] = defaultdict(float)
    for hit in find_hits(text):
        known = skill(hit.slug)
        if known is None:
            continue
        factor = factors[bisect_right(starts, hit.start) - 1] * FAINT_FAMILIES.get(known.family, 1.0)
        if not known.in_bank:
            factor *= 0.2 if known.slug in BROAD else 0.5
        for rank, slug in enumerate(known.bank):
            # A skill without questions of its own is asked about through its neighbours, the nearest first.
            scores[slug] += factor / (rank + 1)
    # The tenth mention says less than the second.
    return {slug: sqrt(score) for slug, score in scores.items()}


def _line_factors(text: str) -> tuple[list[int], list[float]]:
    """Where each line starts, and how much a skill named in it counts."""
    starts: list[int] = []
    factors: list[float] = []
    section = 1.0
    at = 0
    for number, line in enumerate(text.split("\n")):
        if len(line) < 70:
            section = _section_factor(line, section)
        for sentence in re.split(r"(?<=[.;!?]\s)", line) or [""]:
            factor = 2.5 if number == 0 else section
            if SOFTENED.search(sentence) and not OPTIONAL.match(sentence):
                factor *= 0.4
            elif STRESSED.search(sentence):
                factor *= 1.4
            starts.append(at)
            factors.append(factor)
            at += len(sentence)
        at += 1
    return starts, factors


def _section_factor(line: str, current: float) -> float:
    for pattern, factor in ((OPTIONAL, 0.4), (ASIDE, 0.15), (REQUIRED, 1.6), (DUTIES, 1.1)):
        if pattern.match(line):
            return factor
    return current


def _scaled(weights: Mapping[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {slug: weight / total for slug, weight in weights.items()} if total > 0 else {}


def _mixed(parts: list[tuple[Mapping[str, float], float]]) -> dict[str, float]:
    mixed: dict[str, float] = defaultdict(float)
    for weights, share in parts:
        for slug, weight in weights.items():
            mixed[slug] += weight * share
    return _scaled(mixed)


def _top(weights: Mapping[str, float], keep: frozenset[str] = frozenset()) -> dict[str, float]:
    """The heaviest few, those in `keep` among them, scaled to 1."""
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    kept = [item for item in ranked if item[0] in keep]
    kept += [item for item in ranked if item[0] not in keep][: max(0, MAX_SKILLS - len(kept))]
    return _scaled(dict(sorted(kept, key=lambda item: (-item[1], item[0]))))
