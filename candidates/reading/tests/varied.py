"""Resumes of many makes, invented for the tests: what is on each, and what has to be found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from candidates.reading.tests.docxs import build as build_docx
from candidates.reading.tests.docxs import paragraph, table
from candidates.reading.tests.pdfs import Page, build

# ruff: noqa: E501 - resumes are as wide as they are


@dataclass(frozen=True)
class Varied:
    make: Callable[[], bytes]
    name: str
    email: str
    skills: tuple[str, ...]
    employers: tuple[str, ...]
    projects: tuple[str, ...] = ()
    education: tuple[str, ...] = ()
    dates: dict[str, tuple[str, str]] = field(default_factory=dict)


def european() -> bytes:
    """The European form: labels in a narrow column at the left, what they say at the right."""
    page = Page().text(60, 50, "Curriculum Vitae", 16, bold=True)
    rows = [
        ("PERSONAL INFORMATION", ""),
        ("Name", "Katarzyna Nowicka"),
        ("Address", "ul. Lipowa 4, 30-001 Kraków, Poland"),
        ("Telephone", "+48 600 555 014"),
        ("E-mail", "k.nowicka@mail.example"),
        ("", ""),
        ("WORK EXPERIENCE", ""),
        ("03/2019 - Present", "Data Engineer"),
        ("", "Wislanet S.A., Kraków (Poland)"),
        ("", "Built the loading of sensor data with Python, Apache Spark and Airflow."),
        ("09/2015 - 02/2019", "Database Administrator"),
        ("", "Bank Zachodni Testowy, Wroclaw (Poland)"),
        ("", "Ran Oracle and PostgreSQL for 400 branches."),
        ("", ""),
        ("EDUCATION AND TRAINING", ""),
        ("2010 - 2015", "Master of Science in Computer Science"),
        ("", "AGH University of Science and Technology"),
        ("", ""),
        ("PERSONAL SKILLS", ""),
        ("Mother tongue", "Polish"),
        ("Digital skills", "Python, SQL, Apache Spark, Airflow, PostgreSQL, Docker"),
    ]  # fmt: skip
    y = 90
    for label, text in rows:
        page.text(60, y, label, 9, bold=label.isupper() and bool(label))
        page.text(210, y, text, 10, bold=text in {"Data Engineer", "Database Administrator"})
        y += 16
    return build(page)


def matrix() -> bytes:
    """A table of skills with years and levels, as consultancies like them."""
    body = paragraph("Tomasz Wrona", "<w:b/><w:sz w:val='36'/>") + paragraph("Senior Consultant")
    body += paragraph("tomasz.wrona@consult.example | +48 22 555 0199")
    body += paragraph("Skills Matrix", "<w:b/>", style="Heading1")
    rows = [("Skill", "Years", "Level"), ("Java", "9", "Expert"), ("Spring Boot", "6", "Expert"), ("Kafka", "4", "Advanced"), ("Kubernetes", "3", "Advanced"), ("Terraform", "2", "Intermediate")]  # fmt: skip
    body += table(*([paragraph(cell) for cell in row] for row in rows))
    body += paragraph("Project History", "<w:b/>", style="Heading1")
    body += paragraph("Claims Portal (insurance), 2021 - 2023", "<w:b/>")
    body += paragraph("Java and Kafka services for the reporting of claims by phone.", listed=True)
    body += paragraph("Tram Timetable (public transport), 2019 - 2021", "<w:b/>")
    body += paragraph("Moved the timetable to Kubernetes.", listed=True)
    body += paragraph("Employment History", "<w:b/>", style="Heading1")
    body += paragraph("Senior Consultant, Brightwater Consulting\t2018 - Present", "<w:b/>")
    body += paragraph("Developer, Ostra Software\t2014 - 2018", "<w:b/>")
    return build_docx(body)


def worded_dates() -> bytes:
    text = """# Work history
* Site Reliability Engineer at Fernhill Hosting
From March 2020 until today
Kept 3,000 machines running with Ansible, Prometheus and Grafana.
* Linux Administrator at Mossgrove College
September 2016 to February 2020
Looked after mail and backups; wrote the scripts in Bash and Perl.
* Help Desk Technician at Corvid Retail
Summer 2014 through August 2016
Answered the phone.
# Skills
Linux, Ansible, Prometheus, Grafana, Bash, Perl
# Education
Bachelor of Science in Information Systems, Mossgrove College, 2014"""
    page = Page().text(72, 60, "Delroy Achebe-Lindqvist", 20, bold=True)
    page.text(72, 80, "delroy@achebe.example  |  (555) 010-4477  |  Leeds, UK")
    return build(page.lines(72, 110, text))


def two_column_table() -> bytes:
    """A Word template: the whole page is a table of two cells."""
    side = (
        paragraph("Amélie Rousselet", "<w:b/><w:sz w:val='32'/>")
        + paragraph("amelie.rousselet@courrier.example")
        + paragraph("06 55 51 23 45")
        + paragraph("COMPÉTENCES", "<w:b/>")
        + "".join(paragraph(s, listed=True) for s in ("TypeScript", "React", "Node.js", "GraphQL", "PostgreSQL"))
        + paragraph("LANGUES", "<w:b/>")
        + paragraph("Français, anglais")
    )
    main = (
        paragraph("EXPÉRIENCE PROFESSIONNELLE", "<w:b/>")
        + paragraph("Développeuse front-end – Atelier Numérique Lyon", "<w:b/>")
        + paragraph("janvier 2021 – aujourd'hui")
        + paragraph("Refonte du site de réservation en React.", listed=True)
        + paragraph("Développeuse web – Les Cartes du Sud", "<w:b/>")
        + paragraph("septembre 2017 – décembre 2020")
        + paragraph("Cartes en ligne avec TypeScript.", listed=True)
        + paragraph("FORMATION", "<w:b/>")
        + paragraph("Master Informatique, Université Lyon 1, 2017")
        + paragraph("PROJETS PERSONNELS", "<w:b/>")
        + paragraph("Marée Basse : une application qui donne l'heure des marées", listed=True)
    )
    return build_docx(table([side, main]))


def german() -> bytes:
    text = """# Persönliche Daten
Name: Jörg Müllerschön
E-Mail: joerg.muellerschoen@post.example
Telefon: 0711 5550142
# Berufliche Stationen
* 04/2018 - heute    Softwareentwickler, Kessler Maschinenbau GmbH, Stuttgart
- Steuerungssoftware in C++ und Qt
- Tests mit Python
* 10/2014 - 03/2018    Werkstudent, Fraunhofer-Testinstitut
- Bildverarbeitung mit OpenCV
# Ausbildung
10/2012 - 09/2017    Universität Stuttgart, Master of Science Informatik
# EDV-Kenntnisse
C++, Qt, Python, OpenCV, CMake, Git
# Sprachkenntnisse
Deutsch (Muttersprache), Englisch (fließend)"""
    return build(Page().text(72, 50, "Lebenslauf", 18, bold=True).lines(72, 80, text))


def dense() -> bytes:
    """Everything on one page, seven points high, without a free line."""
    text = """PRIYA RAGHUNATHAN
Bengaluru | priya.raghunathan@mail.example | +91 98450 55501 | github.com/praghu-test
SUMMARY Machine learning engineer with eight years in search and ranking.
EXPERIENCE
Staff ML Engineer, Lotuswave Technologies, Bengaluru (Jun 2020 - Present)
- Led ranking for 40M users; PyTorch, Ray, Kubernetes. - Cut serving cost by 35% with ONNX.
Machine Learning Engineer, Tamarind Search Pvt Ltd, Chennai (Jul 2016 - May 2020)
- Built query understanding with TensorFlow and spaCy; A/B tested 60 models.
PROJECTS
Kolam: a library that finds near duplicates in image sets (Python, FAISS)
Monsoon Map: forecasts of street flooding from radar pictures (PyTorch)
EDUCATION
M.Tech in Computer Science, IIT Madras, 2016; B.E. in Electronics, Anna University, 2014
SKILLS
Python, PyTorch, TensorFlow, Kubernetes, ONNX, spaCy, FAISS, SQL, Spark"""
    return build(Page().lines(40, 40, text, size=7, leading=8.5))


def academic() -> bytes:
    text = """# Academic Appointments
* Postdoctoral Researcher, Department of Statistics, University of Eastmarch
2021 - present
Bayesian models of river flow; R, Stan and Julia.
* Teaching Assistant, Faculty of Mathematics, Halden University
2017 - 2021
# Education
Ph.D. in Statistics, Halden University, 2021
Thesis: Sparse priors for flood forecasts
M.Sc. in Mathematics, University of Porto Velho, 2016
# Publications
Okonkwo, S. and Berg, L. (2022). Shrinkage for rivers. Journal of Invented Hydrology 12(3), 45-67.
Okonkwo, S. (2020). Floods and priors. Proceedings of the Made-up Workshop on Bayes.
# Software
riverbayes: an R package for hierarchical models of gauges
# Technical Skills
R, Stan, Julia, Python, LaTeX, Git
# Grants and Awards
Young Statistician Prize, 2022"""
    page = Page().text(72, 56, "Dr. Somto Okonkwo", 18, bold=True)
    page.text(72, 76, "Department of Statistics, University of Eastmarch")
    page.text(72, 90, "s.okonkwo@eastmarch.example")
    return build(page.lines(72, 112, text))


def dutch() -> bytes:
    body = paragraph("Sanne van der Veen", "<w:b/><w:sz w:val='36'/>")
    body += paragraph("sanne@vanderveen.example · 06 55512345 · Utrecht")
    body += paragraph("Profiel", "<w:b/>", style="Heading1") + paragraph("Tester met oog voor wat mensen echt doen.")
    body += paragraph("Werkervaring", "<w:b/>", style="Heading1")
    body += paragraph("Testautomatiseerder bij Polderbank", "<w:b/>") + paragraph("maart 2019 – heden")
    body += paragraph("Cypress en Playwright voor de app.", listed=True)
    body += paragraph("Functioneel tester bij Gemeente Waterdorp", "<w:b/>") + paragraph("juni 2015 – februari 2019")
    body += paragraph("Opleidingen", "<w:b/>", style="Heading1")
    body += paragraph("HBO Informatica, Hogeschool Waterdorp, 2011 – 2015")
    body += paragraph("Vaardigheden", "<w:b/>", style="Heading1")
    body += paragraph("Cypress, Playwright, Selenium, JavaScript, SQL, Jira")
    return build_docx(body)


def functional() -> bytes:
    """By what one can do; where one did it comes last, in a table."""
    body = paragraph("Graciela Montoya-Ruiz", "<w:b/><w:sz w:val='34'/>") + paragraph("graciela.montoya@correo.example")
    body += paragraph("Areas of Expertise", "<w:b/>", style="Heading1")
    body += paragraph("Product: roadmaps, user research, Figma")
    body += paragraph("Data: SQL, Tableau, Google Analytics")
    body += paragraph("Professional Experience", "<w:b/>", style="Heading1")
    rows = [
        ("2019 – Present", "Product Manager", "Azahar Viajes"),
        ("2016 – 2019", "Business Analyst", "Cobre y Sal Minería"),
    ]
    body += table(*([paragraph(cell) for cell in row] for row in rows))
    body += paragraph("Education", "<w:b/>", style="Heading1")
    body += paragraph("BA Economics, Universidad del Valle Inventado, 2015")
    return build_docx(body)


RESUMES: dict[str, Varied] = {
    "european": Varied(
        european, "Katarzyna Nowicka", "k.nowicka@mail.example",
        ("Python", "SQL", "Apache Spark", "Airflow", "PostgreSQL", "Docker"),
        ("Wislanet S.A.", "Bank Zachodni Testowy"), education=("AGH University",),
    ),
    "matrix": Varied(
        matrix, "Tomasz Wrona", "tomasz.wrona@consult.example",
        ("Java", "Spring Boot", "Kafka", "Kubernetes", "Terraform"),
        ("Brightwater Consulting", "Ostra Software"), ("Claims Portal", "Tram Timetable"),
        dates={"Ostra Software": ("2014", "2018")},
    ),
    "worded_dates": Varied(
        worded_dates, "Delroy Achebe-Lindqvist", "delroy@achebe.example",
        ("Linux", "Ansible", "Prometheus", "Grafana", "Bash", "Perl"),
        ("Fernhill Hosting", "Mossgrove College", "Corvid Retail"), education=("Mossgrove College",),
        dates={"Fernhill Hosting": ("March 2020", "today"), "Mossgrove College": ("September 2016", "February 2020")},
    ),
    "two_column_table": Varied(
        two_column_table, "Amélie Rousselet", "amelie.rousselet@courrier.example",
        ("TypeScript", "React", "Node.js", "GraphQL", "PostgreSQL"),
        ("Atelier Numérique Lyon", "Les Cartes du Sud"), ("Marée Basse",), ("Université Lyon 1",),
    ),
    "german": Varied(
        german, "Jörg Müllerschön", "joerg.muellerschoen@post.example",
        ("C++", "Qt", "Python", "OpenCV", "CMake", "Git"),
        ("Kessler Maschinenbau GmbH", "Fraunhofer-Testinstitut"), education=("Universität Stuttgart",),
        dates={"Kessler Maschinenbau GmbH": ("04/2018", "heute")},
    ),
    "dense": Varied(
        dense, "Priya Raghunathan", "priya.raghunathan@mail.example",
        ("Python", "PyTorch", "TensorFlow", "Kubernetes", "ONNX", "spaCy", "SQL", "Spark"),
        ("Lotuswave Technologies", "Tamarind Search Pvt Ltd"), ("Kolam", "Monsoon Map"), ("IIT Madras",),
    ),
    "academic": Varied(
        academic, "Somto Okonkwo", "s.okonkwo@eastmarch.example",
        ("R", "Stan", "Julia", "Python", "LaTeX", "Git"),
        ("University of Eastmarch", "Halden University"), education=("Halden University",),
    ),
    "dutch": Varied(
        dutch, "Sanne van der Veen", "sanne@vanderveen.example",
        ("Cypress", "Playwright", "Selenium", "JavaScript", "SQL", "Jira"),
        ("Polderbank", "Gemeente Waterdorp"), education=("Hogeschool Waterdorp",),
    ),
    "functional": Varied(
        functional, "Graciela Montoya-Ruiz", "graciela.montoya@correo.example",
        ("Figma", "SQL", "Tableau", "Google Analytics"),
        ("Azahar Viajes", "Cobre y Sal Minería"), education=("Universidad del Valle Inventado",),
    ),
}  # fmt: skip
