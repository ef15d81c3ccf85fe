"""What is no answer, in the languages that interviews are commonly held in; and what is said in return."""

from __future__ import annotations

import pytest

from interviews import phrases
from interviews.intents import Intent, recognise, reply
from interviews.protected import asks_about_protected

SAID = {
    "de": {
        "repeat": ["Können Sie die Frage bitte wiederholen?", "Bitte noch einmal.", "Wie war die Frage noch mal?", "Wie bitte?"],
        "clarify": ["Was meinen Sie damit?", "Können Sie das genauer erklären?", "Ich verstehe die Frage nicht."],
        "moment": ["Einen Moment bitte.", "Ich brauche einen Moment.", "Lassen Sie mich kurz nachdenken."],
        "decline": ["Dazu möchte ich nichts sagen.", "Können wir die Frage überspringen?", "Nächste Frage bitte."],
        "question": ["Wie viel Zeit habe ich noch?", "Sind Sie ein Mensch?", "Wie hoch ist das Gehalt?", "Kann ich auf Englisch antworten?"],
    },
    "fr": {
        "repeat": ["Pouvez-vous répéter la question, s'il vous plaît ?", "Je n'ai pas bien entendu.", "Quelle était la question ?"],
        "clarify": ["Que voulez-vous dire ?", "Pourriez-vous préciser ?", "Je ne comprends pas la question."],
        "moment": ["Un instant, s'il vous plaît.", "Laissez-moi réfléchir un moment.", "Donnez-moi une minute."],
        "decline": ["Je préfère ne pas répondre.", "Peut-on passer cette question ?", "Question suivante."],
        "question": ["Combien de temps me reste-t-il ?", "Êtes-vous une vraie personne ?", "Je peux répondre en anglais ?"],
    },
    "es": {
        "repeat": ["¿Puede repetir la pregunta, por favor?", "¿Cuál era la pregunta?", "Otra vez, por favor."],
        "clarify": ["¿Qué quiere decir?", "¿Podría aclarar la pregunta?", "No entiendo la pregunta.", "¿A qué se refiere?"],
        "moment": ["Un momento, por favor.", "Deme un minuto.", "Déjeme pensar."],
        "decline": ["Prefiero no responder.", "¿Podemos saltar esta pregunta?", "Siguiente pregunta, por favor."],
        "question": ["¿Cuánto tiempo me queda?", "¿Puedo responder en inglés?", "¿Cuál es el salario?"],
    },
    "it": {
        "repeat": ["Può ripetere la domanda?", "Qual era la domanda?", "Ancora una volta, per favore."],
        "clarify": ["Che cosa intende?", "Può chiarire?", "Non ho capito la domanda."],
        "moment": ["Un attimo, per favore.", "Mi lasci pensare.", "Ho bisogno di un momento."],
        "decline": ["Preferisco non rispondere.", "Possiamo saltare questa domanda?", "Prossima domanda."],
        "question": ["Quanto tempo mi resta?", "Posso rispondere in inglese?", "Posso fare una domanda?"],
    },
    "pt": {
        "repeat": ["Pode repetir a pergunta, por favor?", "Qual era a pergunta?", "Não ouvi bem."],
        "clarify": ["O que quer dizer?", "Pode esclarecer?", "Não entendi a pergunta."],
        "moment": ["Um momento, por favor.", "Deixe-me pensar.", "Preciso de um minuto."],
        "decline": ["Prefiro não responder.", "Podemos saltar esta pergunta?", "Próxima pergunta."],
        "question": ["Quanto tempo me resta?", "Posso responder em inglês?", "Posso fazer uma pergunta?"],
    },
    "nl": {
        "repeat": ["Kunt u de vraag herhalen?", "Wat was de vraag?", "Nog een keer, alstublieft.", "Ik heb de vraag niet goed verstaan."],
        "clarify": ["Wat bedoelt u?", "Kunt u dat verduidelijken?", "Ik begrijp de vraag niet."],
        "moment": ["Een momentje alstublieft.", "Laat me even nadenken.", "Ik heb een moment nodig."],
        "decline": ["Daar wil ik liever niets over zeggen.", "Kunnen we deze vraag overslaan?", "Volgende vraag."],
        "question": ["Hoeveel tijd heb ik nog?", "Bent u een robot?", "Mag ik in het Engels antwoorden?"],
    },
}  # fmt: skip
# ruff: noqa: E501 - a table is read by its rows
EVERY = [
    (language, intent, text) for language, kinds in SAID.items() for intent, texts in kinds.items() for text in texts
]


@pytest.mark.parametrize(
    ("language", "intent", "text"), EVERY, ids=[f"{la}-{i}-{n}" for n, (la, i, _) in enumerate(EVERY)]
)
def test_what_is_no_answer_is_recognised(language: str, intent: str, text: str) -> None:
    assert recognise(text) == intent


@pytest.mark.parametrize(
    "text",
    [
        "Ich würde die Anfrage wiederholen, wenn sie fehlschlägt.",
        "Das möchte ich nicht ohne Test ausliefern, also schreibe ich erst einen.",
        "Man kann die Zeile überspringen, wenn sie leer ist.",
        "Einen Moment lang hält der Thread die Sperre.",
        "Je préfère ne pas utiliser de variables globales, car elles cachent l'état du programme à tous ceux qui lisent.",
        "Je répéterais la requête avec une clé.",
        "Prefiero no usar variables globales porque esconden el estado.",
        "Es un árbol equilibrado.",
        "È una struttura a coda.",
        "È un computer che serve le pagine.",
        "Passo il valore per riferimento.",
        "Saltaria a linha vazia e registaria um aviso.",
        "Is dat niet een hashtabel?",
        "Ik sla de lege regels over en schrijf een melding.",
        "Was bedeutet Idempotenz? Dass zwei gleiche Aufrufe wie einer wirken.",
        "Wie eine Liste, nur ohne doppelte Werte.",
        "Je ne sais pas.",
        "Ich weiß es nicht.",
    ],
)
def test_an_answer_stays_an_answer(text: str) -> None:
    assert recognise(text) is None


@pytest.mark.parametrize("language", phrases.table())
def test_the_interviewer_answers_in_the_interviews_language(language: str) -> None:
    for kind, texts in SAID[language].items():
        if kind == "decline":
            continue
        for text in texts:
            said = reply(Intent(kind), text, skill="Docker", questions_left=2, minutes_left=7, language=language)
            assert said and said != reply(Intent(kind), text, skill="Docker", questions_left=2, minutes_left=7)
            assert len(said) <= 300 and "{" not in said
    assert "Docker" in reply(Intent.CLARIFY, "?", skill="Docker", language=language)
    assert "2" in reply(
        Intent.QUESTION, SAID[language]["question"][0], questions_left=2, minutes_left=7, language=language
    )


@pytest.mark.parametrize("language", ["de-AT", "pt_BR", "DE"])
def test_regions_are_spoken_to_in_their_language(language: str) -> None:
    assert phrases.of(language) is not None


@pytest.mark.parametrize("language", ["en", "en-GB", "ja", ""])
def test_what_we_have_no_phrases_in_is_answered_in_english(language: str) -> None:
    assert reply(Intent.REPEAT, "Repeat", language=language) == "Of course, here it is again."


def test_no_phrase_asks_what_may_not_be_asked() -> None:
    for code, entry in phrases.table().items():
        for value in entry.model_dump().values():
            for line in value if isinstance(value, list) else [value]:
                assert not asks_about_protected(line.replace("{name}", "Lantern")), (code, line)
                assert "{" not in line.format(name="x", skill="y", questions=1, minutes=1)
