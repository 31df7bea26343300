"""The changes that a load finds, worked out by hand from the files."""

from pyspark.sql import SparkSession

from glue_jobs.digest.describe import describe
from glue_jobs.job.load_summary import LoadSummary
from local.lake import Lake
from tests.conftest import Load
from tests.unit.glue_jobs.payloads import artist, entry, page, raw_line, track


def raw_file(playlist_id: str, time: str, songs: str, total: int | None = None) -> dict[str, bytes]:
    """Return a file of one-letter songs by its key; ``-`` is an entry without a track."""
    entries = [
        None
        if song == "-"
        else entry(track(song, name=song.upper(), artists=[artist("ada", name="Ada")]))
        for song in songs
    ]
    body = raw_line(
        playlist_id=playlist_id,
        extracted_at=f"2026-11-{time}:00Z",
        page=page(*entries, total=len(songs) if total is None else total),
    )
    return {f"{playlist_id}/{time}.jsonl": body}


def text(summary: LoadSummary) -> list[list[str]]:
    assert summary.digest_failures == 0
    return sorted(list(describe(digest)) for digest in summary.digests)


def test_changes_of_whole_snapshots_are_found_once(
    spark: SparkSession, lake: Lake, load: Load
) -> None:
    # The first load of p and r brings two days; that of q one, and there is nothing to compare.
    p = raw_file("p", "01T06:00", "ab") | raw_file("p", "02T06:00", "abc")
    q, r = raw_file("q", "01T06:00", "xy"), raw_file("r", "01T06:00", "a")
    again = raw_file("r", "02T06:00", "ab")
    assert text(load(lake, p | q | r | again)) == [
        ["Playlist p, 2026-11-02 (since 2026-11-01):", "  added 1 song: Ada - C"],
        ["Playlist r, 2026-11-02 (since 2026-11-01):", "  added 1 song: Ada - B"],
    ]

    # p again on the same day, an older file of r; q misses an entry.
    evening, older = raw_file("p", "02T18:00", "bc"), raw_file("r", "01T12:00", "z")
    assert text(load(lake, evening | older | raw_file("q", "02T06:00", "x", total=2))) == [
        [
            "Playlist p, 2026-11-02 18:00 UTC (since 06:00):",
            "  removed 1 song: Ada - A",
            "  moved 2 songs, farthest Ada - B from 2 to 1; Ada - C from 3 to 2",
        ]
    ]

    # p as after a load that ended before raw_file was committed: it is compared with the last
    # snapshot of a committed load. q is whole again, r is repeated.
    spark.sql("DELETE FROM glue_catalog.spotify.raw_file WHERE raw_file = 'p/02T18:00.jsonl'")
    assert text(load(lake, evening | again | raw_file("q", "03T06:00", "-y"))) == [
        [
            "Playlist p, 2026-11-02 (since 2026-11-01):",
            "  added 1 song: Ada - C",
            "  removed 1 song: Ada - A",
            "  moved 1 song, farthest Ada - B from 2 to 1",
        ],
        ["Playlist q, 2026-11-03 (since 2026-11-01):", "  removed 1 song: Ada - X"],
    ]

    # As after a load that has replaced the entries of the day, and not its snapshot.
    entries = "glue_catalog.spotify.playlist_entry"
    spark.sql(f"UPDATE {entries} SET raw_file = 'r/02T18:00.jsonl' WHERE playlist_id = 'r'")
    assert text(load(lake, raw_file("r", "03T06:00", "c"))) == []
