"""Which language an answer is in, told from its small words."""

from __future__ import annotations

import pytest

from interviewer.grading import spoken_language

SAID = {
    "de": [
        "Ich würde zuerst messen, wo die Zeit bleibt, und dann die langsamste Stelle verbessern, bevor ich baue.",
        "Wir haben das im Team besprochen und uns für die einfache Lösung entschieden.",
        "Bei wenigen Daten reicht mir eine Liste, sonst nehme ich den Index.",
    ],
    "fr": [
        "D'abord je mesure où passe le temps, puis je change une seule chose.",
        "Nous avons choisi la solution la plus simple, et cela a suffi.",
    ],
    "es": [
        "Primero mido dónde se va el tiempo y luego cambio una sola cosa.",
        "Lo hablamos en el equipo y elegimos la solución más sencilla.",
    ],
    "it": [
        "Prima misuro dove va il tempo, poi cambio una cosa alla volta.",
        "Ne abbiamo parlato e abbiamo scelto la soluzione più semplice.",
    ],
    "pt": [
        "Primeiro eu meço onde o tempo se perde e depois mudo uma coisa.",
        "Falámos disso na equipa e escolhemos a solução mais simples para todos.",
    ],
    "nl": [
        "Eerst meet ik waar de tijd blijft, dan verander ik een ding tegelijk.",
        "Wij hebben dat in het team besproken en kozen voor de eenvoudige oplossing.",
    ],
    "pl": ["Najpierw mierzę, gdzie ucieka czas, a potem zmieniam jedną rzecz, bo tak jest prościej."],
    "en": [
        "First I measure where the time goes, and then I change one thing at a time.",
        "In my team in Munich we used der Compiler as a joke, but the rest was in English.",
        "The de facto standard is a queue, and en route it is retried by the worker.",
        "A die has six sides, and so the chance of any of them is one in six.",
        "I made a set of all the keys, as it can hold no key twice.",
    ],
    "other": [
        "Сначала я измеряю, на что уходит время, а потом меняю одно место.",
        "まず時間を測り、次に一つずつ変えます。",
    ],
    "": ["", "Ja.", "Binary search tree.", "O(log n) on average"],
}


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, texts in SAID.items() for text in texts])
def test_an_answers_language_is_told(language: str, text: str) -> None:
    assert spoken_language(text) == language
