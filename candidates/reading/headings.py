"""Section headings of resumes, in several languages."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

SECTIONS: dict[str, str] = {
    "summary": "summary|professional summary|executive summary|career summary|profile|professional profile|"
    "about|about me|"
    "objective|career objective|personal statement|personal profile|introduction|overview|career profile|"
    "who i am|bio|"
    "highlights|resumen|resumen profesional|perfil|perfil profesional|sobre mi|objetivo|"
    "objetivo profesional|extracto|"
    "kurzprofil|profil|uber mich|zusammenfassung|berufliches profil|personliches profil|steckbrief|"
    "profil professionnel|a propos|a propos de moi|resume professionnel|objectif|accroche|presentation|"
    "profilo|profilo professionale|perfil pessoal|samenvatting|profiel",
    "experience": "experience|work experience|professional experience|employment|employment history|"
    "work history|"
    "career history|relevant experience|professional background|industry experience|career|positions|"
    "internships|"
    "internship experience|internship|research experience|teaching experience|professional history|"
    "job history|"
    "relevant work experience|selected experience|other experience|additional experience|"
    "leadership experience|"
    "engineering experience|technical experience|experiencia|experiencia profesional|experiencia laboral|"
    "trayectoria profesional|historial laboral|trayectoria|empleo|practicas|experiencia de trabajo|"
    "berufserfahrung|beruflicher werdegang|praktische erfahrung|werdegang|berufspraxis|arbeitserfahrung|"
    "berufliche erfahrung|beruflicher hintergrund|berufliche stationen|berufliche tatigkeiten|beruflicher weg|praktika|"
    "academic appointments|academic positions|appointments|academic employment|academic experience|positions held|"
    "professional appointments|loopbaan|erfahrung|berufliche laufbahn|"
    "experience professionnelle|experiences professionnelles|experiences|parcours professionnel|parcours|"
    "stages|"
    "esperienza|esperienze|esperienza professionale|esperienze lavorative|esperienza lavorativa|"
    "experiencia profissional|werkervaring|experience & projects|experience and projects",
    "education": "education|academic background|academic history|education and training|education & training|"
    "academic qualifications|qualifications|educational background|academics|studies|training|"
    "academic education|"
    "education and qualifications|formacion|formacion academica|educacion|estudios|formacion y estudios|"
    "titulacion|"
    "ausbildung|bildung|studium|bildungsweg|schulbildung|akademische ausbildung|bildungsgang|"
    "ausbildung und studium|"
    "studium und ausbildung|akademischer werdegang|schule|hochschulbildung|"
    "formation|formations|formation academique|etudes|diplomes|diplomes et formations|cursus|scolarite|"
    "formations et diplomes|formation et diplomes|parcours academique|istruzione|formazione|"
    "istruzione e formazione|"
    "educacao|formacao|formacao academica|opleiding|opleidingen",
    "skills": "skills|personal skills|digital skills|job-related skills|job related skills|"
    "skills matrix|skill matrix|technical skills|key skills|core skills|core competencies|competencies|technologies|"
    "tech stack|"
    "technical expertise|expertise|areas of expertise|programming skills|software skills|it skills|"
    "computer skills|tools|"
    "tools & technologies|tools and technologies|skills & tools|skills and tools|professional skills|"
    "skill set|skillset|"
    "technical proficiencies|technical proficiency|technical summary|programming languages|hard skills|"
    "soft skills|"
    "technologies and tools|skills & technologies|skills and technologies|skills & expertise|"
    "skills and expertise|"
    "key competencies|strengths|technical competencies|technical knowledge|abilities|relevant skills|"
    "skills summary|"
    "additional skills|skills & abilities|skills and abilities|other skills|languages and technologies|"
    "programming|frameworks|software|skills and interests|skills & interests|technical stack|it knowledge|"
    "habilidades|competencias|conocimientos|conocimientos tecnicos|habilidades tecnicas|aptitudes|"
    "conocimientos de computacion|conocimientos informaticos|informatica|tecnologias|herramientas|"
    "competencias tecnicas|habilidades y conocimientos|habilidades y competencias|destrezas|"
    "kenntnisse|fahigkeiten|it-kenntnisse|it kenntnisse|edv-kenntnisse|edv kenntnisse|fachkenntnisse|"
    "kompetenzen|"
    "technische kenntnisse|technische fahigkeiten|kernkompetenzen|qualifikationen|technologien|"
    "fachliche kompetenzen|"
    "kenntnisse und fahigkeiten|kenntnisse & fahigkeiten|programmierkenntnisse|besondere kenntnisse|"
    "fahigkeiten und kenntnisse|weitere kenntnisse|fahigkeiten & kenntnisse|werkzeuge|softwarekenntnisse|"
    "competences|competences techniques|competences informatiques|savoir-faire|connaissances|"
    "aptitudes techniques|"
    "outils|savoir-etre|competences cles|competences professionnelles|informatique|domaines de competences|"
    "competenze|competenze tecniche|capacita e competenze|habilidades tecnicas e competencias|vaardigheden",
    "projects": "projects|project history|project list|reference projects|client projects|"
    "projecthistorie|personal projects|selected projects|side projects|academic projects|key projects|"
    "open source|"
    "open source projects|open-source projects|notable projects|portfolio|relevant projects|"
    "technical projects|"
    "project experience|research projects|university projects|software projects|open source contributions|"
    "projects & open source|projects and open source|open-source contributions|recent projects|project work|"
    "major projects|featured projects|project highlights|"
    "proyectos|proyectos personales|proyectos destacados|proyectos academicos|"
    "projekte|eigene projekte|ausgewahlte projekte|private projekte|projekterfahrung|personliche projekte|"
    "open-source-projekte|projektarbeiten|"
    "projets|projets personnels|projets academiques|realisations|projets realises|projets universitaires|"
    "progetti|projetos|projecten",
    "languages": "languages|language skills|spoken languages|language|idiomas|lenguas|sprachen|"
    "sprachkenntnisse|langues|"
    "langues etrangeres|langues parlees|lingue|competencias linguisticas|talen|linguas|fremdsprachen",
    "certifications": "certifications|certificates|certification|licenses|licenses & certifications|"
    "licenses and certifications|professional certifications|courses|coursework|relevant coursework|"
    "trainings|"
    "professional development|certifications and training|courses & certifications|certifications & courses|"
    "certificaciones|certificados|cursos|formacion complementaria|zertifikate|zertifizierungen|weiterbildung|"
    "weiterbildungen|fortbildungen|kurse|certificats|certificazioni|certificacoes|cursos y certificaciones",
    "awards": "awards|honors|honours|achievements|honors and awards|honours and awards|awards and honors|"
    "honors & awards|"
    "awards & honors|awards and achievements|accomplishments|scholarships|key achievements|recognition|"
    "awards & achievements|grants|fellowships|premios|logros|reconocimientos|becas|auszeichnungen|preise|"
    "stipendien|"
    "erfolge|prix|distinctions|recompenses|premi",
    "publications": "publications|papers|selected publications|patents|talks|presentations|conferences|"
    "theses|thesis|"
    "master thesis|master's thesis|bachelor thesis|conference talks|talks and publications|publicaciones|"
    "tesis de maestria|tesis|ponencias|publikationen|veroffentlichungen|vortrage|masterarbeit|"
    "abschlussarbeit|these|"
    "conferences et publications|pubblicazioni|dissertation",
    "interests": "interests|hobbies|hobbies and interests|hobbies & interests|personal interests|"
    "interests and hobbies|"
    "intereses|aficiones|hobbys|interessen|hobbies und interessen|interessen und hobbys|loisirs|"
    "centres d'interet|"
    "centres d'interets|interessi|activities|extracurricular activities|extracurriculars|"
    "extra-curricular activities|"
    "freizeit|passions|actividades",
    "volunteering": "volunteering|volunteer experience|volunteer work|community|community service|volunteer|"
    "leadership & activities|leadership and activities|leadership|memberships|affiliations|"
    "professional memberships|"
    "voluntariado|ehrenamt|ehrenamtliches engagement|engagement|mitgliedschaften|benevolat|associations|"
    "engagement associatif|volontariato",
    "references": "references|referees|referencias|referenzen|references professionnelles|referenze",
    "contact": "contact|contact information|contact details|contact info|personal information|"
    "personal details|links|"
    "contact me|personal data|find me online|profiles|social|social links|online|contacto|datos personales|"
    "datos de contacto|informacion de contacto|informacion personal|kontakt|kontaktdaten|personliche daten|"
    "personliche angaben|zur person|personliche informationen|coordonnees|contact et reseaux|"
    "informations personnelles|"
    "informations|contatti|dati personali|informazioni personali|enlaces|personalien",
    "other": "miscellaneous|additional information|other|others|other information|extra|misc|availability|"
    "additional|declaration|verschiedenes|sonstiges|weitere informationen|divers|autres|"
    "informations complementaires|"
    "otros|otros datos|informacion adicional|extras|quote|visa|altro|key facts|most proud of|"
    "a day of my life|"
    "life philosophy|my time",
}
TITLES_OF_DOCUMENT = frozenset(
    [
        "resume",
        "curriculum vitae",
        "cv",
        "lebenslauf",
        "vita",
        "curriculum",
        "hoja de vida",
        "tabellarischer lebenslauf",
    ]
)
EDGES = re.compile(r"^[\W_\d]*(?=[^\W\d_])|[\W_]+$")
SPACED_OUT = re.compile(r"^(?:[^\W\d_] ){2,}[^\W\d_]$")


def fold(text: str) -> str:
    """Lower case without accents, numbers before it and signs around it: the form headings are compared
    in."""
    text = text.strip()
    words = re.split(r" {2,}|\t", text)
    if all(SPACED_OUT.match(word) for word in words):
        text = " ".join(word.replace(" ", "") for word in words)
    text = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    text = "".join(char for char in text if not unicodedata.combining(char))
    return " ".join(EDGES.sub("", text).split())


@cache
def _known() -> dict[str, str]:
    return {name: kind for kind, names in SECTIONS.items() for name in names.split("|")}


def section_of(text: str) -> str | None:
    """The kind of section a heading opens; None for what is no known heading."""
    if not text or len(text) > 60:
        return None
    folded = fold(text)
    known = _known()
    if folded in known:
        return known[folded]
    # "Skills & Languages", "Education / Courses": the first part tells.
    parts = re.split(r"\s*(?:&|/|,|\+|\band\b|\bund\b|\by\b|\bet\b|\be\b)\s*", folded)
    if 1 < len(parts) <= 3 and all(part in known for part in parts):
        return known[parts[0]]
    return None


def is_known_heading(text: str) -> bool:
    return section_of(text) is not None
