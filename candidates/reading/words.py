"""Words that tell titles, organisations, schools, degrees and places apart, in several languages."""

from __future__ import annotations

import re

TITLE = re.compile(
    r"\b(?:(?:software|web|front-?end|back-?end|full-?stack|data|cloud|devops|app)?[- ]?"
    r"(?:engineer|developer|programmer|architect|analyst|scientist|administrator|designer|tester)s?|"
    r"manager|director|lead|head of|officer|chief|ceo|cto|cfo|coo|vp|vice president|president|founder|"
    r"co-?founder|owner|"
    r"consultant|intern(?:ship)?|trainee|apprentice|assistant|associate|specialist|coordinator|supervisor|"
    r"technician|"
    r"researcher|professor|lecturer|teacher|tutor|instructor|fellow|scientific employee|student|writer|"
    r"editor|"
    r"representative|agent|advisor|adviser|recruiter|accountant|executive|strategist|planner|operator|clerk|"
    r"cashier|"
    r"nurse|master|coach|maintainer|creator|contributor|freelancer|freelance|contractor|sre|devops|qa|dba|"
    r"sysadmin|"
    r"entwickler(?:in)?|\w*ingenieur(?:in)?|\w*leiter(?:in)?|berater(?:in)?|\w*mitarbeiter(?:in)?|"
    r"\w*entwickler(?:in)?|"
    r"werkstudent(?:in)?|praktikant(?:in)?|praktikum|\w*student(?:in)?|architekt(?:in)?|analyst(?:in)?|"
    r"\w*kaufmann|"
    r"\w*kauffrau|fachinformatiker(?:in)?|geschäftsführer(?:in)?|hilfskraft|referent(?:in)?|auszubildender?|"
    r"azubi|"
    r"doktorand(?:in)?|\w*administrator(?:in)?|\w*verantwortlicher?|sachbearbeiter(?:in)?|"
    r"projektmanager(?:in)?|"
    r"desarrollador(?:a)?|ingenier[oa]|programador(?:a)?|analista|director(?:a)?|jefe|jefa|gerente|"
    r"responsable|"
    r"consultor(?:a)?|becari[oa]|técnic[oa]|diseñador(?:a)?|profesor(?:a)?|arquitect[oa]|coordinador(?:a)?|"
    r"practicante|"
    r"investigador(?:a)?|administrador(?:a)?|asistente|auxiliar|encargad[oa]|científic[oa]|líder|"
    r"développeu(?:r|se)|ingénieure?|chef(?:fe)? de projet|stagiaire|technicien(?:ne)?|concepteur|"
    r"conceptrice|"
    r"consultante?|directeur|directrice|chargée? d[e']|assistante?|alternante?|apprentie?|analyste|"
    r"architecte|"
    r"chercheu(?:r|se)|enseignante?|commerciale?|gérante?|responsable|administrateur|administratrice|"
    r"ontwikkelaar|\w*beheerder|\w*adviseur|\w*medewerker|\w*automatiseerder|stagiair|sviluppatore|ingegnere|consulente|programmatore|desenvolvedor(?:a)?|engenheir[oa]|estagiári[oa])\b",
    re.IGNORECASE,
)
QUALIFIER = re.compile(
    r"^(?:senior|junior|front-?end|back-?end|full-?stack|platform|infrastructure|mobile|web|cloud|data|"
    r"security|growth|"
    r"payments|machine learning|remote|part[- ]time|full[- ]time|contract|python|java|ios|android|r&d|"
    r"i{1,3}|iv)$",
    re.IGNORECASE,
)
LEGAL = re.compile(
    r"\b(?:inc|llc|llp|ltd|limited|corp|corporation|co|plc|gmbh(?: & co\.? kg)?|ag|kg|ug|e\.?\s?v|se|ohg|"
    r"gbr|mbh|s\.?a\.?s|"
    r"sarl|s\.?a\.?r\.?l|s\.?a|s\.?l\.?u?|s\.?r\.?l|s\.?p\.?a|b\.?v|n\.?v|ab|oy|pty|pvt|a/s|aps)\b\.?",
    re.IGNORECASE,
)
ORGANISATION = re.compile(
    r"\b(?:company|companies|corporation|group|gruppe|grupo|groupe|labs?|laborator(?:y|ies|io)|studios?|"
    r"solutions|systems|"
    r"technolog(?:y|ies)|software|consulting|bank|banque|banco|agency|agentur|agencia|agence|foundation|"
    r"stiftung|"
    r"fundación|fondation|ministry|hospital|klinik(?:um)?|clinic|university|universit\w*|universidad|"
    r"college|institute?|"
    r"instituto|school|hochschule|association|partners|ventures|holdings?|services|media|digital|industries|"
    r"insurance|"
    r"versicherung|telecom|airlines|networks?|department|startup|verlag|werke|seguros|enterprises?)\b",
    re.IGNORECASE,
)
SCHOOL = re.compile(
    r"\b(?:universit\w+|universidad\w*|univ\.?|college|institute?s?|instituto|institut|school|hochschule|"
    r"fachhochschule|"
    r"\w+hochschule|academy|akademie|academia|académie|polytechnic\w*|politécnica|école|ecole|escuela|"
    r"facultad|faculté|universiteit|hogeschool|"
    r"faculty|iut|insa|lycée|gymnasium|gesamtschule|realschule|berufsschule|berufskolleg|seminary|"
    r"conservator\w+|"
    r"eth|mit|epfl|caltech|ucla|tu|fh|rwth|kit|lmu|iit|nit|cnam|bootcamp|instituto tecnológico|politecnico|"
    r"faculdade)\b"
    r"|\bUC [A-Z]",
    re.IGNORECASE,
)
DEGREE = re.compile(
    r"(?<![\w.])(?:ph\.?\s?d\.?|doctora\w*|doctor of|dr\. ?rer\. ?nat\.?|promotion(?! of)|"
    r"(?:executive |joint |double )?master(?:'s|s|’s)?(?: degree| of| in| en| student|studium|s?tudiengang|"
    r"of)?|"
    r"bachelor(?:'s|s|’s)?(?: degree| of| in|studium|of)?|m\.?\s?sc\.?|b\.?\s?sc\.?|m\.?\s?eng\.?|"
    r"b\.?\s?eng\.?|m\.?s\.|"
    r"b\.?s\.|m\.a\.|b\.a\.|(?-i:BA|MA|BS|MS)(?=\s+(?:in|of|en)\b|\s+[A-Z]\w{3,})|b\.?\s?tech\.?|"
    r"m\.?\s?tech\.?|m\.?b\.?a\.?|b\.?b\.?a\.?|b\.?c\.?a\.?|m\.?c\.?a\.?|"
    r"b\.?\s?com\.?|ll\.?[bm]\.?|associate(?:'s)?(?: degree| of)|diplom(?:-\w+|\w*)?|diploma\w*|magister|"
    r"staatsexamen|"
    r"abitur|fachabitur|fachhochschulreife|allgemeine hochschulreife|mittlere reife|high school diploma|"
    r"a-levels?|ged|"
    r"licence|licenciatura|licenciad[oa]|grado|graduado|máster|maestría|maîtrise|ingenier[ií]a|ingenier[oa]|"
    r"doctorat|dut|bts|bac(?:calauréat)?(?: \+\d)?|cycle ingénieur|diplôme|bachillerato|técnico superior|"
    r"ciclo formativo|laurea|licenciatura|mestrado|bacharelado|certificate in|apprenticeship|ausbildung zum|"
    r"hbo|mbo|vwo|havo|"
    r"ausbildung zur)"
    r"(?![\w])",
    re.IGNORECASE,
)
PLACES = re.compile(
    r"^(?:remote|hybrid|on-?site|usa|u\.?s\.?a?\.?|united states|america|uk|united kingdom|england|germany|"
    r"deutschland|"
    r"alemania|allemagne|france|francia|frankreich|spain|españa|espagne|spanien|italy|italia|italien|"
    r"portugal|"
    r"switzerland|schweiz|suisse|austria|österreich|netherlands|the netherlands|belgium|poland|canada|"
    r"mexico|méxico|"
    r"brazil|brasil|argentina|chile|colombia|perú|peru|india|china|japan|singapore|australia|ireland|sweden|"
    r"norway|"
    r"denmark|finland|israel|turkey|russia|ukraine|romania|czech republic|hungary|greece|south africa|"
    r"nigeria|kenya|"
    r"egypt|pakistan|bangladesh|vietnam|indonesia|philippines|korea|south korea|taiwan|hong kong|"
    r"new zealand|europe|"
    r"london|berlin|paris|madrid|barcelona|münchen|munich|hamburg|köln|frankfurt(?: am main)?|wien|vienna|"
    r"zürich|zurich|"
    r"new york(?: city)?|nyc|san francisco|los angeles|seattle|boston|chicago|austin|toronto|vancouver|"
    r"amsterdam|"
    r"bangalore|bengaluru|mumbai|delhi|new delhi|hyderabad|pune|dublin|lisboa|lisbon|lyon|toulouse|"
    r"marseille|nantes|"
    r"valencia|sevilla|bilbao|stuttgart|düsseldorf|leipzig|dresden|bremen|warsaw|prague|copenhagen|"
    r"stockholm|oslo|"
    r"sydney|melbourne|tokyo|beijing|shanghai|mexico city|bogotá|buenos aires|mountain view|menlo park|"
    r"palo alto|"
    r"cupertino|sunnyvale|california|texas|washington|massachusetts|illinois|florida|virginia|georgia|ohio|"
    r"oregon|"
    r"colorado|arizona|utah|[A-Z]{2}|bay area|silicon valley)\.?$",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(
    r"^(?:x{2,}|y{2,}|z{2,}|\.{2,}|lorem\b.*|(?:skill|category|categoría|kategorie|item|thing|foo|bar|"
    r"item)\s*\d*|"
    r"empleador|employer(?: name)?|company(?: name)?|firma|unternehmen|entreprise|institución|institution|"
    r"arbeitgeber|"
    r"your .*|\[.*\]|<.*>|job title|título del puesto|title|ciudad|city|n/?a|none|tbd|name)$|\bx{3,}\b|"
    r"\blorem ipsum\b",
    re.IGNORECASE,
)


def is_placeholder(text: str) -> bool:
    return bool(PLACEHOLDER.search(text.strip(" .,:;•-")))


def is_place(text: str) -> bool:
    text = text.strip(" .()")
    parts = [part.strip() for part in text.split(",")]
    # Two capitals are a state ("CA"), two small letters are not.
    return all(PLACES.match(part) and (len(part) != 2 or part.isupper()) for part in parts if part) and bool(text)
