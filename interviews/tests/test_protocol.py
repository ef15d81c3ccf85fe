from __future__ import annotations

import json
import struct
from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviews import protocol
from interviews.protocol import ProtocolError, decode_chunk, pack_chunk, parse_binary, parse_text, to_json

QUESTION = "3b1f42bc-7b3e-44cb-a0a5-098dda4161ef"
CODES = {"invalid_json", "too_large", "unknown_type", "invalid_message"}

WELL_FORMED: dict[str, dict[str, Any]] = {
    "audio_chunk": {"question_id": QUESTION, "seq": 0, "data": b64encode(b"sound").decode()},
    "answer": {"question_id": QUESTION, "text": "A list.", "last_seq": {"0": 41}, "mime_type": "audio/webm"},
    "skip": {"question_id": QUESTION},
    "draft": {"question_id": QUESTION, "revision": 1, "text": "A li"},
    "question_heard": {"question_id": QUESTION},
    "hint": {"question_id": QUESTION},
    "get_current_question": {},
    "end_interview": {},
    "ping": {"sent_at": 12.5},
}


def refused(frame: str | bytes) -> ProtocolError:
    with pytest.raises(ProtocolError) as caught:
        parse_text(frame) if isinstance(frame, str) else parse_binary(frame)
    return caught.value


def code_of(content: Any) -> str:
    return refused(json.dumps(content)).code


@pytest.mark.parametrize("type_", WELL_FORMED)
def test_every_message_of_the_protocol_is_understood(type_: str) -> None:
    message = parse_text(json.dumps({"type": type_, **WELL_FORMED[type_]}))
    assert message.type == type_


def test_the_last_chunks_are_numbers_by_segment() -> None:
    message = parse_text(json.dumps({"type": "answer", **WELL_FORMED["answer"]}))
    assert isinstance(message, protocol.Answer)
    assert message.last_seq == {0: 41}


# --- Text frames that make no sense ------------------------------------------------------------------


@pytest.mark.parametrize(
    "frame", ["", "{", "nonsense", '{"type": "ping"', "\x00", "[" * 100_000, '{"a":' * 50_000, "1" * 5000]
)
def test_what_is_no_json_is_called_so(frame: str) -> None:
    assert refused(frame).code == "invalid_json"


@pytest.mark.parametrize(
    "content", [None, 1, "ping", [], ["ping"], {}, {"type": None}, {"type": 7}, {"type": ["ping"]}, {"type": {}}]
)
def test_a_message_is_an_object_with_a_type(content: Any) -> None:
    assert code_of(content) == "invalid_message"


@pytest.mark.parametrize("type_", ["", "PING", "ping ", "question", "completed", "__init__", "\ud800", "x" * 10_000])
def test_a_type_nobody_knows_is_called_so(type_: str) -> None:
    assert code_of({"type": type_}) == "unknown_type"


def test_a_frame_that_is_too_large_is_not_even_parsed() -> None:
    assert refused(" " * (protocol.MAX_TEXT_FRAME + 1)).code == "too_large"


BROKEN: list[tuple[str, dict[str, Any]]] = [
    *(
        (type_, {"question_id": value})
        for type_ in ("skip", "hint", "question_heard")
        for value in (None, "", "17", 17, "x" * 36, {})
    ),
    *((type_, {"unknown": 1}) for type_ in WELL_FORMED),
    *(("audio_chunk", {"seq": value}) for value in (-1, 7201, 10**30, "one", None, 0.5)),
    *(("audio_chunk", {"segment": value}) for value in (-1, 100)),
    *(("audio_chunk", {"take": value}) for value in (-1, 10)),
    *(("audio_chunk", {"sha256": value}) for value in ("g" * 64, "a" * 63, "a" * 65, 5)),
    ("audio_chunk", {"mime_type": "a" * 61}),
    ("audio_chunk", {"data": None}),
    *(("answer", {"text": value}) for value in (None, 5, ["a"], "a" * 100_001, "\ud800")),
    ("answer", {"code": "a" * 100_001}),
    ("answer", {"live_transcript": "a" * 100_001}),
    *(("answer", {"last_seq": value}) for value in (None, [1], {"a": 1}, {"0": "x"}, {str(i): 1 for i in range(101)})),
    ("answer", {"accept_missing": "perhaps"}),
    *(("draft", {"revision": value}) for value in (0, -1, "first", None, 10**30)),
    ("draft", {"text": "a" * 100_001}),
    *(("ping", {"sent_at": value}) for value in ("now", [], {})),
]


@pytest.mark.parametrize(
    ("type_", "change"), BROKEN, ids=lambda value: str(value)[:40].encode("ascii", "replace").decode()
)
def test_a_field_that_is_wrong_is_refused(type_: str, change: dict[str, Any]) -> None:
    assert code_of({"type": type_, **WELL_FORMED[type_], **change}) == "invalid_message"


@pytest.mark.parametrize("type_", [name for name, fields in WELL_FORMED.items() if "question_id" in fields])
def test_a_message_about_a_question_names_it(type_: str) -> None:
    fields = {name: value for name, value in WELL_FORMED[type_].items() if name != "question_id"}
    problem = refused(json.dumps({"type": type_, **fields}))
    assert problem.code == "invalid_message"
    assert "question_id" in str(problem)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_is_none_is_refused(number: str) -> None:
    """It would come back in the answer, and no browser reads it."""
    assert refused(f'{{"type": "ping", "sent_at": {number}}}').code == "invalid_message"


def test_a_refusal_is_short_and_can_be_sent_whatever_was_received() -> None:
    for key in ("x" * 500_000, "\ud800", "\x00"):
        problem = refused(json.dumps({"type": "ping", key: 1}))
        message = to_json(protocol.dump(protocol.Error(code=problem.code, message=str(problem))))
        assert len(message.encode()) < 1000


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
fields = st.sampled_from(
    sorted({name for known in WELL_FORMED.values() for name in known} | {"segment", "take", "revision"})
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(WELL_FORMED)), st.dictionaries(fields, json_values, max_size=3))
def test_no_message_of_any_shape_raises_anything_else(type_: str, change: dict[str, Any]) -> None:
    try:
        parse_text(json.dumps({"type": type_, **WELL_FORMED[type_], **change}))
    except ProtocolError as problem:
        assert problem.code in CODES
        to_json({"message": str(problem)}).encode()


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=50))
def test_no_text_raises_anything_else(frame: str) -> None:
    try:
        parse_text(frame)
    except ProtocolError as problem:
        assert problem.code in CODES


# --- Audio -------------------------------------------------------------------------------------------


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=2000), st.integers(0, 7200), st.integers(0, 99), st.integers(0, 9))
def test_a_binary_frame_comes_out_as_it_went_in(body: bytes, seq: int, segment: int, take: int) -> None:
    frame = pack_chunk({"question_id": QUESTION, "seq": seq, "segment": segment, "take": take, "size": len(body)}, body)
    header, received = parse_binary(frame)
    assert (str(header.question_id), header.seq, header.segment, header.take) == (QUESTION, seq, segment, take)
    assert received == body


def frame_of(**header: Any) -> bytes:
    return pack_chunk({"question_id": QUESTION, "seq": 0, **header}, b"sound")


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"\x00\x00",
        b"\x00\x00\x00\x00",
        b"\x00\x00\x00\x00sound",
        b"\xff\xff\xff\xffsound",
        struct.pack(">I", 5) + b"{}",
        struct.pack(">I", 2) + b"{}sound",
        struct.pack(">I", 2) + b"\xff\xfesound",
        struct.pack(">I", 4) + b"nullsound",
        struct.pack(">I", 2001) + b" " * 3000,
        frame_of(size=4),
        frame_of(size=-1),
        frame_of(seq=-1),
        frame_of(seq=7201),
        frame_of(question_id="nobody"),
        frame_of(type="answer"),
        frame_of(sha256="short"),
        frame_of(unknown=True),
    ],
)
def test_a_broken_binary_frame_is_refused(frame: bytes) -> None:
    assert refused(frame).code == "invalid_message"


def test_a_binary_frame_that_is_too_large_is_refused() -> None:
    assert refused(b"\x00" * (protocol.MAX_BINARY_FRAME + 1)).code == "too_large"


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(frame: bytes) -> None:
    assert refused(frame).code in CODES


def test_a_chunk_in_base64_is_the_same_as_in_binary() -> None:
    message = parse_text(json.dumps({"type": "audio_chunk", **WELL_FORMED["audio_chunk"], "seq": 3}))
    assert isinstance(message, protocol.AudioChunk)
    header, body = decode_chunk(message)
    assert (header.seq, body) == (3, b"sound")


@pytest.mark.parametrize("data", ["!", "YQ", "YWJj\n", "ä", "=", "Y=Q="])
def test_what_is_no_base64_is_refused(data: str) -> None:
    message = parse_text(json.dumps({"type": "audio_chunk", **WELL_FORMED["audio_chunk"], "data": data}))
    assert isinstance(message, protocol.AudioChunk)
    with pytest.raises(ProtocolError) as caught:
        decode_chunk(message)
    assert caught.value.code == "invalid_message"
