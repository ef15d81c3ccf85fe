"""Questions spoken aloud: made ready ahead of time, or while the candidate reads. An interview never waits for it."""

from __future__ import annotations

import uuid
from typing import Any, TypedDict

from interviewer.providers.tts import registry
from interviewer.providers.tts.base import Speech
from interviewer.work.service import enqueue
from interviews import events
from interviews.models import Avatar, ConfigStatus, InterviewConfig, Response

# Whose portrait speaks with whose voice where the config names none.
VOICES = {Avatar.ROBIN: "male", Avatar.SASHA: "female", Avatar.KIM: "female", Avatar.ALEX: "male"}


class _Voice(TypedDict):
    voice: str
    language: str


def _voice_of(content: dict[str, Any]) -> _Voice:
    voice = content.get("voice") or VOICES.get(content.get("avatar", ""), "")
    return {"voice": str(voice), "language": str(content.get("language") or "en")}


def speaks() -> bool:
    """Whether there is any voice here."""
    return bool(registry.chain())


def speak_ahead(config: InterviewConfig) -> None:
    """Have the questions of an open interview spoken before the first candidate comes."""
    if config.status == ConfigStatus.OPEN and speaks():
        enqueue("interviews.speak_ahead", config.pk, again=True)


def prepare_config(config_id: uuid.UUID) -> None:
    """Speak every prepared question; what was spoken before costs nothing."""
    config = InterviewConfig.objects.filter(pk=config_id).first()
    if config is None:
        return
    voice = _voice_of({"voice": config.voice, "avatar": config.avatar, "language": config.language})
    for text, spares in config.questions.order_by("position").values_list("text", "spares"):
        for spoken in (text, *(spare["text"] for spare in spares if config.adaptive)):
            registry.speak(spoken, config_id=config.pk, **voice)


def of_response(response: Response) -> Speech | None:
    """The question's speech if it has been made. Asks nobody."""
    return registry.look_up(response.question_text, **_voice_of(response.session.config_version.content))


def message_or_order(response_id: uuid.UUID) -> dict[str, Any] | None:
    """The ``audio`` message of a question, or None when its speech has been ordered and a worker will send it."""
    response = Response.objects.select_related("session__config_version").filter(pk=response_id).first()
    if response is None or not response.is_open:
        return None
    speech = of_response(response)
    if speech is not None:
        return message(response, speech)
    if not speaks():
        return message(response, None)
    enqueue("interviews.speak", response.pk, session_id=response.session_id, again=True)
    return None


def prepare_response(response_id: uuid.UUID) -> None:
    """The worker's part: speak the question and tell the page, also when there is no voice to be had."""
    response = Response.objects.select_related("session__config_version").filter(pk=response_id).first()
    if response is None or not response.is_open:
        return
    speech = registry.speak(
        response.question_text, session_id=response.session_id, **_voice_of(response.session.config_version.content)
    )
    events.send_to_session(response.session_id, message(response, speech))


def message(response: Response, speech: Speech | None) -> dict[str, Any]:
    """The ``audio`` message; an empty ``url`` says that there is only the text. Times are seconds into the audio."""
    found: dict[str, Any] = {
        "type": "audio",
        "question_id": str(response.pk),
        "url": "",
        "mime_type": "",
        "duration": 0.0,
    }
    if speech is None or speech.path is None:
        return found | {"words": [], "visemes": []}
    url = f"/interview/session/{response.session_id}/speech/{response.pk}/"
    return found | {"url": url, "mime_type": speech.mime_type} | speech.timeline()
