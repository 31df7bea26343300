"""Valid raw files of any shape, as a hypothesis strategy of plain JSON.

Written from the Web API's reference, not from the models under test: fields may be absent or null,
in any order, and next to unknown ones.
"""

from typing import Any

from hypothesis import strategies as st

Strategy = st.SearchStrategy[Any]

_HOSTILE = [
    "",
    "\0",
    "' OR 1=1; DROP TABLE song; --",
    "</script><script>alert(1)</script>",
    "%s %n {0} {{7*7}} ${x}",
    "=HYPERLINK(1)",
    "\x1b]8;;https://example.org\x07x\x1b[2J",
    "\u202egnp.exe",
    "\u2028\u2029\x85\r\n\t",
    "😀é\ufffe\U0010ffff",
]
_texts = st.text(max_size=8) | st.sampled_from(_HOSTILE)
_ids = st.sampled_from(["a", "b", "c", ""]) | _texts
_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | _texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_texts, inner, max_size=2),
    max_leaves=4,
)  # fmt: skip


def _object(**fields: Strategy) -> Strategy:
    """Draw an object with some of these fields, some null, and perhaps an unknown one."""
    known = {name: st.none() | strategy for name, strategy in fields.items()}
    return st.fixed_dictionaries({}, optional=known | {"x-new": _anything})


def _numbers(bits: int, exact: int) -> Strategy:
    whole = st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    return whole | st.floats(-(2.0**exact), 2.0**exact - 1) | st.integers(0, 100)


_int32 = _numbers(32, 31)
_flags = st.booleans()
_urls = _object(spotify=_texts)
_SPECIAL_TIMES = ["1970-01-01T00:00:00Z", "", "yesterday", "0001-01-01T00:00:00Z"]
_times = st.datetimes().map(lambda time: f"{time.isoformat(timespec='seconds')}Z")
_times |= st.sampled_from(_SPECIAL_TIMES)
_dates = st.dates().map(str) | st.sampled_from(["0000", "1996", "1996-02", "1996-02-31", "-1", "x"])
_artists = _object(id=_ids, name=_texts, external_urls=_urls)
_albums = _object(
    id=_ids,
    name=_texts,
    album_type=_texts,
    release_date=_dates,
    release_date_precision=st.sampled_from(["year", "month", "day", "century"]),
    total_tracks=_int32,
    external_urls=_urls,
    images=st.lists(st.none() | _object(url=_texts), max_size=2),
    artists=st.lists(st.none() | _artists, max_size=2),
)
_tracks = _object(
    id=_ids,
    type=st.sampled_from(["track", "track", "track", "episode", "show", ""]),
    name=_texts,
    is_local=_flags,
    duration_ms=_int32,
    explicit=_flags,
    popularity=_int32,
    disc_number=_int32,
    track_number=_int32,
    external_ids=_object(isrc=_texts),
    external_urls=_urls,
    album=_albums,
    artists=st.lists(st.none() | _artists, max_size=3),
)
_entries = st.none() | _object(
    added_at=_times, added_by=_object(id=_ids), is_local=_flags, item=_tracks, track=_tracks
)


@st.composite
def raw_files(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw the lines of a raw file: all required fields, any optional ones."""
    playlist = draw(
        _object(
            name=_texts,
            owner_id=_texts,
            owner_name=_texts,
            description=_texts,
            followers=_numbers(64, 53),
            url=_texts,
            snapshot_id=_anything,
        )
    ) | {"id": draw(_ids.filter(bool))}
    extracted_at = draw(st.datetimes()).isoformat(timespec="seconds") + "Z"
    pages = draw(st.lists(st.lists(_entries, max_size=3), min_size=1, max_size=3))
    return [
        {
            "format": "spotify-playlist-page/1",
            "playlist": playlist,
            "extracted_at": extracted_at,
            "page": draw(_object(offset=st.integers(0, 10**9))) | {"items": items},
        }
        for items in pages
    ]
