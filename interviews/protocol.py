"""What the candidate's page may send. ``docs/protocol.md`` shows an example of every message, both ways.

A binary frame carries a chunk of audio: four bytes (big-endian) with the length of a JSON header, the header
(``ChunkHeader``), and the audio itself.
"""

from __future__ import annotations

import json
import struct
from base64 import b64decode
from binascii import Error as Base64Error
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator

# Both directions can be had from here.
from interviews.server_messages import (  # noqa: F401
    VERSION,
    Ack,
    Connected,
    Error,
    Pong,
    Resume,
    Superseded,
    dump,
)

MAX_TEXT_FRAME = 600_000
MAX_BINARY_FRAME = 300_000
MAX_HEADER = 2_000
MAX_CHUNKS = 10_000
MAX_CORRECTION = 20_000
MAX_REVISION = 2**31 - 1  # what the column holds

# Close codes: 4000-4999 are for applications.
CLOSE_NOT_ALLOWED = 4401
CLOSE_UNKNOWN = 4404
CLOSE_SUPERSEDED = 4409
CLOSE_ABUSE = 4429


class ProtocolError(Exception):
    """A message that can't be understood. ``code`` goes to the client."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class ClientMessage(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class AudioChunk(ClientMessage):
    """A piece of the answer. ``data`` is base64; a binary frame has it as its body instead."""

    type: Literal["audio_chunk"]
    question_id: UUID
    take: int = Field(0, ge=0, le=9)
    segment: int = Field(0, ge=0, le=99)
    seq: int = Field(ge=0, le=7200)
    sha256: str = Field("", pattern=r"^([0-9a-fA-F]{64})?$")
    mime_type: str = Field("", max_length=60)
    data: str = Field(max_length=MAX_TEXT_FRAME)


class ChunkHeader(ClientMessage):
    type: Literal["audio_chunk"] = "audio_chunk"
    question_id: UUID
    take: int = Field(0, ge=0, le=9)
    segment: int = Field(0, ge=0, le=99)
    seq: int = Field(ge=0, le=7200)
    size: int | None = Field(None, ge=0)
    sha256: str = Field("", pattern=r"^([0-9a-fA-F]{64})?$")
    mime_type: str = Field("", max_length=60)


class Answer(ClientMessage):
    """Submit. ``last_seq`` names the last audio chunk of each segment of ``take``, e.g. ``{"0": 41}``.

    ``interrupted`` names segments whose recorder was cut off: up to a second after their last chunk is lost.
    """

    type: Literal["answer"]
    question_id: UUID
    # Existing clients call it "answer", as the HTTP call does.
    text: str = Field("", max_length=100_000, validation_alias=AliasChoices("text", "answer"))
    code: str = Field("", max_length=100_000)
    live_transcript: str = Field("", max_length=100_000)
    last_seq: dict[Annotated[int, Field(ge=0, le=99)], Annotated[int, Field(ge=0, le=7200)]] = Field(
        default_factory=dict, max_length=100
    )
    take: int | None = Field(None, ge=0, le=9)
    interrupted: list[Annotated[int, Field(ge=0, le=99)]] = Field(default_factory=list, max_length=100)
    mime_type: str = Field("", max_length=60)
    accept_missing: bool = False

    @field_validator("last_seq")
    @classmethod
    def _within_reason(cls, last_seq: dict[int, int]) -> dict[int, int]:
        if sum(last_seq.values()) > MAX_CHUNKS:
            raise ValueError(f"a recording has {MAX_CHUNKS} chunks at most")
        return last_seq


class Skip(ClientMessage):
    type: Literal["skip"]
    question_id: UUID


class Draft(ClientMessage):
    """Autosave. ``revision`` grows by one with each save."""

    type: Literal["draft"]
    question_id: UUID
    revision: int = Field(ge=1, le=MAX_REVISION)
    text: str | None = Field(None, max_length=100_000)
    code: str | None = Field(None, max_length=100_000)


class QuestionHeard(ClientMessage):
    type: Literal["question_heard"]
    question_id: UUID


class Hint(ClientMessage):
    type: Literal["hint"]
    question_id: UUID


class Pause(ClientMessage):
    """Stop the clock: the question is being played again, or the candidate needs a moment."""

    type: Literal["pause"]
    question_id: UUID


class GoOn(ClientMessage):
    type: Literal["go_on"]
    question_id: UUID


class MoreTime(ClientMessage):
    type: Literal["more_time"]
    question_id: UUID


class Observation(ClientMessage):
    """``at`` is in seconds since the question was shown; ``size`` in characters."""

    kind: Literal["paste", "page_left", "page_back"]
    at: float = Field(ge=0, le=1e6)
    field: Literal["", "text", "code"] = ""
    size: int = Field(0, ge=0, le=10_000_000)


class Observed(ClientMessage):
    """What happened on the page, as information. Never scored."""

    type: Literal["observed"]
    question_id: UUID
    events: list[Observation] = Field(min_length=1, max_length=50)


class Reopen(ClientMessage):
    """In the review before the end: answer this question after all."""

    type: Literal["reopen"]
    question_id: UUID


class Correct(ClientMessage):
    """The transcript of this earlier answer is wrong, and this was said; or, with ``wrong`` false, right after all."""

    type: Literal["correct"]
    question_id: UUID
    wrong: bool = True
    text: str = Field("", max_length=MAX_CORRECTION)


class Join(ClientMessage):
    """Over HTTP only: take the session over, as opening a socket does."""

    type: Literal["join"]
    features: list[Annotated[str, Field(max_length=40)]] = Field(default_factory=list, max_length=20)


class GetCurrentQuestion(ClientMessage):
    type: Literal["get_current_question"]


class EndInterview(ClientMessage):
    type: Literal["end_interview"]


class Ping(ClientMessage):
    type: Literal["ping"]
    sent_at: float | None = None


Incoming = Annotated[
    AudioChunk
    | Answer
    | Skip
    | Draft
    | QuestionHeard
    | Hint
    | Pause
    | GoOn
    | MoreTime
    | Observed
    | Correct
    | Reopen
    | Join
    | GetCurrentQuestion
    | EndInterview
    | Ping,
    Field(discriminator="type"),
]
_incoming: TypeAdapter[Incoming] = TypeAdapter(Incoming)


def parse_text(frame: str) -> Incoming:
    """Raises ProtocolError with ``invalid_json``, ``too_large``, ``unknown_type`` or ``invalid_message``."""
    if len(frame) > MAX_TEXT_FRAME:
        raise ProtocolError("too_large", "This message is too large.")
    try:
        content = json.loads(frame)
    except (ValueError, RecursionError) as error:
        raise ProtocolError("invalid_json", "This message is not JSON.") from error
    if not isinstance(content, dict) or not isinstance(content.get("type"), str):
        raise ProtocolError("invalid_message", "A message is an object with a type.")
    try:
        return _incoming.validate_python(content)
    except ValidationError as error:
        first = error.errors()[0]
        if first["type"] == "union_tag_invalid":
            raise ProtocolError("unknown_type", "There is no message of this type.") from error
        where = ".".join(str(part) for part in first["loc"][1:])
        problem = f"{where[:100]}: {first['msg'][:200]}".strip(": ")
        # A field's name is the sender's too: what can't be encoded could not be sent back.
        raise ProtocolError("invalid_message", problem.encode(errors="replace").decode()) from error


def parse_binary(frame: bytes) -> tuple[ChunkHeader, bytes]:
    """A chunk's header and its audio. Raises ProtocolError."""
    if len(frame) > MAX_BINARY_FRAME:
        raise ProtocolError("too_large", "This chunk is too large.")
    if len(frame) < 4:
        raise ProtocolError("invalid_message", "A binary message begins with the length of its header.")
    (length,) = struct.unpack(">I", frame[:4])
    if not 0 < length <= min(MAX_HEADER, len(frame) - 4):
        raise ProtocolError("invalid_message", "The length of the header is wrong.")
    try:
        header = ChunkHeader.model_validate_json(frame[4 : 4 + length])
    except ValidationError as error:
        raise ProtocolError("invalid_message", "The header of the chunk is wrong.") from error
    body = frame[4 + length :]
    if header.size is not None and header.size != len(body):
        raise ProtocolError("invalid_message", "The chunk does not have the size that its header says.")
    return header, body


def pack_chunk(header: dict[str, Any], body: bytes) -> bytes:
    """The binary frame of a chunk: the client's side of ``parse_binary``."""
    head = json.dumps(header).encode()
    return struct.pack(">I", len(head)) + head + body


def decode_chunk(message: AudioChunk) -> tuple[ChunkHeader, bytes]:
    try:
        body = b64decode(message.data, validate=True)
    except (Base64Error, ValueError) as error:
        raise ProtocolError("invalid_message", "data: this is not base64.") from error
    return ChunkHeader(**message.model_dump(exclude={"data"})), body


def to_json(message: dict[str, Any]) -> str:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))
