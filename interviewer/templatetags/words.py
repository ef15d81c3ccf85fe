"""The words pages use for coded values that have no label of their own."""

from __future__ import annotations

EVALUATION_FLAGS = {
    "code": "The code was read, not run.",
    "echo": "The answer repeats the question.",
    "keyword_list": "The answer is a list of words without sentences.",
    "word_salad": "The words don't form sentences.",
    "polarity": "Something in the answer says the opposite of what was expected.",
    "no_reference": "There was nothing to compare this answer with, so the range is wide.",
    "instructions": "Parts of the answer address the grading software. They did not count.",
    "foreign_language": "The answer seems to be in another language than the interview's.",
    "long_answer": "The answer is unusually long: only its first part was read.",
    "needs_review": "Two graders differ, or the answer was made for the grader: a person should look.",
}

RESUME_FLAGS = {
    "optional_content_off": "Text in a layer that is switched off",
    "invisible_render_mode": "Text drawn as invisible",
    "transparent": "Transparent text",
    "off_page": "Text outside the page",
    "clipped": "Text that is cut off from view",
    "tiny_text": "Text too small to read",
    "covered": "Text covered by something else",
    "text_colour_of_background": "Text in the colour of its background",
    "scan_text_layer": "A text layer behind a scanned picture",
    "instructions": "Text that addresses a language model",
    "metadata": "Text that addresses a language model, in the file's properties",
    "annotation": "Text in a note that the page doesn't show",
    "invisible_characters": "Characters that can't be seen",
}

TRANSCRIPT_SOURCES = {
    "": "Typed",
    "live": "Live transcript, made while the candidate spoke",
    "silence": "No speech was found in the recording",
}

# Statuses to the tone of their chip; the chip's words say the same without colour.
TONES = {
    "draft": "quiet",
    "open": "good",
    "closed": "quiet",
    "pending": "quiet",
    "in_progress": "accent",
    "completed": "quiet",
    "correct": "good",
    "partial": "middling",
    "wrong": "poor",
    "strong_yes": "good",
    "yes": "good",
    "mixed": "middling",
    "no": "poor",
    "insufficient_evidence": "quiet",
    "advance": "good",
    "hold": "middling",
    "reject": "poor",
}


def spelled(code: str) -> str:
    """A code nobody gave words to, as readable as it gets: ``hidden_layer`` to "Hidden layer"."""
    words = code.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]
