from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from interviews.services import recordings
from interviews.services.recordings import (
    ChunkKey,
    ChunkRefused,
    assemble,
    file_sha256,
    missing_chunks,
    segments,
    store_chunk,
)


@pytest.fixture
def key(settings: Any, tmp_path: Path) -> Iterator[ChunkKey]:
    settings.MEDIA_ROOT = tmp_path / "media"
    yield ChunkKey(uuid.uuid4(), uuid.uuid4(), take=0, segment=0, seq=0)


def put(key: ChunkKey, seq: int, data: bytes = b"", **fields: int) -> bool:
    return store_chunk(replace(key, seq=seq, **fields), data or f"chunk {seq}.".encode())


def stored(key: ChunkKey) -> list[recordings.Segment]:
    return segments(key.session_id, key.response_id)


def refusal(key: ChunkKey, data: bytes, digest: str = "") -> str:
    with pytest.raises(ChunkRefused) as caught:
        store_chunk(key, data, digest)
    return caught.value.code


def test_a_chunk_is_on_disk_before_it_is_acknowledged(key: ChunkKey, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    fsync = os.fsync

    def note(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        fsync(descriptor)

    if not Path("/proc/self/fd").exists():
        pytest.skip("needs /proc to see what is synced")
    monkeypatch.setattr(os, "fsync", note)
    assert put(key, 7) is True
    assert synced[0].startswith(".00007."), "the chunk itself is synced first, under its temporary name"
    assert synced[1] == "0-00", "and then the directory, which holds its name"


def test_the_same_chunk_twice_is_harmless(key: ChunkKey) -> None:
    assert put(key, 0) is True
    assert put(key, 0) is False
    assert stored(key)[0].seqs == (0,)


def test_another_chunk_under_the_same_number_is_refused_and_the_first_is_kept(key: ChunkKey) -> None:
    store_chunk(key, b"first")
    assert refusal(key, b"other") == "chunk_conflict"
    assert (stored(key)[0].path / "00000").read_bytes() == b"first"


def test_a_chunk_that_was_damaged_on_its_way_is_refused_and_can_be_sent_again(key: ChunkKey) -> None:
    digest = sha256(b"sound").hexdigest()
    assert refusal(key, b"sounf", digest) == "chunk_damaged"
    assert stored(key) == []
    assert store_chunk(key, b"sound", digest.upper()) is True


@pytest.mark.parametrize(
    "change", [{"seq": -1}, {"seq": 7201}, {"segment": -1}, {"segment": 100}, {"take": -1}, {"take": 10}]
)
def test_a_number_out_of_range_is_refused(key: ChunkKey, change: dict[str, int]) -> None:
    assert refusal(replace(key, **change), b"sound") == "chunk_out_of_range"


def test_empty_and_outsized_chunks_are_refused(key: ChunkKey) -> None:
    assert refusal(key, b"") == "chunk_empty"
    assert refusal(key, b"x" * (recordings.MAX_CHUNK_BYTES + 1)) == "chunk_too_large"
    assert store_chunk(key, b"x" * recordings.MAX_CHUNK_BYTES) is True


def test_a_recording_has_a_largest_size(key: ChunkKey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recordings, "MAX_RESPONSE_BYTES", 1000)
    store_chunk(key, b"x" * 990)
    assert refusal(replace(key, seq=30), b"y" * 20) == "recording_too_large"
    assert refusal(replace(key, segment=1), b"y" * 20) == "recording_too_large"


def test_nothing_is_stored_where_nothing_was_sent(key: ChunkKey) -> None:
    assert stored(key) == []
    assert missing_chunks(key.session_id, key.response_id, {}) == []


def test_gaps_are_named(key: ChunkKey) -> None:
    for seq in (0, 2, 5):
        put(key, seq)
    assert stored(key)[0].missing == [1, 3, 4]
    assert missing_chunks(key.session_id, key.response_id, {0: 6}) == [
        {"segment": 0, "seq": seq} for seq in (1, 3, 4, 6)
    ]


def test_a_segment_of_which_nothing_arrived_is_missing_as_a_whole(key: ChunkKey) -> None:
    put(key, 0)
    assert missing_chunks(key.session_id, key.response_id, {0: 0, 1: 1}) == [
        {"segment": 1, "seq": 0},
        {"segment": 1, "seq": 1},
    ]


@pytest.mark.parametrize("last", [{0: -1}, {0: -(10**9)}, {-5: -1}])
def test_a_last_chunk_below_nothing_misses_nothing(key: ChunkKey, last: dict[int, int]) -> None:
    assert missing_chunks(key.session_id, key.response_id, last) == []


def test_a_claim_of_countless_chunks_is_bounded(key: ChunkKey) -> None:
    assert len(missing_chunks(key.session_id, key.response_id, {0: 10**12})) == recordings.MAX_SEQ + 1


def test_chunks_are_joined_in_order_however_they_arrived(key: ChunkKey) -> None:
    sent = {seq: os.urandom(500) for seq in (11, 2, 0, 10, 1, *range(3, 10))}
    for seq, data in sent.items():
        put(key, seq, data)
    whole = b"".join(sent[seq] for seq in range(12))
    path = assemble(stored(key)[0])
    assert path.read_bytes() == whole
    assert file_sha256(path) == sha256(whole).hexdigest()
    assert assemble(stored(key)[0]).read_bytes() == whole, "joining again gives the same"


def test_segments_come_in_order_and_only_the_latest_take_counts(key: ChunkKey) -> None:
    put(key, 0, b"rejected", take=0, segment=0)
    put(key, 0, b"second", take=1, segment=1)
    put(key, 0, b"first", take=1, segment=0)
    assert [(s.take, s.number) for s in stored(key)] == [(1, 0), (1, 1)]
    assert [assemble(s).read_bytes() for s in stored(key)] == [b"first", b"second"]


def test_what_a_crash_left_half_written_is_no_chunk(key: ChunkKey) -> None:
    put(key, 0)
    folder = stored(key)[0].path
    (folder / ".00001.deadbeef").write_bytes(b"half a chu")
    (folder / "notes.txt").write_bytes(b"something else")
    assert stored(key)[0].seqs == (0,)
    assert put(key, 1) is True
    assert assemble(stored(key)[0]).read_bytes() == b"chunk 0.chunk 1."


def test_a_disk_that_is_full_stores_nothing_under_the_number(key: ChunkKey, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", lambda descriptor: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(ChunkRefused, match="can't be stored right now") as refused:
            put(key, 0)
        assert refused.value.code == "storage_unavailable"
    assert stored(key) == []
    assert put(key, 0) is True


def test_recordings_of_two_sessions_do_not_meet(key: ChunkKey) -> None:
    other = replace(key, session_id=uuid.uuid4())
    put(key, 0)
    assert stored(other) == []
    put(other, 0)
    recordings.erase(key.session_id)
    assert stored(key) == []
    assert stored(other)[0].seqs == (0,)
    recordings.erase(uuid.uuid4())


def test_recordings_are_private_on_disk(key: ChunkKey) -> None:
    put(key, 0)
    assert stored(key)[0].path.stat().st_mode & 0o077 == 0


def test_a_file_that_vanishes_while_sizes_are_added_up_is_passed_over(
    key: ChunkKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another chunk of the same answer is being stored at that moment: its temporary file is there and then gone."""
    put(key, 1)
    folder = stored(key)[0].path
    real = Path.glob

    def with_a_ghost(self: Path, pattern: str) -> list[Path]:
        return [*real(self, pattern), folder / ".00009.gone"]

    monkeypatch.setattr(Path, "glob", with_a_ghost)
    assert put(key, 0) is True
