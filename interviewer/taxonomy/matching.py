"""Skills found in running text.

The text is cut into words and the few signs that names contain ("C++", ".NET", "CI/CD"); each known spelling
is a
sequence of such tokens, found through a table keyed by its first one. That costs one dictionary look-up a
word.
Words that are also plain English ("Go", "React", "Excel") count only where their surroundings say so.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from interviewer.taxonomy.loading import skills

TOKEN = re.compile(r"[^\W_]+|\.(?=\w)|[+#/&]")
GAP = re.compile(r"[\s\-'’\u2010-\u2015_]{0,3}")
# Names inside addresses are no claims. ".net" and ".io" end as many products as domains, so those need a
# path.
CHUNK = re.compile(r"\S+")
ADDRESS = re.compile(
    r"[(<\[]*(?:mailto:)?(?:\S+@\S+\.\w|https?://|www\.|(?:[\w-]+\.){1,4}(?:(?:com|org|edu|eu|de|fr|es|at|"
    r"ch|me|co|uk|info)"
    r"(?![\w+#])|(?:io|net|dev|app|ai)/))",
    re.IGNORECASE,
)
LONGEST_ADDRESS = 300
SEPARATORS = frozenset(",;/|•·●▪‣◦∙*()[]{}:\n\t\x0b\x0c–—\"'«»“”")
JOINERS = r"(?:and|or|und|oder|y|o|e|et|ou|&|\+)"
BEFORE_JOINER = re.compile(rf"(?:^|\s)({JOINERS})\s+$", re.IGNORECASE)
AFTER_JOINER = re.compile(rf"\s+({JOINERS})\s+", re.IGNORECASE)
LEADING = re.compile(
    r"\b(in|using|use|uses|used|know|knows|learn|learning|knowledge of|experience with|experience of|"
    r"skills with|"
    r"proficient with|built with|work with|working with|familiar with|based on|such as|like|avec|mit|usando|"
    r"con|en|"
    r"developed with|expertise with|kenntnisse in|especially|preferably|of|with|via|modern|advanced|"
    r"idiomatic|senior|"
    r"junior|strong)\s+$",
    re.IGNORECASE,
)
# After these a capitalised name is a tool whatever follows; after the rest it has to end there.
_FIRM_LEADING = (
    "in|using|know|knows|learn|learning|knowledge of|experience with|experience of|skills with|"
    "proficient with|"
    "built with|working with|familiar with|developed with|expertise with|kenntnisse in|usando"
)
FIRM_LEADING = frozenset(_FIRM_LEADING.split("|"))
_TECHNICAL = (
    "developer developers engineer engineers engineering programming programmer programmers language "
    "languages code "
    "codebase codebases backend backends frontend frontends service services microservice microservices app "
    "apps "
    "application applications component components hooks framework frameworks library libraries module "
    "modules "
    "ecosystem sdk api apis stack experience skills version development developing macros spreadsheet "
    "spreadsheets "
    "sheets formulas pivot entwickler entwicklerin entwicklung kenntnisse programmierung komponenten "
    "anwendungen "
    "scripts scripting packages shiny jobs clusters pipelines streaming sql ml core boot mvc desarrollador "
    "développeur server servers compiler"
)
TECHNICAL = frozenset(_TECHNICAL.split())
VERSION = re.compile(r"v?\d{1,2}(\.\d+)*$")
YEAR = re.compile(r"(19|20)\d\d$|\d{2}$")


class Spelling(NamedTuple):
    tokens: tuple[str, ...]
    slug: str
    written: str
    rule: str
    """`any`, `exact` or `careful`."""


class Token(NamedTuple):
    text: str
    folded: str
    start: int
    end: int


class Hit(NamedTuple):
    slug: str
    start: int
    end: int
    rule: str


@dataclass(frozen=True)
class SkillMention:
    slug: str
    name: str
    count: int
    offset: int
    """Where it is first written."""
    words: str
    """As first written."""
    offsets: tuple[int, ...] = ()


def _tokens(text: str) -> list[Token]:
    return [Token(m[0], m[0].casefold(), m.start(), m.end()) for m in TOKEN.finditer(text)]


@cache
def _spellings() -> dict[str, list[Spelling]]:
    """All spellings by their first token, the longest first."""
    table: dict[str, list[Spelling]] = defaultdict(list)
    for one in skills().values():
        marked = {*one.exact, *one.careful}
        plain = [*one.synonyms] if one.name in marked else [one.name, *one.synonyms]
        for rule, written in [
            *(("any", word) for word in plain),
            *(("exact", word) for word in one.exact),
            *(("careful", word) for word in one.careful),
        ]:
            tokens = tuple(token.folded for token in _tokens(written))
            table[tokens[0]].append(Spelling(tokens, one.slug, written, rule))
    for spellings in table.values():
        spellings.sort(key=lambda s: len(s.tokens), reverse=True)
    return dict(table)


def lookup_skill(name: str) -> str | None:
    """The slug of what a person typed as the name of a skill ("k8s", "react", "unit tests"), or None."""
    slug = re.sub(r"[\s\-]+", "_", name.strip().casefold())
    if slug in skills():
        return slug
    wanted = tuple(token.folded for token in _tokens(name))
    if not wanted:
        return None
    candidates = [s for s in _spellings().get(wanted[0], ()) if s.tokens == wanted]
    return candidates[0].slug if candidates else None


def find_skills(text: str) -> list[SkillMention]:
    """The skills named in `text`, in the order they first appear."""
    grouped: dict[str, list[Hit]] = defaultdict(list)
    for hit in find_hits(text):
        grouped[hit.slug].append(hit)
    known = skills()
    return [
        SkillMention(
            slug=slug,
            name=known[slug].name,
            count=len(hits),
            offset=hits[0].start,
            words=text[hits[0].start : hits[0].end],
            offsets=tuple(hit.start for hit in hits),
        )
        for slug, hits in grouped.items()
    ]


def find_hits(text: str) -> list[Hit]:
    """Each place where a skill is named, in order."""
    tokens = _tokens(text)
    addresses = _addresses(text)
    hits = _candidates(text, tokens)
    if addresses:
        starts = [start for start, _ in addresses]
        hits = [hit for hit in hits if not _inside(hit.start, starts, addresses)]
    if all(hit.rule == "any" for hit in hits):
        return hits
    return _Judge(text, tokens, hits).accepted()


def _addresses(text: str) -> list[tuple[int, int]]:
    return [
        match.span()
        for match in CHUNK.finditer(text)
        if ("." in match[0] or "://" in match[0]) and ADDRESS.match(match[0][:LONGEST_ADDRESS])
    ]


def _inside(offset: int, starts: list[int], spans: list[tuple[int, int]]) -> bool:
    at = bisect_right(starts, offset) - 1
    return at >= 0 and offset < spans[at][1]


def _candidates(text: str, tokens: list[Token]) -> list[Hit]:
    table = _spellings()
    hits: list[Hit] = []
    at = 0
    while at < len(tokens):
        spellings = table.get(tokens[at].folded)
        match = _longest(text, tokens, at, spellings) if spellings else None
        if match is None:
            at += 1
            continue
        spelling, last = match
        hits.append(Hit(spelling.slug, tokens[at].start, tokens[last].end, spelling.rule))
        at = last + 1
    return hits


def _longest(text: str, tokens: list[Token], at: int, spellings: list[Spelling]) -> tuple[Spelling, int] | None:
    for spelling in spellings:
        last = at + len(spelling.tokens) - 1
        if last >= len(tokens):
            continue
        if any(tokens[at + i].folded != part for i, part in enumerate(spelling.tokens)):
            continue
        if any(not GAP.fullmatch(text, tokens[i].end, tokens[i + 1].start) for i in range(at, last)):
            continue
        if spelling.rule == "exact" and text[tokens[at].start : tokens[last].end] != spelling.written:
            continue
        return spelling, last
    return None


class _Judge:
    """Decides on the spellings that are also plain words."""

    def __init__(self, text: str, tokens: list[Token], hits: list[Hit]) -> None:
        self.text = text
        self.hits = hits
        self.by_start = {hit.start: hit for hit in hits}
        self.by_end = {hit.end: hit for hit in hits}
        self.next_token = {a.end: b for a, b in pairwise(tokens)}

    def accepted(self) -> list[Hit]:
        return [hit for hit in self.hits if hit.rule != "careful" or self._is_meant(hit)]

    def _is_meant(self, hit: Hit) -> bool:
        word = self.text[hit.start : hit.end]
        if self.text.strip() == word:
            return True
        following = self.next_token.get(hit.end)
        if following is not None and not self._may_follow(hit, following):
            return False
        left_edge, left_item = self._left(hit)
        right_edge, right_item = self._right(hit)
        listed = left_edge and right_edge
        beside = left_item or right_item
        if not word[0].isupper():
            return listed and beside
        if len(word) == 1:
            return (
                (listed and (beside or self._near(hit)))
                or self._technical(hit, following)
                or (self._leading(hit) in FIRM_LEADING and right_edge)
            )
        if listed or self._technical(hit, following):
            return True
        leading = self._leading(hit)
        return leading in FIRM_LEADING or (bool(leading) and right_edge)

    def _may_follow(self, hit: Hit, following: Token) -> bool:
        """Not "C-level", "R&D", "Go-to-market", "Spring 2024"; but "React-Komponenten"."""
        between = self.text[hit.end : following.start]
        if between.strip("\u2010\u2011") in {"-", ""} and "-" in between and following.folded not in TECHNICAL:
            return False
        if between == "" and following.text in {"#", "+", "&", "."}:
            return False
        if following.text == "&" and self.text[following.end : following.end + 2].strip()[:1] == "D":
            return False
        return not (between == " " and YEAR.match(following.text) and hit.slug == "spring" and len(following.text) > 1)

    def _near(self, hit: Hit) -> bool:
        """Another skill that needs no judging stands within 60 characters."""
        return any(other.rule != "careful" and abs(other.start - hit.start) < 60 for other in self.hits)

    def _technical(self, hit: Hit, following: Token | None) -> bool:
        if following is None or self.text[hit.end : following.start].strip("-\u2010\u2011 "):
            return False
        if following.folded in TECHNICAL:
            return True
        return bool(VERSION.match(following.folded)) and self.text[hit.start : hit.end] not in {
            "Spring",
            "C",
            "R",
        }

    def _leading(self, hit: Hit) -> str:
        match = LEADING.search(self.text, max(0, hit.start - 24), hit.start)
        return match[1].casefold() if match else ""

    def _left(self, hit: Hit) -> tuple[bool, bool]:
        """Whether something ends before the word, and whether that is another item of a list."""
        before = self.text[max(0, hit.start - 12) : hit.start]
        bare = before.rstrip(" \u00a0")
        if not bare or bare[-1] in SEPARATORS or bare.endswith((" -", "\n-")):
            stop = hit.start - (len(before) - len(bare)) - 1
            neighbour = self.by_end.get(self._trimmed(stop, " ")) if bare[-1:] in ",;/|•·(" else None
            return True, neighbour is not None
        joiner = BEFORE_JOINER.search(before)
        if joiner:
            at = hit.start - len(before) + joiner.start()
            return self._ends_at(at), self._ends_at(at)
        return False, False

    def _trimmed(self, at: int, signs: str) -> int:
        while at > 0 and self.text[at - 1] in signs:
            at -= 1
        return at

    def _ends_at(self, at: int) -> bool:
        return self._trimmed(at, " ,") in self.by_end

    def _right(self, hit: Hit) -> tuple[bool, bool]:
        after = self.text[hit.end : hit.end + 12]
        bare = after.lstrip(" \u00a0")
        if not bare or bare[0] in SEPARATORS or re.match(r"[.!?](\s|$)", bare):
            following = self.next_token.get(hit.end)
            if following is not None and following.text == "/":
                following = self.next_token.get(following.end)
            listed = bare[:1] in {",", ";", "/", "|", "•", "·"}
            return True, bool(listed and following and following.start in self.by_start)
        joiner = AFTER_JOINER.match(after)
        if joiner:
            found = hit.end + joiner.end() in self.by_start
            return found, found
        return False, False
