import json

import msgspec
import pytest
from msgspec import UNSET, Raw

from glue_jobs.raw_format import track_decoder
from glue_jobs.raw_format.decode import UnreadableRawFileError, decode_raw_file
from glue_jobs.raw_format.payload import Track
from glue_jobs.raw_format.track_decoder import TrackDecoder
from tests.unit.glue_jobs.payloads import Json, entry, raw_line, track


def raw(item: Json | None) -> Raw:
    return Raw(json.dumps(item).encode())


def test_equal_bytes_give_the_same_object() -> None:
    tracks = TrackDecoder()
    first, again = tracks.decode(raw(track("t1"))), tracks.decode(raw(track("t1")))
    other = tracks.decode(raw(track("t1", popularity=12)))

    assert first is again
    assert isinstance(first, Track)
    assert isinstance(other, Track)
    assert (first.id, other.id, other.popularity) == ("t1", "t1", 12)
    assert first.popularity != 12


def test_null_and_absent_differ() -> None:
    tracks = TrackDecoder()
    assert [tracks.decode(raw(None)), tracks.decode(raw(None))] == [None, None]
    assert tracks.decode(UNSET) is UNSET


def test_invalid_track_is_refused_each_time() -> None:
    tracks = TrackDecoder()
    for _ in range(2):
        with pytest.raises(msgspec.DecodeError):
            tracks.decode(raw(track("t1", name=3)))


def test_cache_is_bounded_by_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [raw(track(f"t{number}")) for number in range(10)]
    size = len(bytes(texts[0]))
    monkeypatch.setattr(track_decoder, "MAX_BYTES", 4 * size)
    tracks = TrackDecoder()
    for text in texts:
        decoded = tracks.decode(text)
        assert sum(map(len, tracks._known)) <= 4 * size
        assert tracks.decode(text) is decoded  # the newest is cached


def test_error_path_after_other_files() -> None:
    tracks = TrackDecoder()
    good, bad = entry(track("t1")), entry(track("t2", album={"name": 7}))
    decode_raw_file(raw_line(good), tracks)

    with pytest.raises(UnreadableRawFileError) as error:
        decode_raw_file(raw_line(good, good) + raw_line(good, bad, offset=2), tracks)
    assert str(error.value) == (
        "line 2: Expected `str | null`, got `int` - at `$.page.items[1].item.album.name`"
    )


def test_good_tracks_of_a_bad_file_stay_cached() -> None:
    tracks = TrackDecoder()
    good, bad = entry(track("t1")), entry(track("t2", name=7))
    with pytest.raises(UnreadableRawFileError):
        decode_raw_file(raw_line(good, bad), tracks)

    ((_, decoded),) = decode_raw_file(raw_line(good), tracks).entries()
    assert decoded is not None
    assert isinstance(decoded.item, Track)
    assert decoded.item.id == "t1"
