"""Things a candidate says that are no answer: "could you repeat that?", "I need a moment", "I'd rather not".

Rules only, and careful ones: a text counts as one of these only when all of it does. Half an answer with a
question at its end stays an answer. Nothing here is graded, and a wrong guess costs a moment, never points.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from interviews import intents_abroad as abroad
from interviews import phrases

# ruff: noqa: E501 - a table of patterns is read by its rows

MAX_WORDS = 40
MAX_SENTENCE_WORDS = 22
MOST_ASKED_AGAIN = 3  # times that one question is put again; then the interview goes on


LANGUAGES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "it": "Italian",
    "pt": "Portuguese",
    "nl": "Dutch",
    "pl": "Polish",
}


class Intent(StrEnum):
    REPEAT = "repeat"
    CLARIFY = "clarify"
    MOMENT = "moment"
    QUESTION = "question"
    DECLINE = "decline"


# Words that may stand before what is meant, or be all there is of a sentence.
_FILLER = (
    r"(?:(?:so|well|um+|uh+|er+m?|hm+|oh|ok|okay|sorry|excuse me|pardon me|please|hi|hello|hey|thanks|thank you|yes|yeah|and|but|"
    r"actually|honestly|i am afraid|i'?m afraid|i am sorry|i'?m sorry|just|bitte|danke|entschuldigung|entschuldigen sie|"
    r"pardon|merci|excusez moi|s'il vous plait|perdon|perdone|gracias|por favor|disculpe|scusi|grazie|per favore|desculpe|obrigad[oa])"
    r"[\s,]*)*"
)
_YOU = r"(?:can|could|would|will) you (?:please |maybe |perhaps |kindly )?"
_AGAIN = r"(?:again|once more|one more time|a second time|another time)"
_THE_QUESTION = r"(?:the |that |this |your |last |my )*(?:question|task|prompt|sentence|part|it|that|this|one)"

_REPEAT = (
    rf"{_YOU}(?:repeat|re ?read|read out|replay)\b.*",
    rf"{_YOU}(?:say|ask|read|state|put|tell me|play) (?:{_THE_QUESTION}|what you said)[ ,]*(?:to me )?{_AGAIN}.*",
    rf"(?:please )?(?:repeat|say|read|ask)(?: {_THE_QUESTION})*(?: {_AGAIN})?(?: please)?",
    r"(?:can|could|may) (?:i|we) (?:hear|have|get) (?:the question|that|it|this)\b.*(?:again|repeated|once more|one more time).*",
    r"what (?:was|is|were) (?:the|that|your) (?:last |previous )?question(?: again)?",
    r"(?:i )?(?:did not|didn'?t|could not|couldn'?t|can ?not|can'?t) (?:quite |really |fully )?(?:hear|catch|get) "
    r"(?:that|you|it|this|the question|what you said|all of that|the last part)\b.*",
    r"(?:say )?(?:that )?(?:again|come again|one more time)(?: please)?",
    r"what did you (?:say|ask)", r"pardon(?: me)?", r"what was that",
    r"(?:konnen|konnten|kannst|konntest|wurden) (?:sie|du) (?:das|die frage|es)?.*wiederholen.*", r"wie bitte", r"noch ?mal(?: bitte)?",
    r"(?:pouvez|pourriez|peux|pourrais) (?:vous|tu) (?:me )?(?:repeter|redire).*", r"repetez.*",
    r"(?:me )?(?:puede|podria|puedes|podrias)(?: usted)? (?:repetir|repetirme).*", r"repita.*", r"como dice",
    r"(?:puo|potrebbe|puoi|potresti) (?:per favore )?ripetere.*", r"(?:pode|poderia) (?:por favor )?repetir.*",
)  # fmt: skip
_CLARIFY = (
    rf"{_YOU}(?:clarify|rephrase|reword|explain|elaborate|simplify|specify|be more specific|narrow)\b.*",
    rf"{_YOU}(?:put|say|phrase) (?:{_THE_QUESTION}) (?:in )?(?:a )?(?:different|another|other|simpler).*",
    rf"{_YOU}give me (?:an|some|a bit more|more|a little more) (?:example|context|detail)s?.*",
    r"(?:can|could) you tell me (?:more about )?what you mean.*",
    r"what (?:do|did|exactly do) you (?:mean|want|expect|want to hear)\b.*", r"what exactly (?:do|did|are|is) (?:you|the question)\b.*",
    r"(?:i )?(?:do not|don'?t|did not|didn'?t) (?:quite |really |fully )?(?:understand|follow|get) "
    r"(?:the question|what you mean|what you'?re asking|what you are asking|your question|this question|what is being asked)\b.*",
    r"(?:i'?m|i am) not sure (?:i understand|what you mean|what you'?re asking|what you are asking|what is being asked|what you want)\b.*",
    r"(?:do|did) you mean\b.*", r"are you asking (?:about|for|me|if|whether|how|what)\b.*", r"what do you mean",
    r"(?:what does|what is meant by) .{1,40} (?:mean|mean here|in this context)",
    r"was (?:meinen|meinst|genau meinen) (?:sie|du)\b.*", r"ich (?:verstehe|habe) die frage nicht.*", r"(?:konnen|konnten) sie .*(?:erklaren|genauer).*",
    r"(?:que|qu'est ce que) (?:voulez vous dire|vous voulez dire).*", r"je (?:ne |n'ai )?(?:pas )?compr\w+ (?:pas )?(?:bien )?la question.*",
    r"que (?:quiere|quieres) decir.*", r"no (?:entiendo|entendi) (?:bien )?la pregunta.*", r"(?:puede|podria) (?:aclarar|explicar).*",
    r"non (?:capisco|ho capito) la domanda.*", r"cosa (?:intende|vuole dire).*", r"nao (?:entendi|entendo) a (?:pergunta|questao).*",
)  # fmt: skip
_SHORT_TIME = r"(?:moment|minute|min|second|sec|bit|little|while|few seconds|few moments|couple of seconds|bit of time|bit more time)"
_MOMENT = (
    rf"(?:can|could|may) (?:i|you) (?:please )?(?:have|take|get|give me|think for) (?:a|one|another|some|just a) {_SHORT_TIME}.*",
    rf"(?:i|i'?d|i'?ll|i would|i will)? ?(?:need|like|want|take|have to take) (?:to take )?(?:a|one|another|just a|some) "
    rf"(?:more )?(?:{_SHORT_TIME}|time to think|time)(?: to think.*| please| more)?",
    rf"(?:please )?(?:give|allow|grant) me (?:a|one|another|just a|some) (?:more )?(?:{_SHORT_TIME}|time)\b.*",
    rf"(?:just )?(?:a|one) {_SHORT_TIME}(?: please)?",
    r"(?:just )?(?:let me|i (?:have|need) to) think(?: about (?:it|that|this))?(?: for (?:a|one) (?:moment|minute|second|sec|bit))?",
    r"(?:please )?(?:hold on|hang on|wait)(?: (?:a|one) (?:moment|minute|second|sec|bit))?(?: please)?",
    r"(?:einen |ein )?(?:kurzen )?(?:moment|augenblick|sekunde)(?: bitte)?", r"(?:un|une) (?:moment|instant|minute|seconde)(?: s'il vous plait)?",
    r"(?:un|dame un|deme un) (?:momento|segundo|minuto)(?: por favor)?", r"un (?:momento|attimo|secondo|minuto)(?: per favore)?", r"um (?:momento|minuto|segundo)(?: por favor)?",
)  # fmt: skip
_DECLINE = (
    r"(?:i |i'?d |i would )(?:really |much )?(?:rather|prefer|'d prefer)(?: to)? not(?: to)?"
    r"(?: (?:say|answer|talk|discuss|share|speak|tell|go into|comment|respond)(?: (?:about|on|to|that|this|it|the question|any)\b.*)?)?",
    r"(?:i )?(?:do not|don'?t|would not|wouldn'?t) (?:really )?(?:want|wish|like|feel comfortable) (?:to )?"
    r"(?:answer|answering|say|talk|talking|discuss|discussing|share|sharing|go into)\b.*",
    r"(?:i'?m|i am) not comfortable (?:with|answering|talking|discussing|sharing)\b.*", r"i (?:refuse|decline) to (?:answer|say)\b.*",
    r"no comment", r"(?:that'?s|that is|this is) (?:private|personal|none of your business)", r"not (?:that|this)(?: one| question)? please",
    r"(?:can|could|may|let'?s|let us) (?:i|we|you)? ?(?:please )?(?:skip|pass)(?: (?:on )?(?:this|that|it|the)(?: (?:one|question))?)?(?: please)?",
    r"(?:das|dazu) (?:mochte|will) ich (?:lieber )?(?:nicht|nichts) (?:sagen|beantworten|antworten)", r"ich (?:mochte|will) (?:das |dazu |die frage |darauf )?(?:lieber )?(?:nicht|nichts) (?:sagen|beantworten|antworten)",
    r"je (?:prefere|prefererais) ne pas (?:y )?(?:repondre|en parler|le dire)\b.*", r"(?:yo )?(?:prefiero|preferiria) no (?:responder|contestar|hablar|decir)\w*\b.*",
    r"preferisco (?:di )?non (?:rispondere|parlarne|dirlo)\b.*", r"prefiro nao (?:responder|falar|dizer)\b.*",
)  # fmt: skip
# A candidate's own questions, by what they are about. ``reply`` answers them.
_TOPICS: dict[str, str] = {
    "machine": r"are you (?:an? )?(?:real|human|person|robot|bot|ai|machine|computer|program|chatbot|recording)\b"
    r"|(?:am i|are we) (?:talking|speaking) (?:to|with) (?:an? )?(?:real|human|person|robot|bot|ai|machine|computer)",
    "time": r"how (?:long|much longer) (?:does|will|is|do|have) (?:this|the (?:interview|call|whole thing)|it|i|we)\b(?! \w+ing)|how much (?:time|longer)\b(?=.*\b(?:left|have i|do i|remain\w*)\b)"
    r"|how many (?:more )?questions|how many (?:more )?(?:are|is)(?: there)? left|when (?:is|will) (?:this|the interview|it) (?:be )?(?:over|end|finish)",
    "hint": r"(?:can|could|may) (?:i|you) (?:please )?(?:have|get|give me|show me) (?:a|another|some|the next) (?:hint|clue|tip)s?",
    "result": r"(?:was|is) (?:that|this|it|my answer) (?:right|correct|wrong|ok|okay|good|enough|fine)|how (?:did|am|was) i (?:do|doing|perform)\w*"
    r"|did i (?:pass|do well|get it|get the job)|when (?:will|do|can) i (?:hear|know|get|expect)|what (?:happens|comes|are the) (?:next|after|afterwards|now|steps)"
    r"|what are the next steps|who (?:will|is going to|can|gets to) (?:see|read|hear|watch|listen|review|grade|judge|evaluate)",
    "recording": r"(?:is|are|am|will) (?:this|that|it|we|i|you|the interview) (?:be )?(?:being )?record(?:ed|ing)|what happens (?:to|with) (?:my|the) (?:data|recording|answers|voice)",
    "language": r"(?:can|could|may|should|do) i (?:have to |please )?(?:answer|speak|talk|reply|respond|use|say it)\b.*\b(?:in )?"
    r"(?:english|german|french|spanish|italian|portuguese|polish|dutch|hindi|arabic|russian|chinese|my (?:own |native |mother )?(?:language|tongue))",
    "terms": r".*\b(?:salary|salaries|pay|paid|compensation|bonus|equity|stock options|holidays?|vacation|benefits|pension|home office|remote(?:ly)?|hybrid"
    r"|working hours|overtime|relocation|visa|sponsorship|start date|team size|tech stack|the team|your team|this team|the company|your company|the position|this position|the job|this job)\b.*",
    "general": r"(?:can|may|could) i (?:please )?(?:ask|also ask)(?: you)?(?: something| a question| one question| anything)?\b.*|i (?:have|had|'ve got) (?:a|one|another) question(?: for you)?"
    r"|(?:and )?what about you(?:rself)?|how are you(?: today| doing)?(?: today)?|what is your name|what'?s your name|who are you",
}  # fmt: skip
_ASKS = re.compile(
    r"^(?:how|what|why|when|where|who|which|can|could|would|will|is|are|am|do|does|did|should|may|was|i have|and what|i'?d like to know|i would like to know)\b"
)
_WISH = re.compile(r"^(?:i'?d|i would) like to know (?:if |whether )?")


def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"^{_FILLER}(?:{'|'.join(f'(?:{p})' for p in patterns)})[\s,]*{_FILLER}$")


_KINDS: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    (Intent.DECLINE, _compiled(_DECLINE + abroad.DECLINE)),
    (Intent.MOMENT, _compiled(_MOMENT + abroad.MOMENT)),
    (Intent.REPEAT, _compiled(_REPEAT + abroad.REPEAT)),
    (Intent.CLARIFY, _compiled(_CLARIFY + abroad.CLARIFY)),
)
_TOPIC = {name: re.compile(rf"^(?:{pattern})") for name, pattern in _TOPICS.items()}
_TOPIC_ABROAD = {name: re.compile(rf"^(?:{pattern})$") for name, pattern in abroad.TOPICS.items()}
_ASKS_ABROAD = re.compile(rf"^(?:{abroad.ASKS})\b")
_ONLY_FILLER = re.compile(rf"^{_FILLER}$")
_LEADING = re.compile(rf"^{_FILLER}")
_THING = re.compile(r"^(?:and |but )?what(?: is|'s| are|s) (?:meant by )?(?:an? |the )?(?P<thing>[\w .+#/-]{2,40})$")


def _folded(text: str) -> str:
    """Lower case, accents off, apostrophes alike, one space between words."""
    flat = unicodedata.normalize("NFKD", text.casefold().replace("’", "'").replace("ß", "ss"))
    return " ".join("".join(c for c in flat if not unicodedata.combining(c)).split())


def _sentences(text: str) -> list[tuple[str, bool]]:
    """Folded sentences without their marks, and whether each was asked."""
    parts = re.findall(r"([^.!?;…\n]+)([.!?;…\n]*)", text)
    return [
        (re.sub(r"[^\w'\s,+#/-]", "", _folded(words)).replace("-", " ").strip(" ,"), "?" in end) for words, end in parts
    ]


def recognise(text: str, question: str = "") -> Intent | None:
    """What the candidate wants instead of answering, or None where any of it may be an answer."""
    if len(text) > 600 or not 0 < len(text.split()) <= MAX_WORDS:
        return None
    found: list[Intent] = []
    for sentence, asked in _sentences(text):
        if not sentence or _ONLY_FILLER.match(sentence):
            continue
        intent = _of_sentence(sentence, asked, question) if len(sentence.split()) <= MAX_SENTENCE_WORDS else None
        if intent is None:
            return None
        found.append(intent)
    if not found:
        return None
    # "Sorry, I didn't catch that. Could you rephrase it?": the one that asks for more decides.
    order = (Intent.DECLINE, Intent.CLARIFY, Intent.QUESTION, Intent.REPEAT, Intent.MOMENT)
    return next(intent for intent in order if intent in found)


def _of_sentence(sentence: str, asked: bool, question: str) -> Intent | None:
    for intent, pattern in _KINDS:
        if pattern.match(sentence):
            return intent
    bare = _LEADING.sub("", sentence)
    thing = _THING.match(bare)
    if asked and thing and thing["thing"].strip() and thing["thing"].strip() in _folded(question):
        return Intent.CLARIFY
    return Intent.QUESTION if topic_of(bare, asked) else None


def topic_of(sentence: str, asked: bool = True) -> str:
    """What a candidate's own question is about; empty when it may well be part of an answer."""
    if _ASKS.match(sentence):
        bare = _WISH.sub("", sentence)
        found = next((name for name, pattern in _TOPIC.items() if pattern.match(bare)), "")
        if found:
            return found
    # Elsewhere a question and a statement can have the same words: its mark has to be there.
    if not asked or not _ASKS_ABROAD.match(sentence):
        return ""
    return next((name for name, pattern in _TOPIC_ABROAD.items() if pattern.match(sentence)), "")


# --- What is said in return ---------------------------------------------------------------------------

_DECLINED = "That's fine, we'll leave that one."
_MOVED_ON = "That's all right, let's go on."
_ANSWERS = {
    "machine": "I'm a computer program. People read your answers and decide.",
    "hint": "Where a task has hints, the button “Hint” shows them.",
    "result": "I can't tell you that: people read your answers and decide, and they will get back to you.",
    "recording": "What you say is recorded and what you type is stored, as the page you agreed to says.",
    "terms": "That is a good question for the people who invited you: I can't speak for them.",
    "general": "I'm only here for the interview, so please keep your questions for the people who invited you.",
}


def reply(
    intent: Intent,
    text: str,
    *,
    skill: str = "",
    questions_left: int = 0,
    minutes_left: int = 0,
    language: str = "en",
) -> str:
    """What the interviewer says before the question is put again. Only what is known, and no help that scores.

    ``language`` is the interview's, as a code; one that we have no phrases in is answered in English.
    """
    abroad = phrases.of(language)
    if abroad is not None:
        return _reply_in(abroad, intent, text, skill=skill, questions_left=questions_left, minutes_left=minutes_left)
    if intent is Intent.REPEAT:
        return "Of course, here it is again."
    if intent is Intent.MOMENT:
        return "Take the time you need."
    if intent is Intent.CLARIFY:
        about = f"It is about {skill}, and there" if skill else "There"
        return (
            f"{about} is no trick in it: tell me what you would do, or have done, and why. "
            "If it can be taken in two ways, choose one and say which."
        )
    topic = asked_about(text)
    if topic == "time":
        more = (
            "This is the last question" if questions_left <= 0 else f"After this one I have about {questions_left} more"
        )
        time = "a minute" if minutes_left <= 1 else f"{minutes_left} minutes"
        return f"{more}, and you have at most {time} of answering time left."
    if topic == "language":
        name = LANGUAGES.get(language[:2], "English")
        return f"Please answer in {name} as well as you can: that is the language your answers are read in."
    return _ANSWERS[topic]


def leaving(intent: Intent | None, language: str = "en") -> str:
    """What is said before the next question, where there was no answer to the last one: to who declined, or to who
    said not to know. No question is put again."""
    abroad = phrases.of(language)
    if intent is Intent.DECLINE:
        return abroad.declined if abroad is not None else _DECLINED
    return abroad.moved_on if abroad is not None else _MOVED_ON


def asked_about(text: str) -> str:
    """The topic of a candidate's own question; ``general`` where none is known."""
    topics = [topic for sentence, asked in _sentences(text) if (topic := topic_of(_LEADING.sub("", sentence), asked))]
    return topics[0] if topics else "general"


def _reply_in(
    say: phrases.Phrases, intent: Intent, text: str, *, skill: str, questions_left: int, minutes_left: int
) -> str:
    if intent is Intent.REPEAT:
        return say.repeat
    if intent is Intent.MOMENT:
        return say.moment
    if intent is Intent.CLARIFY:
        return f"{say.about.format(skill=skill)} {say.clarify}" if skill else say.clarify
    topic = asked_about(text)
    if topic == "time":
        how_many = say.last if questions_left <= 0 else say.left
        return how_many.format(questions=questions_left, minutes=max(1, minutes_left))
    return say.in_language if topic == "language" else str(getattr(say, topic))
