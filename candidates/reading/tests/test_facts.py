from __future__ import annotations

import pytest

from candidates.reading import Facts, read_resume_text

ENGLISH = """Maeve O'Sullivan
Senior Backend Engineer
maeve.os@posteo.example | +353 85 555 0123 | Dublin, Ireland | github.com/maeveos

SUMMARY
Backend engineer with a liking for boring technology.

EXPERIENCE
Senior Backend Engineer, Fernway Inc., Dublin, Ireland
January 2020 - Present
- Split a Go monolith into services on Kubernetes
- Cut the cloud bill by a third

Backend Developer at Harbour Labs
2016 - 2019
- Wrote REST services in Python and PostgreSQL

EDUCATION
BSc in Computer Science, Trinity College Dublin, 2016

PROJECTS
Tidemark - a tide table for sea swimmers built with React and SQLite
Lantern - an app that reminds people to look up from their desks

SKILLS
Languages: Go, Python, C
Tools: Docker, Kubernetes, PostgreSQL, xxx
"""
GERMAN = """Lebenslauf
Name: Jörg Weißmüller
Anschrift: Lindenweg 4, 50667 Köln
Telefon: 0221 5550199
E-Mail: j.weissmueller@mail.example

Berufserfahrung
03/2018 – heute\tSystemadministrator
Rheinwerke GmbH, Köln
- Betrieb von Debian-Servern mit Ansible

08/2012 – 02/2018\tIT-Techniker
Ahorn AG, Bonn
- Betreuung von Kunden vor Ort

Ausbildung
2009 – 2012\tAusbildung zum Fachinformatiker, Berufskolleg Köln

Kenntnisse
Debian, Ansible, Docker (fortgeschritten), Teamfähigkeit

Sprachen
Deutsch, Englisch
"""
FRENCH = """Élise Fontaine-Mercier
Développeuse web
elise.fm@courriel.example – 06 12 34 56 78

Expérience professionnelle
Développeuse web chez Atelier Cigale, Lyon
sept. 2019 – aujourd'hui
- Sites en React et Symfony

Stagiaire chez Mistral SARL, Nantes
janv. 2019 – juin 2019
- Tests automatisés

Formation
Master Informatique, Université de Nantes, 2019

Compétences
React, TypeScript, PHP, Git

Projets personnels
Boussole : une carte des jardins ouverts au public, en Vue.js.
"""
SPANISH = """CURRICULUM VITAE

Nombre: Íñigo Lertxundi
Teléfono: 612 345 678
Correo: inigo@lertxundi.example

Experiencia profesional
Florín Software S.L., Bilbao
Desarrollador backend
2018 - 2022
- Servicios con Django y PostgreSQL

Sauce Labs
Programador junior
2015 - 2018
- Aplicaciones en Java

Formación académica
Grado en Ingeniería Informática, Universidad de Deusto, 2015

Habilidades
Python, Django, Java, Git
Idiomas: español, inglés
"""


def facts(text: str) -> Facts:
    result = read_resume_text(text)
    assert result.state == "parsed" and result.message == ""
    return result.facts


@pytest.mark.parametrize(
    ("text", "name", "email", "phone"),
    [
        (ENGLISH, "Maeve O'Sullivan", "maeve.os@posteo.example", "+353 85 555 0123"),
        (GERMAN, "Jörg Weißmüller", "j.weissmueller@mail.example", "0221 5550199"),
        (FRENCH, "Élise Fontaine-Mercier", "elise.fm@courriel.example", "06 12 34 56 78"),
        (SPANISH, "Íñigo Lertxundi", "inigo@lertxundi.example", "612 345 678"),
    ],
)
def test_who_it_is_and_how_to_reach_them(text: str, name: str, email: str, phone: str) -> None:
    found = facts(text)
    assert (found.name, found.email, found.phone) == (name, email, phone)


@pytest.mark.parametrize(
    ("text", "jobs"),
    [
        (
            ENGLISH,
            [
                ("Fernway Inc.", "Senior Backend Engineer", "January 2020", "Present"),
                ("Harbour Labs", "Backend Developer", "2016", "2019"),
            ],
        ),
        (
            GERMAN,
            [
                ("Rheinwerke GmbH", "Systemadministrator", "03/2018", "heute"),
                ("Ahorn AG", "IT-Techniker", "08/2012", "02/2018"),
            ],
        ),
        (
            FRENCH,
            [
                ("Atelier Cigale", "Développeuse web", "sept. 2019", "aujourd'hui"),
                ("Mistral SARL", "Stagiaire", "janv. 2019", "juin 2019"),
            ],
        ),
        (
            SPANISH,
            [
                ("Florín Software S.L.", "Desarrollador backend", "2018", "2022"),
                ("Sauce Labs", "Programador junior", "2015", "2018"),
            ],
        ),
    ],
)
def test_jobs_are_read_with_title_and_dates_as_written(text: str, jobs: list[tuple[str, str, str, str]]) -> None:
    assert [(job.name, job.title, job.start, job.end) for job in facts(text).employers] == jobs


def test_skills_come_as_written_with_the_skill_they_are() -> None:
    found = {fact.name: fact.slug for fact in facts(ENGLISH).skills}
    assert found["C"] == "c" and found["PostgreSQL"] == "postgresql" and found["Go"] == "go"
    assert not any("xxx" in name for name in found)
    german = {fact.name: fact.slug for fact in facts(GERMAN).skills}
    assert german["Docker"] == "docker" and german["Teamfähigkeit"] == "teamwork"
    assert not {"Deutsch", "Englisch"} & german.keys()


def test_projects_carry_an_excerpt_in_the_candidates_words() -> None:
    first, second = facts(ENGLISH).projects
    assert (first.name, second.name) == ("Tidemark", "Lantern")
    assert first.text in ENGLISH and second.text in ENGLISH
    assert {fact.slug for fact in first.skills} >= {"react", "sqlite"}
    assert facts(FRENCH).projects[0].name == "Boussole"


@pytest.mark.parametrize(
    ("text", "degree", "school", "year"),
    [
        (ENGLISH, "BSc in Computer Science", "Trinity College Dublin", "2016"),
        (GERMAN, "Ausbildung zum Fachinformatiker", "Berufskolleg Köln", "2012"),
        (FRENCH, "Master Informatique", "Université de Nantes", "2019"),
        (SPANISH, "Grado en Ingeniería Informática", "Universidad de Deusto", "2015"),
    ],
)
def test_education_has_degree_school_and_year(text: str, degree: str, school: str, year: str) -> None:
    (one,) = facts(text).education
    assert (one.degree, one.school, one.year) == (degree, school, year)


def test_years_of_experience_count_overlaps_once() -> None:
    text = "Ann Lee\n\nExperience\nNurse, Elm Clinic Inc., 2010 - 2014\n- Work\n\n"
    text += "Tutor, Oak School Ltd, 2012 - 2016\n- Work\n"
    assert facts(text).years_experience == 6.0
    assert facts(SPANISH).years_experience == 7.0


def test_what_the_text_does_not_say_is_absent() -> None:
    found = facts("Some notes on gardening and the right time to plant beans in a cold climate.")
    assert found == Facts()


def test_a_template_that_was_never_filled_in_gives_no_employers_and_no_skills() -> None:
    text = "John Doe\njohn@doe.example\n\nExperience\nyear - year\nJob title, Employer, City\n\n"
    text += "Skills\nXXX, YYY, ZZZ, Skill 1\n"
    found = facts(text)
    assert found.employers == [] and found.skills == []


def test_no_name_is_made_from_the_address() -> None:
    assert facts("clark.kent@daily.example\n\nSkills\nPython, reporting, flying at night\n").name is None


def test_references_are_not_the_candidate() -> None:
    found = facts(ENGLISH + "\nREFERENCES\nBob Stone, bob@stone.example, +353 1 555 9999\n")
    assert found.email == "maeve.os@posteo.example"
    assert found.name == "Maeve O'Sullivan"


def test_positions_at_one_employer_share_its_name() -> None:
    text = "Ann Lee\n\nExperience\nElmwood Inc.\nSenior Analyst\t2019 - 2022\n- Led\n\n"
    text += "Analyst\t2016 - 2019\n- Counted\n"
    assert [(job.name, job.title) for job in facts(text).employers] == [
        ("Elmwood Inc.", "Senior Analyst"),
        ("Elmwood Inc.", "Analyst"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "\x00\x01 broken \ud83d bytes and more words to read",
        "a" * 150_000,
        "(" * 5000 + "words" * 20,
        "- \n" * 20_000 + "twenty letters of text here",
        "2019 - " * 3000 + "years and years of it all",
    ],
)
def test_strange_text_gets_an_answer(text: str) -> None:
    assert read_resume_text(text.encode("utf-8", "replace").decode()).state in {"parsed", "no_text"}


def test_too_much_and_too_little_text_are_told_apart() -> None:
    assert read_resume_text("  \n ").state == "no_text"
    assert read_resume_text("word " * 100_000).state == "too_complex"
