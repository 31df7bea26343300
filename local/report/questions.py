"""Which named queries feed the report, and with which parameters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from local.queries.named import named_query
from local.queries.run import run
from local.report.part import Row

if TYPE_CHECKING:
    from local.queries.duckdb_tables import LakeTables

_LEADING = 10
_MOVERS = 5
_ARTISTS = 10
_ALL = 1_000_000

Rows = Sequence[Row]


@dataclass(frozen=True)
class Answers:
    """What the queries answer; each attribute but the first two is called as its query is."""

    playlist: Row
    as_of: datetime
    todays_chart: Rows
    rank_history: Rows
    weeks_on_chart: Rows
    longest_runs_at_number_one: Rows
    entries_and_exits: Rows
    biggest_movers: Rows
    turnover: Rows
    release_years: Rows
    artist_places: Rows
    collaborations: Rows
    data_freshness: Rows
    load_reconciliation: Rows


def ask(tables: "LakeTables", playlist: Row, as_of: datetime) -> Answers:
    """Ask all that the report shows of a playlist.

    Parameters
    ----------
    playlist
        A row of the query ``playlists``.
    as_of
        The time against which ages are counted.
    """

    def of_playlist(name: str, **parameters: object) -> Rows:
        return rows_of(tables, name, playlist_id=playlist["playlist_id"], **parameters)

    return Answers(
        playlist=playlist,
        as_of=as_of,
        todays_chart=of_playlist("todays_chart"),
        rank_history=of_playlist("rank_history", most_songs=_LEADING),
        weeks_on_chart=of_playlist("weeks_on_chart", most_songs=_ALL),
        longest_runs_at_number_one=of_playlist("longest_runs_at_number_one", most_songs=_ALL),
        entries_and_exits=of_playlist("entries_and_exits"),
        biggest_movers=of_playlist("biggest_movers", most_songs=_MOVERS),
        turnover=of_playlist("turnover"),
        release_years=of_playlist("release_years"),
        artist_places=of_playlist("artist_places", most_artists=_ARTISTS),
        collaborations=of_playlist("collaborations"),
        data_freshness=rows_of(tables, "data_freshness", as_of=as_of.replace(tzinfo=None)),
        load_reconciliation=rows_of(tables, "load_reconciliation"),
    )


def rows_of(tables: "LakeTables", name: str, **parameters: object) -> Rows:
    """Return the rows that a named query answers, each by column."""
    query = named_query(name)
    texts = {name: str(value) for name, value in parameters.items()}
    result = run(tables, query.with_parameters(texts))
    return [dict(zip(query.columns, row, strict=True)) for row in result.rows]
