"""Answers about the candidate's own work: no reference can be right, so what is told, and how concretely, is read.

Weaker than a comparison and said to be: the grade carries ``no_reference``, a wide interval and a low confidence.
Never read: length as such, fluency, filler words, feeling.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from interviewer.grading.matching import Index
from interviewer.grading.material import Material
from interviewer.grading.text import LIGHT_STEMS, Segment, Text, fold_text
from interviewer.grading.work_words import leisure_stems, work_stems

_FIRST_PERSON = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|my|me|we|we're|we've|our|us)\b")
_OWN = re.compile(r"\b(?:i|i've|i'd|i'm|my)\b")
_SITUATION = re.compile(
    r"\b(?:when|while|once|last (?:year|month|week|summer|spring|autumn|winter|quarter)|at (?:my|our|a|the)|"
    r"in (?:my|our|20\d\d)|"
    r"years? ago|months? ago|project|company|team|client|customer|we had|there was|there were|"
    r"was (?:working|responsible)|"
    r"were (?:working|losing|running|building|migrating)|deadline|release|release|production|incident|"
    r"outage|role|job|internship|"
    r"university|startup|department|(?:problem|challenge|task|goal) was|users?|ward|class|was responsible|we disagreed|"
    r"(?:wanted|had|needed) to|(?:was|were) about to|every (?:night|day|morning|week|month)|waited)\b"
)
_ACTION = re.compile(
    r"\b(?:i|we)(?:'d| had| then| also| first| finally| eventually| decided to| started to| began to|"
    r" personally)?,? (?:(?:\w+ed|wrote|built|made|"
    r"took|set|led|ran|found|chose|began|put|drew|split|cut|met|kept|went|brought|taught|spoke|sat|gave|got|"
    r"told|held|"
    r"rewrote|did|sent|broke|came|thought|understood|dug|read|shut|spent|left|let|drove|sold|saw|proposed)\b)"
)
# A second deed in the same sentence: "I traced it, found the cause and fixed it".
_AND_DID = re.compile(
    r"(?:,|\band|\bthen) (?:then |also |finally )?(?:\w{2,}ed|wrote|built|made|took|set|led|ran|found|chose|put|drew|"
    r"split|cut|met|went|brought|taught|spoke|gave|told|rewrote|sent|saw)\b"
)
_RESULT = re.compile(
    r"\b(?:as a result|in the end|result(?:s|ed)?|outcome|so that|which (?:meant|led|saved|cut|brought|reduced|gave)|"
    r"reduced|increased|improved|dropped|fell|rose|saved|shipped|launched|delivered|went (?:live|from|down|"
    r"up)|from .{1,25} to|"
    r"per ?cent|percent|%|since then|ever since|afterwards?|eventually|finally|succeeded|finished|on time|no longer|"
    r"never (?:came|happened|had)|adopted|still (?:use|used|in use|run)|customers? (?:stayed|were|said)|"
    r"worked out|paid off|down to|up to|"
    r"instead of (?:\w+ ){0,2}(?:\d+|two|three|four|five|six|ten|twenty|thirty|hours|days)|"
    r"(?:twice|half|a third|a fifth|a quarter) (?:as|more|less|the)|(?:more|fewer|less) than|"
    r"they (?:stayed|bought|renewed))\b|\d ?%"
)
_LEARNED = re.compile(
    r"\b(?:learn(?:ed|t|ing)?|lesson|next time|would (?:now )?do|differently|in hindsight|looking back|"
    r"realis?z?ed|i now|since then i|"
    r"taught me|today i|these days i|mistake|should have|would have)\b"
)
_OTHERS = re.compile(
    r"\b(?:he|she|they|them|his|her|their|colleagues?|team|manager|stakeholders?|customers?|clients?|people|"
    r"everyone|engineers?|"
    r"designers?|asked|listened|talk(?:ed)?|explained|agreed|disagreed|feedback|together|meeting|"
    r"conversation|discussed)\b"
)
_REASON = re.compile(
    r"\b(?:because|since|so that|the reason|in order to|decided|chose|weighed|trade-?offs?|rather than|"
    r"instead of|priority|prioriti\w+)\b"
)
# How a sentence begins that goes on with what was told in the first person.
_GOES_ON = re.compile(
    r"(?:and |but |so )?(?:since then|as a result|after (?:that|the|a|two|three|some)|afterwards?|within|by the end|"
    r"in the end|the (?:result|outcome|year|month|week|team|effect)|they|it|this|that|now|today|then|finally|"
    r"eventually|nobody|everyone|complaints?|support|users?|customers?|sales)\b"
)
_NUMBER = re.compile(
    r"\b(?:\d[\d.,:]*|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|hundred|"
    r"thousand|million|half|double|twice)\b"
)

# So much weight of asked-for words is as relevant as can be; points name more of them than a question alone.
ENOUGH, ENOUGH_WITH_POINTS = 2.5, 9.0

# So many different words of working life make an account one of work.
WORK_WORDS = 4
# A question that wants the person's own work told, not something explained.
_ABOUT_YOU = re.compile(r"\b(?:you|your|yourself|you've|you'd|thinking back|tell me about|tell us about)\b")

# What a point about a story asks for, by its words, and the pattern that finds it in the story.
_ASKS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (re.compile(r"result|outcome|measur|effect|impact|chang|improv|ended|happened|observ|success|"
        r"consequence|evidence"), _RESULT),
    (re.compile(r"learn|differently|lesson|hindsight|reflect|next time|mistake|now do|since then|habit"), _LEARNED),
    (re.compile(r"situation|concrete|context|specific|project|real|example|background|stake|problem|"
        r"challenge|goal|deadline"), _SITUATION),
    (re.compile(r"themsel|own |personal|did|action|step|took|contribut|role|initiative|led|responsib|decid|"
        r"handled"), _ACTION),
    (re.compile(r"other|team|colleague|person|people|listen|stakeholder|audience|manager|feedback|view|"
        r"perspective|agree|convers"), _OTHERS),
    (re.compile(r"why|reason|choice|option|trade|weigh|priorit|criteri|basis|decision|alternative"), _REASON),
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """One segment of a story and what it tells."""

    segment: Segment
    text: str
    on_topic: bool
    first_person: bool
    # Between sentences in the first person, it belongs to what they tell.
    follows: bool = False


@dataclass(frozen=True)
class Story:
    """The segments that count, and how far (0-1) they touch what was asked."""

    told: tuple[Told, ...]
    relevance: float


def story_of(material: Material) -> Story:
    """Read an answer as a story. Orders and questions in it tell nothing."""
    asked = _asked_weights(material)
    hits: set[str] = set()
    told = []
    own, followed = _whose(material)
    for number, segment in enumerate(material.segments):
        start, end = material.answer.tokens[segment.first].start, material.answer.tokens[segment.last - 1].end
        touched = {
            stem for stem in asked if any(segment.first <= p < segment.last for p in material.index.places(stem))
        }
        text = fold_text(material.answer.raw[start:end])
        first_person = own[number]
        follows = followed[number] and not first_person
        if material.answer.raw[end : end + 1] in {"?", "？"} or not (first_person or touched or follows):
            continue
        hits |= touched
        told.append(Told(segment, text, bool(touched), first_person, follows))
    total = sum(asked.values())
    got = sum(asked[s] for s in hits)
    enough = ENOUGH_WITH_POINTS if material.points else ENOUGH
    relevance = min(1.0, got / min(total, enough)) if total else 0.5
    return Story(tuple(told), relevance if any(t.first_person for t in told) else relevance * 0.6)


def _whose(material: Material) -> tuple[list[bool], list[bool]]:
    """Which segments are in the first person; and which belong to what those tell: they share a sentence with one,
    lead up to one, or go on from one ("Since then ...")."""
    tokens, raw = material.answer.tokens, material.answer.raw
    texts = [fold_text(raw[tokens[s.first].start : tokens[s.last - 1].end]) for s in material.segments]
    own = [bool(_FIRST_PERSON.search(text)) for text in texts]
    sentences: list[list[int]] = []
    for number, segment in enumerate(material.segments):
        before = material.segments[number - 1] if number else None
        between = raw[tokens[before.last - 1].end : tokens[segment.first].start] if before else "."
        if any(c in ".!?\n" for c in between):
            sentences.append([])
        sentences[-1].append(number)
    owned = [any(own[n] for n in sentence) for sentence in sentences]
    followed = [False] * len(own)
    told = False
    for place, sentence in enumerate(sentences):
        leads = place + 1 < len(owned) and owned[place + 1]
        told = owned[place] or leads or (told and bool(_GOES_ON.match(texts[sentence[0]])))
        for number in sentence:
            followed[number] = told
    return own, followed


def _asked_weights(material: Material) -> dict[str, float]:
    texts: list[Text] = [material.question, *material.points]
    weights: dict[str, float] = {}
    for text in texts:
        for token in text.content:
            if token.stem not in _EMPTY_STEMS:
                weights[token.stem] = 0.5 if token.stem in LIGHT_STEMS else 1.0
    for reference in material.references:
        for token in reference.content:
            weights.setdefault(token.stem, 0.0 if token.stem in LIGHT_STEMS else 0.25)
    return {stem: w for stem, w in weights.items() if w}


_EMPTY_STEMS = frozenset(
    "tell describ explain time exampl situat walk talk say give name show mention result concret someth learn did "
    "happen "
    "specif differ person chang outcom measur observ own reflect action step point".split()
)


def work_told(material: Material, story: Story) -> float:
    """How far (0-1) what is told in the first person is about work, by the words of working life in it."""
    tokens = material.answer.tokens
    said = {
        tokens[i].stem
        for t in story.told
        if t.first_person or t.follows
        for i in range(t.segment.first, t.segment.last)
        if tokens[i].content
    }
    work, leisure = len(said & work_stems()), len(said & leisure_stems())
    return min(1.0, max(0, work - 2 * leisure) / WORK_WORDS)


def on_the_matter(material: Material, story: Story) -> float:
    """How far (0-1) an account answers a question about the person's own work.

    Who tells of a project doesn't keep naming it, so an account of work is taken to be about the work that was
    asked for; the words of the question alone show little, for a story of anything may hold them.
    """
    if not _ABOUT_YOU.search(fold_text(material.question.raw)):
        return story.relevance
    work = work_told(material, story)
    return min(1.0, work * (0.55 + 0.45 * story.relevance) + (1 - work) * 0.3 * story.relevance)


def found(story: Story, pattern: re.Pattern[str]) -> list[Told]:
    """The segments in the first person, or on the topic, in which ``pattern`` stands."""
    return [t for t in story.told if pattern.search(t.text)]


def story_strength(story: Story, point: Text, material: Material) -> tuple[float, int, int]:
    """How far (0-1) the story does what a point asks of it, and the tokens that do (first, last excluded)."""
    wanted = fold_text(point.raw)
    best = (0.0, 0, 0)
    ask = next((finder for asks, finder in _ASKS if asks.search(wanted)), None)
    if ask is None:
        return best
    index: Index = material.index
    own = [t.stem for t in point.content if t.stem not in _EMPTY_STEMS and t.stem not in LIGHT_STEMS]
    for t in found(story, ask):
        s = t.segment
        share = sum(any(s.first <= p < s.last for p in index.places(stem)) for stem in own) / len(own) if own else 0.5
        value = 0.45 + 0.2 * t.first_person + 0.35 * min(1.0, 2.5 * share)
        if value > best[0]:
            best = (value, s.first, s.last)
    topical = min(1.0, 1.6 * story.relevance)
    return best[0] * topical, best[1], best[2]


@dataclass(frozen=True)
class OpenResult:
    """What an answer without a reference shows, each part 0-1, and the score (0-100)."""

    score: float
    parts: dict[str, float]
    shown: tuple[tuple[str, Told], ...]
    lacking: tuple[str, ...]


def open_result(material: Material) -> OpenResult:
    """Specificity, structure, relevance to what was asked, and own contribution."""
    story = story_of(material)
    relevance = on_the_matter(material, story)
    shown: list[tuple[str, Told]] = []
    lacking: list[str] = []
    structure = 0.0
    for name, pattern, worth in (
        ("situation", _SITUATION, 0.3), ("action", _ACTION, 0.35), ("result", _RESULT, 0.35),
    ):  # fmt: skip
        hits = [t for t in found(story, pattern) if t.first_person or t.on_topic or t.follows]
        if hits:
            structure += worth
            shown.append((name, hits[0]))
        else:
            lacking.append(name)
    own = [t for t in story.told if _OWN.search(t.text) and _ACTION.search(t.text)]
    parts = {
        "specificity": _specificity(material, story),
        "structure": structure,
        "relevance": relevance,
        "contribution": min(1.0, sum(1 + len(_AND_DID.findall(t.text)) for t in own) / 2),
    }
    if not own:
        lacking.append("contribution")
    made = 0.35 * parts["specificity"] + 0.4 * parts["structure"] + 0.25 * parts["contribution"]
    # What is told of nothing in particular has a shape and no substance.
    made *= 0.5 + 0.5 * min(1.0, 2 * parts["specificity"])
    score = 80 * made * (0.2 + 0.8 * min(1.0, 1.8 * relevance)) + 6 * relevance
    return OpenResult(score, parts, tuple(shown), tuple(lacking))


def _specificity(material: Material, story: Story) -> float:
    """Distinct telling things (names, numbers, terms that are not everyday words) in what was told; six are plenty."""
    things: set[str] = set()
    numbers = 0
    for t in story.told:
        if not (t.first_person or t.follows):
            continue
        numbers += bool(_NUMBER.search(t.text))
        for i in range(t.segment.first, t.segment.last):
            token = material.answer.tokens[i]
            telling = token.content and len(token.stem) > 2 and token.stem not in LIGHT_STEMS | material.question.stems
            if telling and material.cal.weight(token.stem) >= 0.6:
                things.add(token.stem)
    return min(1.0, 0.7 * min(1.0, len(things) / 14) + 0.3 * min(1.0, numbers / 2))
