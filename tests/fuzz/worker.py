"""Read raw files as Spark's Python workers do, without Spark."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from glue_jobs.batch.read import read_partition
from glue_jobs.raw_zone.folder import FolderRawZone
from tests.fuzz.expected import Expected, expected
from tests.unit.glue_jobs.extracted_rows import Row, rows_of

# A rejected file's reason has a location, except for truncated JSON (the end) and faults of a whole
# line.
REASON = re.compile(
    r"line (?P<line>\d+): (?:"
    r".+ \(byte \d+\)"
    r"|.+ - at `\$.*`"
    r"|Input data was truncated"
    r"|Expected `object`, got `\w+`"
    r"|Number out of range"
    r"|Object missing required field `\w+`"
    r"|nested too deeply"
    r"|not UTF-8"
    r"|playlist .+, after .+"
    r"|another extracted_at than before"
    r"|extracted_at lies outside the calendar"
    r")"
    r"|the file is empty"
    r"|the file holds no page"
    r"|none of the \d+ entries has an `item` or a `track`: "
    r"fetch the playlist without a `fields` filter"
)


def read(root: Path, files: Mapping[str, bytes]) -> dict[str, list[Row]]:
    """Return the rows that a worker extracts from raw files."""
    for key, body in files.items():
        path = root / "to_process" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)  # overwriting takes longer
        path.write_bytes(body)
    return read_keys(root, list(files))


def read_keys(root: Path, keys: Sequence[str]) -> dict[str, list[Row]]:
    """Return the rows that a worker extracts from existing raw files."""
    return rows_of(read_partition(lambda: FolderRawZone(root), keys))


def check(root: Path, body: bytes, statuses: Counter[str] | None = None) -> None:
    """Compare a worker's result of a raw file with that of plain ``json``."""
    must = expected(body)
    rows = read(root, {"file.jsonl": body})
    (file,) = rows["file"]
    assert (file["raw_file"], file["status"]) in {
        ("file.jsonl", "loaded"),
        ("file.jsonl", "rejected"),
    }
    loaded = file["status"] == "loaded"
    if statuses is not None:
        statuses[file["status"]] += 1
        statuses["doubtful"] += must.loads is None
    assert must.loads in {loaded, None}, file["reason"]
    if loaded:
        _check_loaded(rows, file, must)
    else:
        _check_rejected(rows, file, must.bad_line)


def _check_loaded(rows: dict[str, list[Row]], file: Row, must: Expected) -> None:
    assert file["reason"] is None
    assert [
        (row["position"], row["entry_type"], row["song_id"], row["popularity"])
        for row in file["rows"]
    ] == list(must.entries)
    counts = [must.count(kind) for kind in ("track", "episode", "local", "unavailable")]
    assert [file[each] for each in ("tracks", "episodes", "local", "unavailable")] == counts
    assert file["entries"] == sum(counts)
    assert {row["song_id"] for row in rows["song"]} == must.song_ids
    assert [row["playlist_id"] for row in rows["playlist"]] == [must.playlist_id]


def _check_rejected(rows: dict[str, list[Row]], file: Row, bad_line: int | None) -> None:
    reason = REASON.fullmatch(file["reason"])
    assert reason, file["reason"]
    if bad_line is not None:
        assert reason["line"] == str(bad_line), file["reason"]
    assert file["rows"] == []
    assert [file[each] for each in ("playlist_id", "extracted_at")] == [None, None]
    assert [file[each] for each in ("entries", "tracks", "episodes", "local", "unavailable")] == [
        0
    ] * 5
    assert not any(rows[kind] for kind in ("playlist", "song", "album", "artist"))
