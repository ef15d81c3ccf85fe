"""Which expected points an answer covers, and with which words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from interviewer.grading.matching import EXACT, Index
from interviewer.grading.material import Material, opposite_said
from interviewer.grading.text import Segment, Text, Token

# A point counts as covered from this strength; below HINT the words in common are chance.
COVERED = 0.5
HINT = 0.22
FULL = 0.62
# At most this many neighbouring segments, and this many tokens, are read as one statement.
WINDOW_SEGMENTS = 3
WINDOW_TOKENS = 60
# What a segment still earns for a point it turns round.
TURNED = 0.2


@dataclass(frozen=True)
class Coverage:
    """How strongly (0-1) a point is covered, by which tokens (first, last excluded), and whether it was turned round.

    ``first == last`` where no words are worth showing.
    """

    point: Text
    strength: float
    first: int
    last: int
    contradicted: bool


def cover_point(material: Material, point: Text) -> Coverage:
    """The best statement of the answer for one point.

    The reference's own wording of the point counts too: a point is often said there in other words.
    """
    direct = _best(material, material.weights(point.tokens), point)
    if material.references and material.points:
        wording = _aligned(material, point)
        if wording is not None:
            first, last, fit = wording
            reference = material.references[0]
            other = _best(material, material.weights(reference.tokens[first:last]), reference, (first, last))
            trust = min(0.95, 0.7 + 0.5 * fit)
            blended = (1 - trust) * direct[0] + trust * other[0]
            if blended > direct[0]:
                return _coverage(point, blended, other, direct)
    return _coverage(point, direct[0], direct, direct)


_Found = tuple[float, int, int, bool]


def _coverage(point: Text, raw: float, found: _Found, direct: _Found) -> Coverage:
    strength = min(1.0, max(0.0, (raw - HINT) / (FULL - HINT)))
    return Coverage(point, strength, found[1], found[2], direct[3])


def _best(
    material: Material, weights: Mapping[str, float], source: Text, span: tuple[int, int] | None = None
) -> _Found:
    """(share of the weights said, first token, last token, contradicted) of the best run of segments."""
    total = sum(weights.values())
    segments = material.segments
    if total <= 0 or not segments:
        return 0.0, 0, 0, False
    tokens = material.answer.tokens
    expected = source.tokens[span[0] : span[1]] if span else source.tokens
    denied = _polarity(expected)
    rows = [_said(material.index, weights, s) for s in segments]
    turned = [
        _turned_round(weights, denied, row, tokens[s.first : s.last], expected)
        for row, s in zip(rows, segments, strict=True)
    ]
    best: _Found = (0.0, 0, 0, False)
    for i in range(len(segments)):
        merged: dict[str, float] = {}
        for j in range(i, min(i + WINDOW_SEGMENTS, len(segments))):
            if j > i and segments[j].last - segments[i].first > WINDOW_TOKENS:
                break
            factor = TURNED if turned[j] else 1.0
            for stem, credit in rows[j].items():
                merged[stem] = max(merged.get(stem, 0.0), credit * factor)
            share = sum(weights[stem] * credit for stem, credit in merged.items()) / total
            # A longer run must earn its length: the quote should be the clause that says it.
            if share > best[0] + (0.06 if j > i else 1e-9):
                best = (share, segments[i].first, segments[j].last, False)
    if any(turned):
        k = max((k for k in range(len(segments)) if turned[k]), key=lambda k: sum(rows[k].values()))
        whole = sum(weights[stem] * credit for stem, credit in rows[k].items()) / total
        if whole > best[0]:
            return best[0], segments[k].first, segments[k].last, True
    return best


def _said(index: Index, weights: Mapping[str, float], segment: Segment) -> dict[str, float]:
    row: dict[str, float] = {}
    for stem in weights:
        credit = max(
            (c for place, c in index.places(stem).items() if segment.first <= place < segment.last),
            default=0.0,
        )
        if credit:
            row[stem] = credit
    return row


def _polarity(tokens: Sequence[Token]) -> dict[str, bool | None]:
    """Whether each stem is denied; none where it is both denied and affirmed."""
    out: dict[str, bool | None] = {}
    for token in tokens:
        out[token.stem] = token.negated if out.get(token.stem, token.negated) is token.negated else None
    return out


# "If there is none it makes one" is no denial of "it makes none if there is one": a condition blurs a "no".
_CONDITIONS = frozenset("if when unless until without whenever otherwise".split())


def _turned_round(
    weights: Mapping[str, float],
    denied: Mapping[str, bool | None],
    row: Mapping[str, float],
    said: Sequence[Token],
    source: Sequence[Token],
) -> bool:
    """Whether a segment says a point in its own words but denies it, affirms what it denies, or says the opposite.

    Only where nearly all of the point is there word for word: a paraphrase often moves a "not" about.
    """
    total = sum(weights.values())
    polarity = _polarity(said)
    exact = {stem for stem, credit in row.items() if credit == EXACT and stem in weights}
    there = sum(weights[stem] for stem in exact)
    against = sum(
        weights[stem]
        for stem in exact
        if None not in (polarity.get(stem), denied.get(stem, False)) and polarity.get(stem) != denied.get(stem, False)
    )
    conditional = any(t.word in _CONDITIONS for t in said)
    if there >= 0.7 * total and against >= 0.5 * there and not conditional:
        return True
    own = [t for t in source if t.stem in weights or t.negator]
    odd = (sum(t.negator for t in said) - sum(t.negator for t in own)) % 2 == 1
    if there >= 0.85 * total and odd and not conditional and len(said) <= 1.6 * len(source) + 2:
        return True
    expected = frozenset(weights)
    opposite = sum(
        weight
        for stem, weight in weights.items()
        if stem not in polarity and opposite_said(stem, expected, polarity.keys())
    )
    same_sign = any(t.negator for t in said) == any(denied.values())
    return bool(opposite) and same_sign and there + opposite >= 0.8 * total


def _aligned(material: Material, point: Text) -> tuple[int, int, float] | None:
    """The segment(s) of the reference that word ``point``: (first token, last token, fit 0-1), or none.

    A reference covers its points in other words, so a point that fits nowhere well takes the best segment that no
    other point fits.
    """
    shares = _alignments(material)
    return shares.get(id(point))


def _alignments(material: Material) -> dict[int, tuple[int, int, float]]:
    kept = _ALIGNED.get(id(material.references[0]))
    key = tuple(p.raw for p in material.points)
    if kept is None or kept[0] is not material.references[0] or kept[1] != (key, material.question.raw):
        if len(_ALIGNED) > 500:
            _ALIGNED.clear()
        kept = (material.references[0], (key, material.question.raw), _align(material))
        _ALIGNED[id(material.references[0])] = kept
    return {id(p): kept[2][i] for i, p in enumerate(material.points) if i in kept[2]}


_Key = tuple[tuple[str, ...], str]
_ALIGNED: dict[int, tuple[Text, _Key, dict[int, tuple[int, int, float]]]] = {}
CLEAR_FIT = 0.3


def _align(material: Material) -> dict[int, tuple[int, int, float]]:
    reference = material.references[0]
    index = _reference_index(reference)
    segments = reference.segments
    fits: list[tuple[float, int, int, int]] = []
    for number, point in enumerate(material.points):
        weights = material.weights(point.tokens)
        total = sum(weights.values())
        rows = [_said(index, weights, s) for s in segments]
        for i in range(len(segments)):
            for j in range(i, min(i + 2, len(segments))):
                if segments[j].last - segments[i].first > WINDOW_TOKENS:
                    break
                stems = rows[i].keys() | rows[j].keys()
                got = sum(weights[s] * max(rows[i].get(s, 0.0), rows[j].get(s, 0.0)) for s in stems)
                fits.append((got / total - (0.12 if j > i else 0.0), number, i, j))
    fits.sort(key=lambda f: (-f[0], f[1], f[2], f[3]))
    out: dict[int, tuple[int, int, float]] = {}
    taken: set[int] = set()
    for fit, number, i, j in fits:
        if number in out or (fit < CLEAR_FIT and taken.intersection(range(i, j + 1))):
            continue
        out[number] = (segments[i].first, segments[j].last, max(0.0, fit))
        taken.update(range(i, j + 1))
    return out


_INDEXES: dict[int, tuple[Text, Index]] = {}


def _reference_index(reference: Text) -> Index:
    """The index of a reference, kept while its text is."""
    kept = _INDEXES.get(id(reference))
    if kept is None or kept[0] is not reference:
        if len(_INDEXES) > 500:
            _INDEXES.clear()
        kept = _INDEXES[id(reference)] = (reference, Index.of(reference))
    return kept[1]
