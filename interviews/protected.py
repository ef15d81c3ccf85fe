"""Questions an employer may not ask: age, origin, religion, family, health, gender, politics, union, record.

Looked at in what a model wrote and in what recruiters write or import. A subject alone is no harm ("the age of
a cache entry"): it is the candidate's own that may not be asked about.
"""

from __future__ import annotations

import re
import unicodedata

# ruff: noqa: E501 - a table of patterns is read by its rows

_OWN = (
    r"age|date of birth|birth ?(?:day|date|year|place)|religion|religious\w*|faith|church|mosque|synagogue|god|nationality|citizenship|ethnic\w*|race|racial"
    r"|skin colou?r|native (?:language|tongue|country)|mother tongue|accent(?! colou?r)|ancestry|heritage|immigration status|gender|sex|sexual\w*|orientation|pronouns"
    r"|marital status|marriage|husband|wife|spouse|girlfriend|boyfriend|family|child|children|kids?|pregnan\w*|parents|child ?care|maiden name"
    r"|health|illness|medical|disabilit\w*|medication|mental health|sick (?:days|leave)|hiv|political\w*|party membership|politics"
    r"|trade union|union membership|criminal record|arrests?|convictions?|caste|salary history|debts?|credit (?:score|record)|star sign|zodiac"
)  # fmt: skip
_PATTERNS = (
    rf"\b(?:your|the candidate'?s|candidate'?s own)(?: own| current| exact| personal| real)? (?:{_OWN})\b(?! (?:and )?(?:tree|check|function|condition|class|dataset|data|product|app|project|component|node|process|thread|element|record|in (?:the|a|your) (?:tree|list|node|dom|graph)))",
    r"\bhow old (?:are|were|is) (?:you|your (?:kids|children|son|daughter))\b|\bwhat (?:is|was|'s) your (?:age|(?:body )?weight(?= ?\?)|height(?= ?\?))\b|\b(?:at|despite|given) your age\b|\bwhen (?:were|was) you born\b|\bwhat year (?:were you born|did you (?:graduate|finish) (?:high )?school)\b",
    r"\bwhere (?:are|were|do|did) you (?:really |originally |actually )?(?:from|born|come from|grow up)\b|\bwhere (?:is|are) your (?:family|parents|name)\b|\bwhat (?:country|nationality) are you\b",
    r"\bare you (?:a |an )?(?:married|single(?! point| page| threaded)|divorced|engaged|widowed|pregnant|religious|christian|catholic|protestant|muslim|jewish|jew|hindu|buddhist|sikh|atheist|believer|gay|lesbian|straight|bisexual|transgender|trans|nonbinary|disabled|healthy|sick|ill|immigrant|citizen|foreigner|mother|father|parent|man|woman|male|female|union member|republican|democrat|retired|native speaker)\b",
    r"\bdo you (?:\w+ ){0,2}(?:have|plan|want|intend|expect|hope)\b[^.?!]{0,30}\b(?:children|kids|child|baby|babies|family|pregnan\w*|disabilit\w*|illness\w*|medical|health (?:problem|condition|issue)\w*|maternity|paternity|get(?:ting)? married|retire|retiring)\b",
    r"\bdo you (?:believe in|pray|worship|attend|observe|celebrate|go to)\b[^.?!]{0,20}\b(?:god|church|mosque|synagogue|temple|services|sabbath|ramadan|christmas|religio\w*|pray\w*)?\b(?=[^.?!]*\b(?:god|church|mosque|synagogue|temple|sabbath|ramadan|christmas|religio\w*|pray\w*)\b)",
    r"\b(?:which|what) (?:religion|church|god|faith|political party|party|ethnic\w*|race|caste|gender) (?:do|are|did|would) you\b|\bwho (?:did|do|will|would) you vote\b|\bhave you ever been (?:arrested|convicted|pregnant|married|divorced|seriously ill|hospitali[sz]ed)\b",
    r"\b(?:religious (?:beliefs?|holidays?)|sexual orientation|marital status|pregnancy plans?|family planning|country of origin|political (?:views|opinions?|beliefs?)|gender identity|ethnic origin|ethnicity|pregnan(?:t|cy))\b",
    r"\bwie alt (?:sind sie|bist du)\b|\b(?:sind sie|bist du) (?:verheiratet|schwanger|ledig|religios|krank|behindert|geschieden)\b|\b(?:haben|wollen|planen) sie (?:\w+ )?(?:kinder|familie)\b|\b(?:ihre|deine) (?:religion|herkunft|konfession|familienplanung|gesundheit)\b|\bwoher (?:kommen sie|stammen sie)\b",
    r"\bquel age avez\b|\b(?:avez|voulez) vous (?:des )?enfants\b|\betes vous (?:marie|mariee|enceinte|celibataire|croyant)\w*\b|\bvotre (?:religion|origine|sante|age|situation familiale)\b",
    r"\bcuantos anos tiene|\btiene (?:usted )?hijos\b|\besta (?:usted )?(?:casad|embarazad)\w*\b|\bsu (?:religion|edad|salud|nacionalidad|estado civil)\b|\bquanti anni ha\b|\bha figli\b|\bquantos anos tem\b",
)  # fmt: skip
_PROTECTED = re.compile("|".join(f"(?:{p})" for p in _PATTERNS))


_SUBJECTS = re.compile(
    r"\b(?:your|ihre?|deine?|votre|vos|tuo|tua|suo|sua|su|uw|seu) (?:"
    + _OWN
    + r")\b|\b(?:pregnan\w*|religio\w*|ethnic\w*|nationality"
    r"|marital|disabilit\w*|sexual\w*|immigrant\w*|schwanger\w*|enceinte|embarazad\w*|incinta|gravida|zwanger)\b"
)


def names_protected(text: str) -> bool:
    """Whether the text speaks of such a matter at all, as an answer to a candidate never should."""
    return bool(_SUBJECTS.search(_flat(text)))


def _flat(text: str) -> str:
    flat = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    flat = "".join(c for c in flat if not unicodedata.combining(c) and (c.isprintable() or c.isspace()))
    return re.sub(r"[\s\-_]+", " ", flat)


def asks_about_protected(text: str) -> bool:
    """Whether the text asks a person about what must play no part in hiring."""
    return bool(_PROTECTED.search(_flat(text)))
