"""Every message that the server sends. What the candidate's page sends is in ``protocol``."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

VERSION = 1


class ServerMessage(BaseModel):
    """``seq``, where there is one, grows with every step of the session: a lower one than before is out of date."""

    model_config = ConfigDict(extra="forbid")


class Limits(ServerMessage):
    """Seconds of answering in all and used so far; ``answer_takes`` recordings of one answer may be made."""

    time_limit: int
    time_used: int
    total_questions: int
    text_answers_allowed: bool
    answer_takes: int


class StoredAudio(ServerMessage):
    take: int
    segment: int
    last_seq: int
    missing: list[int]


class Connected(BaseModel):
    type: Literal["connected"] = "connected"
    session_id: str
    protocol: int = VERSION
    status: str
    seq: int
    limits: Limits
    connection: str | None = None


class Resume(BaseModel):
    """The state restored: the question that waits, whose message follows, or that the server is thinking."""

    type: Literal["resume"] = "resume"
    question_id: str | None = None
    thinking: bool
    audio: list[StoredAudio]


class Ack(BaseModel):
    """What has been stored durably: an audio chunk, a draft's revision or an answer."""

    type: Literal["ack"] = "ack"
    kind: Literal[
        "audio_chunk",
        "draft",
        "answer",
        "skip",
        "question_heard",
        "pause",
        "go_on",
        "more_time",
        "observed",
        "reopen",
        "correct",
    ]
    question_id: str
    take: int | None = None
    segment: int | None = None
    seq: int | None = None
    revision: int | None = None
    remaining: float | None = None
    time_allowed: int | None = None
    extensions_left: int | None = None


class Question(ServerMessage):
    """Everything the candidate may know of a question. ``clock`` runs or waits; ``remaining`` are its seconds.

    ``lead_in`` is said before it, a reply to what the candidate asked. Where ``speech`` is true an ``audio`` message
    follows.
    """

    type: Literal["question"] = "question"
    seq: int
    question_id: str
    number: int
    position: int
    total: int
    lead_in: str = ""
    text: str
    question_type: str
    answer_type: str
    phase: str
    phase_name: str
    difficulty: str
    time_allowed: int
    remaining: float
    clock: Literal["waiting", "running"]
    server_time: str = ""
    hints_available: int
    hints: list[str]
    extensions_left: int
    speech: bool
    starter_code: str
    language: str
    tests: list[str]
    draft: dict[str, str]
    draft_revision: int


class SpokenWord(ServerMessage):
    text: str
    start: float
    end: float


class MouthShape(ServerMessage):
    shape: Literal["X", "A", "B", "C", "D", "E", "F", "G", "H"]
    start: float
    end: float


class Audio(ServerMessage):
    """The question spoken, with the times of its words and mouth shapes. An empty ``url``: there is only the text.

    ``data`` is the audio itself, as base64, for connections that didn't ask for the address alone.
    """

    type: Literal["audio"] = "audio"
    question_id: str
    url: str
    mime_type: str
    duration: float
    words: list[SpokenWord]
    visemes: list[MouthShape]
    data: str | None = None


class Transcript(ServerMessage):
    """An answer in words. While it is being spoken it is not ``final``: what was understood so far, to be shown only.

    ``flagged``: the candidate has said that it isn't what they said; ``correction`` is what they said instead, if they
    told. ``question`` is the text of the question, where the transcript is final.
    """

    type: Literal["transcript"] = "transcript"
    question_id: str
    text: str
    final: bool
    question: str = ""
    flagged: bool = False
    correction: str = ""


class HintGiven(ServerMessage):
    type: Literal["hint"] = "hint"
    question_id: str
    text: str
    hints_available: int


class Evaluation(ServerMessage):
    """How an answer was read, only where the config shows it. ``score`` is 0-100 or null, and null is not 0."""

    type: Literal["evaluation"] = "evaluation"
    question_id: str
    state: str
    score: float | None
    outcome: str
    feedback: str
    strengths: list[str]
    improvements: list[str]


class Presence(ServerMessage):
    """Whether somebody of the hiring team follows the interview as it happens."""

    type: Literal["presence"] = "presence"
    watched: bool


class TimeAdded(ServerMessage):
    """The hiring team gave the open question more time, in seconds."""

    type: Literal["time_added"] = "time_added"
    question_id: str
    seconds: int
    remaining: float
    time_allowed: int


class Changed(ServerMessage):
    """To watchers only: something in the session is different. What it is stands in the database."""

    type: Literal["changed"] = "changed"
    what: Literal["joined", "left", "clock", "draft", "hint", "answer", "words"]


class Unanswered(ServerMessage):
    question_id: str
    label: str
    text: str
    seconds: int


class Review(ServerMessage):
    """Before the end: what was left unanswered. ``reopen`` one of them, or ``end_interview``.

    ``transcripts``: what was understood of the spoken answers; ``correct`` those that are wrong.
    """

    type: Literal["review"] = "review"
    seq: int
    unanswered: list[Unanswered]
    transcripts: list[Transcript] = []


class Completed(ServerMessage):
    type: Literal["completed"] = "completed"
    seq: int
    completion_method: str
    answered: int
    message: str


class Superseded(BaseModel):
    type: Literal["superseded"] = "superseded"
    message: str = "This interview goes on in another window or on another device."


class Error(BaseModel):
    type: Literal["error"] = "error"
    code: str
    message: str
    question_id: str | None = None
    missing: list[dict[str, int]] | None = None


class Pong(BaseModel):
    type: Literal["pong"] = "pong"
    sent_at: float | None = None


SERVER_MESSAGES: tuple[type[BaseModel], ...] = (
    Connected, Resume, Question, Audio, Ack, Transcript, HintGiven, Evaluation, Review, Completed, Superseded,
    Presence, TimeAdded, Changed, Error, Pong,
)  # fmt: skip


def dump(message: BaseModel) -> dict[str, Any]:
    return message.model_dump(exclude_none=True)
