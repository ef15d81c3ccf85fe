"""Hard checks that come before any score: what is no answer, what merely looks like one, what talks to the grader."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from interviewer.grading.lexicon import FOREIGN_FUNCTION_WORDS, FUNCTION_WORDS
from interviewer.grading.text import READ_AT_MOST, Text, fold_text, read, sentence_ends

_FILLER = (
    r"(?:so|well|um+|uh+|er+m?|hm+|oh|okay|ok|honestly|sorry|yeah|no|actually|hmm+|ah|i guess|i'm afraid|"
    r"to be honest|"
    r"please|thanks|thank you|really|right now|at the moment|about (?:that|this)(?: one)?|the answer|sir|"
    r"madam|yet|maybe)"
)
_REFUSAL = (
    r"(?:i (?:really |honestly |just |actually )?(?:don'?t|do not|did not|didn'?t|wouldn'?t) (?:really |even )?"
    r"(?:know|remember|recall|have (?:an |any )?(?:answer|idea|clue))(?: (?:the answer|that|this|it|"
    r"about (?:it|that|this)|"
    r"how to answer(?: (?:this|that|it))?))?|(?:i have |i've got |i've |got )?no (?:idea|clue|answer|comment)|"
    r"(?:i(?:'m| am) )?not (?:so |really |quite |too )?sure(?: about (?:it|that|this)(?: one)?)?|i(?:'ve|"
    r" have) no idea|"
    r"(?:i(?:'ll| will|'d like to| would like to| want to)? ?)?(?:pass|skip)(?: (?:on )?(?:this|that|it|"
    r"the)(?: (?:one|question))?)?|"
    r"(?:can|could|may|let'?s|let us) (?:i|we|you)? ?(?:please )?(?:skip|pass|move on|go to the next)"
    r"(?: (?:on )?(?:this|that|it|to the next)(?: (?:one|question))?)?|next(?: (?:question|one))?|"
    r"i (?:can'?t|cannot|can not|could not|couldn'?t) (?:answer|remember|recall|say|think of (?:anything|one))"
    r"(?: (?:this|that|it)(?: (?:one|question))?)?|dunno|idk|n/?a|nothing comes to mind|not answered|"
    r"unanswered|no answer(?: given| provided)?|no response|(?:left )?blank|"
    r"no lo s[eé]|je ne sais pas|(?:ich )?wei[sß]s? (?:ich )?(?:es )?nicht|nie wiem|keine ahnung|nao sei|"
    r"non lo so|не знаю|不知道)"
)
_REFUSES = re.compile(rf"{_REFUSAL}(?![\w'])")
_FILLS = re.compile(rf"(?:{_FILLER}|and|but|so)(?![\w'])")
_HESITATES = re.compile(r"(?:so|well|um+|uh+|er+m?|hm+|oh|sorry|please|thanks|thank you)(?![\w'])")
_PAUSES = re.compile(r"[\s,.!?;:-]+")
_NOISE = re.compile(r"[\[(<*](?:silence|inaudible|no speech|blank[_ ]audio|music|noise|unintelligible)[\])>*]")


def is_no_answer(text: str) -> bool:
    """Whether nothing was answered: empty, silence, or only a refusal such as "I don't know" or "skip this one"."""
    flat = " ".join(_NOISE.sub(" ", fold_text(text[:600])).split())
    if len(text) > 600 and len(flat) > 300:
        return False
    if not any(c.isalnum() for c in flat):
        return True
    return _made_of(flat, (_REFUSES, _FILLS, _PAUSES), needed=_REFUSES) or _made_of(flat, (_HESITATES, _PAUSES))


def _made_of(flat: str, patterns: tuple[re.Pattern[str], ...], needed: re.Pattern[str] | None = None) -> bool:
    """Whether the whole text is matches of ``patterns`` in a row, one of ``needed`` among them; in linear time."""
    place, met = 0, needed is None
    while place < len(flat):
        for pattern in patterns:
            found = pattern.match(flat, place)
            if found and found.end() > place:
                met = met or pattern is needed
                place = found.end()
                break
        else:
            return False
    return met


# Each pattern needs two signs in one breath: a verb that steers and a target that only a grader has. A candidate
# who speaks of "ignoring warnings" or of "system prompts" in an answer about language models is left alone.
_GRADER = (
    r"(?:grader|evaluator|examiner|reviewer|scorer|ai|llm|model|assistant|chat ?bot|analysis software|"
    r"screening)"
)
_ADDRESS = [
    r"\b(?:ignore|disregard|forget|override|bypass|discard|overlook)\b[^.\n]{0,40}\b(?:previous|prior|"
    r"preceding|above|"
    r"earlier|all|any|your|these|those|negative|the)\b[^.\n]{0,30}\b(?:instructions?|prompts?|directions|directives|"
    r"(?:grading |scoring |evaluation |system )(?:rules|guidelines|criteria)|rubric|negative indicators|criteria)\b",
    rf"(?:\b(?:note|message|instruction|attention|reminder|dear)s?\b[\s,:]{{1,3}}(?:(?:to|for)\s+)?|"
    rf"^\W*(?:to|hey|hello|hi)\b,?\s+)"
    rf"(?:the\s+|any\s+|all\s+)?(?:automated\s+|ai\s+|artificial\s+)?(?:{_GRADER}|ai (?:grader|model|"
    rf"system))s?\b\s*[:,!-]",
    r"\bnote to (?:the )?(?:automated|ai|llm|grader|evaluator|reviewer|recruiter|system|screening)\b",
    r"\boverride\s+(?:manual\s+|all\s+|the\s+|your\s+|any\s+)*(?:scoring|grading|evaluation|rubric)\b",
    r"\b(?:give|assign|award|grant|output|return|set|mark|rate|score|grade|report)\b[^.\n]{0,40}\b(?:full|"
    r"maximum|max|"
    r"perfect|highest|top|10 ?/ ?10|100 ?/ ?100|10 out of 10|ten out of ten|100 ?%|100|5 ?/ ?5)\b[^.\n]{0,12}"
    r"\b(?:scores?|marks?|points?|rating|grades?|credit)\b",
    r"\b(?:score|rate|grade|mark|rank|judge|evaluate|assess)\s+(?:this|me|my|the|it)\b(?:\s+(?:answer|"
    r"response|candidate|"
    r"submission|one))?\s*(?:as|at|with|:)?\s*(?:a\s+)?(?:100|10\b|ten|full|perfect|correct|excellent|"
    r"strong|outstanding|passed)",
    r"\b(?:this|my|the|following|above) (?:answer|response|candidate|submission)\s+(?:is|was|has been|"
    r"should be|must be|"
    r"deserves|earns?|gets?)\s+(?:a |to be )?(?:\w+\s+){0,2}(?:pre-?verified|graded|scored|rated|marked|"
    r"perfect|full (?:marks?|"
    r"score|credit|points)|100\b|10/10|supremely|exceptional|the most qualified|highly recommended|accepted|"
    r"hired|passed)",
    r"(?:\[|<\|?|\{\{|#{2,}\s*)/?\s*(?:system|inst|sys|assistant|im_start|im_end|endoftext|end of (?:answer|prompt)|"
    r"rest-of-document|user)\b[^\]>\n]{0,20}(?:\]|\|?>|\}\}|:)",
    r"(?:^|\n|[.!?]\s+)\s*(?:system|assistant|developer|admin(?:istrator)?)(?: (?:message|prompt|override|"
    r"note))?\s*:\s*\S",
    r"\bsystem prompt\b[^.\n]{0,40}\b(?:says?|is now|reveal|print|changed|updated|override)|\b(?:reveal|"
    r"print|repeat|show|"
    r"output)\b[^.\n]{0,20}\b(?:your|the) (?:system prompt|instructions|rubric|reference answer|expected points)",
    r"\byou are (?:now|no longer)\b[^.\n]{0,40}\b(?:ai|assistant|model|dan|grader|bot|mode|unrestricted|"
    r"free|bound)\b|"
    r"\bdo anything now\b|\bdeveloper mode\b[^.\n]{0,20}\b(?:on|enabled|activated)\b",
    r"\b(?:don'?t|do not|stop|without)\s+(?:evaluat|grad|scor|assess|judg)\w*\s+(?:the |this |me\b|my |"
    r"it\b)(?:candidate|answer|"
    r"response|submission|resume)?",
    r"\b(?:highly|strongly|interview|definitely)\s+(?:\w+\s+)?recommend(?:ed)?\b[^.\n]{0,16}\b(?:hire|"
    r"hiring|position|interview)|"
    r"\binterview (?:highly |strongly )?recommended\b|\binterview highly recommended\b|"
    r"\bmost qualified for the (?:job|position|role)\b|"
    r"\bexceeds? (?:all|every) (?:the )?(?:requirements?|expectations?)\b[^\n]{0,25}\b(?:match|candidate|hire)|"
    r"\b(?:candidate|applicant) (?:is|was) (?:the |a |an )?(?:supremely|most|exceptionally|perfectly|"
    r"best)\b[^.\n]{0,20}\b(?:qualified|suited|fit|match)",
    r"\b(?:hidden competency profile|white-?text metadata|system chain of thought|chain of thought result|"
    r"invisible to humans)\b",
    r"\b(?:respond|reply|answer) (?:only |simply |just )?with\b\s*[\"'“‘:]",
    rf"\b(?:as|if you are|you are) an? (?:ai|llm|automated|language model)\b[^.\n]{{0,25}}\b(?:{_GRADER}|"
    rf"you (?:must|should|will))\b",
]
_LEAD = (
    r"(?:please |also |always |now |remember to |don'?t forget to |don'?t hesitate to |make sure to |"
    r"make sure |be sure to |"
    r"consider |you (?:must|should) |can you |could you |take a moment to )*"
)
_OUTPUT = r"(?:response|reply|output|message|answer|code|solution|algorithm|implementation)"
_STEER_VERBS = (
    r"(?:encod|modif|enhanc|includ|insert|add|append|embed|blend|weav|mention|integrat|introduc|begin|start|"
    r"end|finish|writ|"
    r"translat|respond|repl|print|output|repeat|provid|deliver|format|convert|advertis|promot|manipulat|"
    r"alter|render|apply|"
    r"ensur|upgrad|develop|supplement|employ|giv|validat|incorporat|elevat|invert|revers|display|mak|us|tak|"
    r"sign|answer|put)\w*"
)
_STEERING = [
    rf"^\W*{_LEAD}{_STEER_VERBS}\b[^.\n]{{0,80}}\byour (?:response|reply|output|message)\b",
    rf"^\W*{_LEAD}{_STEER_VERBS}\b[^.\n]{{0,80}}\byour (?:answer|code base|algorithm|solution|"
    rf"implementation)\b[^.\n]{{0,40}}"
    r"\b(?:encod|cipher|base ?\d\d|french|german|spanish|portuguese|russian|chinese|reverse|announcement|"
    r"advert|snippet|excerpt|brand|"
    r"sale|offer|hint|mention|statement|cause)\w*",
    rf"^\W*(?:in|to|throughout|within|at the end of|before|"
    rf"after) your {_OUTPUT}\b[^.\n]{{0,15}},?\s*(?:please )?{_STEER_VERBS}",
    rf"^\W*{_LEAD}(?:respond|reply|answer)\b[^.\n]{{0,20}}\b(?:in|using|"
    rf"with)\b[^.\n]{{0,12}}\b(?:base ?\d\d|hex|morse|cipher|reverse|"
    r"french|german|spanish|portuguese|russian|chinese|json|emoji)\w*",
]
_INSTRUCTIONS = re.compile("|".join(f"(?:{p})" for p in [*_ADDRESS, *_STEERING]), re.IGNORECASE)
# What a user types to an assistant: no part of an answer, so it is left unread, without a flag.
_REQUEST = re.compile(
    rf"^\W*{_LEAD}(?:write|provide|recommend|describe|list|show|tell|determine|give|explain|generate|"
    rf"compose|summari[sz]e|translate|"
    r"create|find me|suggest|draft|classify|identify|render|apply|include|modify|enhance|encode|respond|reply)\b",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"^\W*(?:so |and |but |well )?(?:how|what|why|when|where|who|which|can|could|would|will|is|are|do|does|"
    r"did|should|may)\b"
)
# What is quoted after a question or a colon is somebody else's words.
_QUOTED = re.compile(r"(?<=[?:])\s+['\"“‘][^\n]{20,400}?[.!?]['\"”’](?=\s|$)")
_QUOTES = frozenset("\"'“”‘’«»")
# Pieces that are not said to steer, but are no part of a spoken answer either: left unread, without a flag.
_FENCED = re.compile(r"```.*?(?:```|\Z)|<(script|style|iframe|svg)\b.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_BORROWED_CODE = re.compile(
    r"\b(?:following|below|subsequent|this|given) code (?:snippet|block|section|excerpt|segment|fragment)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Unread:
    """Stretches of the answer (character positions) that earn nothing.

    ``spans`` are never read; ``doubtful`` ones (requests, as if to an assistant) count only where most of their
    words are on the topic. ``instructions``: one of them talks to the grader.
    """

    spans: tuple[tuple[int, int], ...]
    doubtful: tuple[tuple[int, int], ...]
    instructions: bool


def find_unread(answer: Text, *, spoken: bool) -> Unread:
    """Sentences that talk to the grader, questions and, in spoken answers, fenced code and markup."""
    raw = answer.raw[:READ_AT_MOST]
    spans: list[tuple[int, int]] = []
    doubtful: list[tuple[int, int]] = []
    instructions = False
    for start, end in _sentence_spans(raw):
        sentence = fold_text(raw[start:end]).strip()
        if _INSTRUCTIONS.search(sentence):
            # What follows an order belongs to it: nothing after it is read.
            instructions = True
            spans.append((start, len(answer.raw)))
            break
        if spoken and (_BORROWED_CODE.search(sentence) or (sentence.endswith("?") and _ASKING.match(sentence))):
            spans.append((start, end))
        elif spoken and (_REQUEST.match(sentence) or (sentence[:1] in _QUOTES and sentence[-1:] in _QUOTES)):
            doubtful.append((start, end))
    if not instructions and _INSTRUCTIONS.search(fold_text(raw)):
        instructions = True
    if spoken:
        spans.extend((m.start(), m.end()) for m in _FENCED.finditer(raw))
        doubtful.extend((m.start(), m.end()) for m in _QUOTED.finditer(raw))
    return Unread(tuple(spans), tuple(doubtful), instructions)


def _sentence_spans(raw: str) -> list[tuple[int, int]]:
    cuts = sorted({end for _, end in sentence_ends(raw)} | {len(raw)})
    return list(zip([0, *cuts[:-1]], cuts, strict=True))


def is_echo(answer: Text, question: Text, known: frozenset[str]) -> bool:
    """Whether the answer is the question said again.

    ``known`` are the stems of points, keywords and reference: a word of theirs that the question lacks is an answer.
    """
    said = [t.stem for t in answer.tokens if t.content and t.stem not in _ABOUT_ASKING]
    asked = question.stems - _ABOUT_ASKING
    if not said or not asked:
        return False
    if any(stem in known and stem not in asked for stem in said) or _adds_small_word(answer, question):
        return False
    borrowed = sum(stem in asked for stem in said) / len(said)
    return borrowed >= 0.9 and len(asked.intersection(said)) / len(asked) >= 0.7


_ABOUT_ASKING = frozenset("question ask repeat again explain describ tell think".split())


def _adds_small_word(answer: Text, question: Text) -> bool:
    """Whether the answer brings a "no" or a number the question lacks: that is an answer, if a short one."""
    asked = {t.word for t in question.tokens}
    return any(t.word not in asked and (t.negator or t.word.isdigit() or t.word in _COUNTS) for t in answer.tokens)


_COUNTS = frozenset(
    "zero one two three four five six seven eight nine ten once twice yes no all none never always".split()
)


def is_keyword_list(answer: Text) -> bool:
    """Whether content words stand in a row without the small words that make sentences of them."""
    tokens = answer.tokens
    if len(tokens) < 6:
        return False
    small = sum(t.word in FUNCTION_WORDS or t.negator for t in tokens) / len(tokens)
    apart = sum(any(c in ",;/|\n\t•-" for c in answer.raw[a.end : b.start]) for a, b in pairwise(tokens))
    return small <= 0.15 and (apart >= 0.3 * len(tokens) or (small <= 0.04 and len(tokens) >= 8))


_ARTICLES = frozenset("the an my your our their every".split())
_PREPOSITIONS = frozenset("of at by for with from into".split())
_HELPERS = frozenset("is are was were".split())
_MODALS = frozenset("can will would should could may might must cannot".split())
_LINKS = frozenset("and or but because if".split())
_SUBJECTS = frozenset("i he she they we".split())
_VERBAL = _HELPERS | _MODALS
_NOT_NEXT = {
    # "a" is also a name: bulb A, node A.
    "a": frozenset("the an of for by with from into he she they we".split()),
    "to": _VERBAL | _LINKS | _SUBJECTS | {"of"},
    **dict.fromkeys(
        _ARTICLES,
        frozenset({"the", "a", "an", "to", "in", "on", "not", "that", "it", "have", "has", "do"})
        | _PREPOSITIONS | _VERBAL | _LINKS | _SUBJECTS,
    ),
    **dict.fromkeys(_PREPOSITIONS, _PREPOSITIONS | _VERBAL | _LINKS | _SUBJECTS | {"to", "not"}),
    **dict.fromkeys(_HELPERS, _VERBAL | _SUBJECTS | {"of", "it's"}),
    **dict.fromkeys(_MODALS, _VERBAL | {"the", "a", "an", "in", "on", "for", "with", "from", "to", "has", "had"}),
    **dict.fromkeys(_SUBJECTS, _PREPOSITIONS | _LINKS | {"the", "an"}),
}  # fmt: skip
_ENDS_NOTHING = _ARTICLES | _MODALS | {"a"}


# "The with statement", "an if block": there a small word is a name.
_SYNTAX = frozenset(
    "statement statements loop loops block blocks clause clauses operator operators keyword keywords expression "
    "condition branch while case method function type query gate".split()
)


def disorder(answer: Text) -> tuple[float, int]:
    """The share (0-1) and number of small words that cannot stand where they stand: "the of", "they the".

    Human sentences hardly have one; the same words shuffled mostly run over 0.15.
    """
    checked = bad = 0
    raw = answer.raw
    for a, b, c in zip(answer.tokens, answer.tokens[1:], [*answer.tokens[2:], None], strict=False):
        wrong_next = _NOT_NEXT.get(a.word)
        if wrong_next is None or a.word == b.word:
            continue
        between = raw[a.end : b.start]
        if "," in between or any(c in ".;:!?\n" for c in between):
            wrong = a.word in _ENDS_NOTHING and "." in between and "..." not in between
        else:
            wrong = b.word in wrong_next and not (c and c.word in _SYNTAX)
        checked += 1
        bad += wrong
    return (bad / checked if checked else 0.0), bad


def language_of(text: Text) -> str:
    """ "en", another code, "other" for another script, or "" where too little is said to tell."""
    letters = [c for t in text.tokens[:300] for c in t.word if c.isalpha()]
    if not letters:
        return ""
    if sum(not ("a" <= c <= "z" or "\u00df" <= c <= "\u024f") for c in letters) > 0.5 * len(letters):
        return "other"
    words = [t.word for t in text.tokens[:300]]
    if len(words) < 6:
        return ""
    english = sum(w in FUNCTION_WORDS for w in words)
    code, hits = max(
        ((code, sum(w in known for w in words)) for code, known in FOREIGN_FUNCTION_WORDS.items()),
        key=lambda p: p[1],
    )
    if hits > english + 1 and hits >= 0.2 * len(words):
        return code
    return "en" if english >= 0.15 * len(words) else ""


def spoken_language(text: str) -> str:
    """As ``language_of``, from plain text."""
    return language_of(read(text))


def same_text(a: str, b: str) -> bool:
    """Whether two pieces of code or text are the same but for white space and case."""
    return "".join(a.split()).lower() == "".join(b.split()).lower()


def read_answer(answer: str) -> Text:
    """The answer as the grader reads it: up to :data:`READ_AT_MOST` characters."""
    return read(answer)
