"""The age of each playlist's data, and raw files that were not loaded completely."""

from collections import Counter
from datetime import datetime

from local.report.part import Part, Rows, Table
from local.report.text import listed
from local.summary import count


def freshness(rows: Rows, as_of: datetime) -> Part:
    """Return the age of each playlist's newest extraction."""
    counts = Counter(row["freshness"] for row in rows)
    states = sorted(counts.items(), key=lambda state: (state[0] == "fresh", state))
    return Part(
        key="freshness",
        title="Freshness",
        text=(
            f"As of {as_of:%Y-%m-%d %H:%M} UTC, of {count(len(rows), 'playlist')} "
            f"{listed([f'{number} {state}' for state, number in states])}."
        ),
        queries=["data_freshness"],
        tables=[
            Table(
                {
                    "playlist_name": "Playlist",
                    "newest_extracted_at": "Newest extraction (UTC)",
                    "hours_old": "Hours old",
                    "freshness": "State",
                },
                rows,
            )
        ],
    )


def files(rows: Rows) -> Part:
    """Return the raw files that were rejected, are incomplete or not whole."""
    faulty = [row for row in rows if row["verdict"] in ("rejected", "incomplete", "not whole")]
    return Part(
        key="files",
        title="Raw files",
        text=(
            f"{len(faulty)} of {count(len(rows), 'raw file')} could not be loaded completely. "
            "A rejected file is in rejected/, unchanged; one that is not whole has fewer entries "
            "than Spotify counts."
            if faulty
            else f"Of {count(len(rows), 'raw file')}, none was rejected and none is incomplete."
        ),
        queries=["load_reconciliation"],
        tables=[Table({"raw_file": "Raw file", "verdict": "Verdict", "reason": "Reason"}, faulty)],
    )
