"""``lake run``: extract playlists, load them, show first answers, write the report."""

import time
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from cli import commands
from cli.progress import show_counter
from glue_jobs.tables import TABLES
from local.extract import extract_chart, extract_live
from local.lake import DATABASE, Lake
from local.progress import show_job
from local.queries.named import named_query
from local.queries.result import Result
from local.queries.run import run_query
from local.queries.show_rows import write_rows
from local.report import has_screen, open_in_browser, write_report
from local.spark import jobs
from local.summary import count, print_extraction, print_load

_FIRST_ANSWERS = {
    "longest_runs_at_number_one": {"most_songs": "1"},
    "biggest_movers": {"most_songs": "1", "direction": "up"},
}


def run_pipeline(
    lake: Lake, days: int, live: Sequence[str], console: Console, progress: Console
) -> None:
    """Extract playlists, load them into the lake, print first answers and write the report.

    Parameters
    ----------
    days
        How many days of the generated playlists are served and extracted. They are the same every
        time: running it again changes nothing.
    live
        Playlists to extract from Spotify itself instead, as in `extract_live`.
    progress
        Where it is shown what is being done.
    """
    started = time.monotonic()
    if live:
        print_extraction(console, extract_live(lake, live, progress))
    else:
        _extract_chart(lake, days, console, progress)
    with show_job(progress):
        summary = jobs.load(lake)
    print_load(console, lake, summary)
    _print_tables(console, lake)
    for name, values in _FIRST_ANSWERS.items():
        _print_answer(console, lake, name, values)
    with show_counter(progress, "writing the report") as show:
        report = write_report(lake, progress=show)
    console.print(
        f"\nreport: {report.resolve().as_uri()}", markup=False, highlight=False, soft_wrap=True
    )
    if has_screen():
        open_in_browser(report)
    _print_next(console, lake, time.monotonic() - started)


def _extract_chart(lake: Lake, days: int, console: Console, progress: Console) -> None:
    extracted = before = 0
    with show_counter(progress, "extracting") as show:
        for day, result in enumerate(extract_chart(lake, days), start=1):
            extracted += result["extracted"]
            before += result["already_extracted"]
            show(f"extracting: day {day:,}")
    console.print(
        f"called the Lambda on {count(days, 'day')} against a local Spotify Web API: "
        f"{count(extracted, 'raw file')} written, {before} there before",
        highlight=False,
        soft_wrap=True,
    )


def _print_tables(console: Console, lake: Lake) -> None:
    counts = " UNION ALL ".join(
        f"SELECT '{table.name}', count(*) FROM {table.name}"  # noqa: S608 - our names
        for table in TABLES
    )
    rows = dict(run_query(lake, counts).rows)
    shown = Table("table", "rows", "what it holds", title=f"database {DATABASE}")
    for table in TABLES:
        shown.add_row(table.name, f"{rows[table.name]:,}", table.comment)
    console.print(shown)


def _print_answer(console: Console, lake: Lake, name: str, values: Mapping[str, str]) -> None:
    result = run_query(lake, name, values)
    # Ids are for joins; people read names.
    shown = [i for i, column in enumerate(result.columns) if not column.name.endswith("_id")]
    columns = tuple(result.columns[i] for i in shown)
    rows = (tuple(row[i] for i in shown) for row in result.rows)
    console.print(f"\n{named_query(name).answers}  [dim](query {name})[/dim]", soft_wrap=True)
    write_rows(Result(columns, rows), "table", console)


def _print_next(console: Console, lake: Lake, seconds: float) -> None:
    by_type = "SELECT album_type, count(*) AS albums FROM album GROUP BY album_type"
    console.print(f"\ndone in {seconds:.0f} s. What to try next:", highlight=False)
    for command in (
        commands.lake("query", "--list"),
        lake.command("query", "biggest_movers", "--param", "direction=down", "--format", "csv"),
        lake.command("query", by_type),
        lake.command("import", "FOLDER_OF_OLDER_RAW_FILES"),
        commands.lake("--help"),
    ):
        console.print(f"  {command}", markup=False, highlight=False, soft_wrap=True)
