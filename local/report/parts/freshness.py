"""How far the lake can be trusted: the age of its playlists, and files that are not in it whole."""

from collections.abc import Sequence
from datetime import datetime

from local.report.part import Part, Row, Table
from local.summary import count


def freshness(rows: Sequence[Row], as_of: datetime) -> Part:
    """Return how old each playlist is."""
    stale = sum(row["freshness"] != "fresh" for row in rows)
    when = f"{as_of:%Y-%m-%d %H:%M} UTC"
    return Part(
        key="freshness",
        title="Freshness",
        text=(
            f"As of {when}, {stale} of {count(len(rows), 'playlist')} "
            f"{'is' if stale == 1 else 'are'} stale: the newest extraction is too old."
            if stale
            else f"As of {when}, every playlist is fresh."
        ),
        queries=["data_freshness"],
        table=Table(
            {
                "playlist_name": "Playlist",
                "newest_extracted_at": "Newest extraction (UTC)",
                "hours_old": "Hours old",
                "freshness": "State",
            },
            rows,
        ),
    )


def files(rows: Sequence[Row]) -> Part:
    """Return the raw files that are not in the lake whole."""
    faulty = [row for row in rows if row["verdict"] in ("rejected", "incomplete")]
    return Part(
        key="files",
        title="Raw files",
        text=(
            f"{len(faulty)} of {count(len(rows), 'raw file')} could not be loaded whole. "
            "A rejected file lies in rejected/, as it came."
            if faulty
            else f"Of {count(len(rows), 'raw file')}, none was rejected and none is incomplete."
        ),
        queries=["load_reconciliation"],
        table=Table({"raw_file": "Raw file", "verdict": "Verdict", "reason": "Reason"}, faulty),
    )
