"""Text that speaks to a machine instead of a reader: orders to a model, and praise made for automatic
screening.

A candidate who works on the security of language models writes the same words; they quote them, and tell of
attacks
and defences. So an order counts only where it is given, not where it is told about.
"""

from __future__ import annotations

import re

from candidates.reading.lines import INVISIBLE

_MACHINE = (
    r"(?:a\.?i\.?(?: (?:model|system|assistant|agent|recruiter|screener|tool|reviewer|evaluator|grader))?|"
    r"llms?|"
    r"(?:large )?language models?|chat ?gpt|gpt(?:-\w+)?|claude|gemini|copilot|chat ?bots?|bots?|"
    r"(?:the )?(?:automated|automatic|ai)[- ](?:\w+[- ]){0,3}(?:software|systems?|tools?|screen\w*|parsers?|"
    r"review\w*|"
    r"analysis|evaluat\w+|recruit\w+|grad\w+)|ats(?: systems?)?|(?:resume|cv)[- ](?:parsers?|screen\w+|"
    r"scanners?)|"
    r"(?:screening|recruit\w+|hiring|scoring) (?:software|systems?|models?|tools?|algorithms?|bots?)|"
    r"(?:virtual |ai )assistants?|automatisierte \w+|ki(?:-\w+)?|inteligencia artificial|"
    r"intelligence artificielle|"
    r"künstliche intelligenz|sprachmodelle?|modelos? de lenguaje|modèles? de langage)"
)
_THIS = (
    r"(?:this|the|that|my|our)\s+(?:\w+\s+){0,2}(?:candidate|applicant|resume|résumé|cv|profile|application|"
    r"person|submission|answer)"
)
OVERRIDE = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass|skip|neglect|do not (?:follow|obey)|don't follow|"
    r"stop following|"
    r"pay no attention to)\b[^.!?\n]{0,40}\b(?:previous|prior|above|earlier|preceding|foregoing|former|"
    r"existing|original|"
    r"initial|system|all|any|other|your|these|those|given|everything)\b[^.!?\n]{0,30}\b(?:instructions?|"
    r"prompts?|rules?|"
    r"directions?|directives?|guidelines?|commands?|context|constraints?|criteria|restrictions?|programming|"
    r"training|"
    r"messages?|tasks?|orders|above|before|told|text)\b"
    r"|\b(?:ignorier\w*|vergiss|vergessen sie|missachte\w*)\b[^.!?\n]{0,40}\b(?:anweisung\w*|instruktion\w*|"
    r"vorgaben|regeln|"
    r"befehle|prompts?)\b"
    r"|\b(?:ignora|ignore|ignoren|olvida|olvide|descarta|omite)\b[^.!?\n]{0,40}\b(?:instrucciones|"
    r"indicaciones|órdenes|"
    r"reglas|directrices)\b"
    r"|\b(?:ignorez|ignore|oubliez|oublie|négligez)\b[^.!?\n]{0,40}\b(?:instructions|consignes|directives|"
    r"règles|ordres)\b",
    re.IGNORECASE,
)
ADDRESSED = re.compile(
    r"\b(?:notes?|messages?|attention|instructions?|notice|important|hinweis|nota|remarque|anweisung|"
    r"mensaje|instrucci\w+)"
    rf"\b[^.!?\n]{{0,30}}\b(?:to|for|an|für|para|pour|à|aux?)\s+(?:the |any |all |die |das |la |el |"
    rf"los |l['’])?"
    rf"{_MACHINE}"
    rf"|\bif (?:you are|you're|this is (?:being )?(?:read|parsed|processed|reviewed) by) (?:an? |any )?"
    rf"{_MACHINE}"
    rf"|\b(?:attention|dear|hey|hello)[,:]?\s+(?:the )?{_MACHINE}\s*[,:!]"
    r"|\byou are (?:now |no longer )?(?:an? |the |in )?(?:\w+[- ]){0,4}(?:assistant|a\.?i\.?|language model|"
    r"llm|chatbot|dan|"
    r"recruiter who|grader who|developer mode|evaluator who|jailbroken)\b"
    r"|\b(?:pretend|act as if|imagine) (?:that )?you(?:'re| are)\b|\bfrom now on,? you (?:will|must|are|"
    r"shall)\b"
    r"|\b(?:reveal|print|show|repeat|output|leak) (?:me )?(?:your|the) (?:system |hidden |initial |"
    r"original |full )+"
    r"(?:prompt|instructions?|message)",
    re.IGNORECASE,
)
OUTCOME = re.compile(
    r"(?:^|[.!?:;\n,]\s*|\b(?:please|must|should|always|shall|simply|just|instead|you|now|and|to|then)\s+)"
    r"(?:rate|score|rank|grade|mark|recommend|hire|select|shortlist|approve|accept|advance|give|assign|"
    r"evaluate|classify|"
    r"consider|treat|label|output|invite|favou?r|prioriti[sz]e|choose|pass)\s+(?:only\s+|strongly\s+)?"
    rf"(?:{_THIS}|me\b|him\b|her\b|them\b)"
    r"(?=[^.!?\n]{0,80}(?:\d|highest|top|best|maximum|max|full|perfect|excellent|strong|qualified|hir|"
    r"interview|next|position|"
    r"role|job|first|pass|above|hundred|ten|positiv|without))"
    r"|\b(?:give|assign|award|return|output|respond|reply|answer|print|say|"
    r"write)\b[^.!?\n]{0,30}\b(?:highest|maximum|full|"
    r"perfect|top|best)\s+(?:possible\s+)?(?:score|rating|marks?|grade|points|recommendation|rank)"
    r"|\b(?:score|rating|grade|bewertung|puntuación|note)\s*(?:of|:|=|von|de)?\s*(?:100|10)\s*(?:/|out of|"
    r"von|de|sur)\s*(?:100|10)\b"
    r"|\b(?:must|should|has to) be (?:hired|recommended|selected|shortlisted|accepted|invited|"
    r"ranked (?:first|top))\b"
    r"|\b(?:bewerte|empfiehl|empfehlen sie|stufe|recomienda|contrata|califica|recommandez|recommande|"
    r"embauchez|notez)\b"
    r"[^.!?\n]{0,30}\b(?:kandidat\w*|bewerber\w*|candidat\w*|mich|este|diese[nrs]?|ce|cette)\b",
    re.IGNORECASE,
)
PRAISE = re.compile(
    r"\b(?:best|finest|strongest|greatest|most (?:\w+ )?(?:qualified|impressive|"
    r"suitable))\b[^.!?\n]{0,60}\b(?:i have|i've|we have|"
    r"we've|you have|you will)\b[^.!?\n]{0,12}\b(?:ever|yet|seen|observed|encountered|reviewed|read|met)\b"
    r"|\b(?:supremely|uniquely|exceptionally|perfectly) qualified (?:for|candidate)\b"
    r"|\bwe would be (?:harming|hurting)\b|\bwithout (?:further|any) (?:review|evaluation|interview|"
    r"screening)\b"
    r"|\bthe only (?:suitable|qualified|acceptable) (?:candidate|applicant)\b",
    re.IGNORECASE,
)
DICTATED = re.compile(
    r"\b(?:do not|don't|never|stop) (?:evaluat|scor|rat|grad|assess|judg|screen|reject)\w*\b[^.!?\n]{0,20}\b"
    r"(?:candidate|applicant|resume|cv|person)"
    r"|\b(?:simply|just|only|always|must) (?:respond|reply|answer|output|say|return|write) (?:with|only|"
    r"that|:)"
    r"|\b(?:override|bypass|skip)\b[^.!?\n]{0,20}\b(?:scoring|evaluation|screening|filters?|"
    r"checks?)\b[^.!?\n]{0,12}\b(?:and|:)"
    r"|\b(?:invisible|hidden) (?:to|from) (?:the )?(?:humans?|recruiters?|readers?|people)\b"
    r"|\buse this \w+ to (?:evaluate|score|rate|grade)\b|\byou may not deviate\b|\bpre-?(?:verified|"
    r"approved) by\b",
    re.IGNORECASE,
)
MARKUP = re.compile(
    r"<\|?(?:im_start|im_end|system|endoftext|assistant|user|end_of_turn|eot_id)\|?>|\[/?(?:INST|SYS|"
    r"SYSTEM)\]|<</?SYS>>|"
    r"(?:^|\n)\s*#{2,}\s*(?:system|instructions?|new instructions?|prompt)\b|(?:^|\n)\s*(?:system|"
    r"assistant)\s*(?:prompt)?\s*:|"
    r"\bnew (?:system )?instructions?\s*:|\b(?:begin|end) (?:system )?(?:prompt|instructions)\b|"
    r"\bsystem (?:override|prompt)\s*:",
    re.IGNORECASE,
)
TOLD = re.compile(
    r"\b(?:prompt[- ]injections?|injections?|jailbreak\w*|attacks?|adversarial|red[- ]team\w*|defen[cs]es?|"
    r"defend\w*|"
    r"guardrails?|detect\w*|mitigat\w*|vulnerabilit\w*|exploit\w*|security|research\w*|harness|benchmark|"
    r"fuzz\w*|"
    r"classif\w+|payloads?|filter\w*|such as|like|called|angriff\w*|abwehr|ataques?|attaques?|sicherheit|"
    r"seguridad)\b",
    re.IGNORECASE,
)
QUOTES = re.compile(r"[\"“”„«»‘’'`][^\"“”„«»`]{3,120}[\"“”«»’'`]")
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n{2,}|(?<=;)\s+")
MAX_TEXT = 60_000
MAX_FOUND = 10


def find_instructions(text: str) -> list[str]:
    """The passages of `text` that instruct a model or plead with one, as written."""
    text = INVISIBLE.sub("", text[:MAX_TEXT])
    found: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text):
        joined = re.sub(r"[ \t]*\n[ \t]*", " ", paragraph) if not MARKUP.search(paragraph) else paragraph
        sentences = [sentence for sentence in SENTENCE.split(joined) if sentence and sentence.strip()]
        guilty = [sentence for at, sentence in enumerate(sentences) if _instructs(sentence, sentences, at)]
        if guilty:
            found.append(" ".join(" ".join(guilty).split()))
        if len(found) >= MAX_FOUND:
            break
    return found


def _instructs(sentence: str, sentences: list[str], at: int) -> bool:
    bare = QUOTES.sub(" ", sentence)
    told = bool(TOLD.search(bare)) or (
        at > 0 and bool(TOLD.search(QUOTES.sub(" ", sentences[at - 1]))) and bare != sentence
    )
    if not told and any(pattern.search(sentence) for pattern in (PRAISE, ADDRESSED, DICTATED)):
        return True
    if OUTCOME.search(bare) and not told:
        return True
    if ADDRESSED.search(bare) and (bare == sentence or OUTCOME.search(bare)):
        return True
    if OVERRIDE.search(sentence) or MARKUP.search(sentence):
        # Quoted, or told of among attacks and defences, it is a subject; bare, it is an order.
        inside_quotes = not OVERRIDE.search(bare) and not MARKUP.search(bare)
        return not told and not (inside_quotes and len(bare.split()) > 5)
    return False
