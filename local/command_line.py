"""The commands of ``lake``: their options; what they do is in the modules that they import."""

import re
import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperCommand

from cli import commands
from cli.main import make_app, run_app
from cli.print_line import print_line
from cli.progress import show_counter
from local.lake import DEFAULT_LAKE, Lake
from local.spark import jobs

app = make_app("lake", "A Spotify playlist lake on this machine.")
out = Console()
err = Console(stderr=True)

LakeOption = Annotated[
    Path, typer.Option("--lake", help="Folder of the lake: raw zone, tables, reports.")
]
_NAMES = "mine (all your playlists), liked (Liked Songs), or a playlist's id, link or URI"


class Source(StrEnum):
    """The folder of the raw zone that ``load`` reads."""

    TO_PROCESS = "to_process"
    PROCESSED = "processed"


class PageLayout(StrEnum):
    """What ``report`` makes a page for."""

    CHART = "chart"
    LIBRARY = "library"


class RowFormat(StrEnum):
    """How ``query`` writes rows."""

    TABLE = "table"
    RECORDS = "records"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"
    PARQUET = "parquet"


def main() -> None:
    """Run the command line; answer every failure with a line for its user."""
    run_app(app)


def _query_names(incomplete: str) -> list[str]:
    """Return the named queries that the shell can complete a word to."""
    from local.queries.named import named_queries  # noqa: PLC0415

    return [name for name in named_queries() if name.startswith(incomplete)]


@app.command()
def run(
    lake: LakeOption = DEFAULT_LAKE,
    days: Annotated[
        int, typer.Option(min=1, max=3650, help="Days of generated playlists to extract.")
    ] = 14,
    live: Annotated[
        list[str] | None,
        typer.Option("--live", help=f"What to extract from Spotify instead: {_NAMES}; repeatable."),
    ] = None,
) -> None:
    """Extract two weeks of generated playlists, load them, show answers and write the report."""
    from local.run import run_pipeline  # noqa: PLC0415 - slow to import: `--help` must be quick

    run_pipeline(Lake(lake), days, live or [], out, err)


class _ExtractCommand(TyperCommand):
    """A command that takes ``-<id>`` as an argument, not as options."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        left_out = [text for text in args if re.fullmatch(r"-(\w{22}|https?:.*|spotify:.*)", text)]
        others = [text for text in args if text not in left_out]
        return super().parse_args(ctx, [*others, "--", *left_out] if left_out else args)


@app.command(cls=_ExtractCommand)
def extract(
    playlists: Annotated[
        list[str], typer.Argument(help=f"{_NAMES}; and -ID to leave a playlist out.")
    ],
    lake: LakeOption = DEFAULT_LAKE,
) -> None:
    """Extract playlists from Spotify into the raw zone, with the credentials in the environment."""
    from local.extract import extract_live  # noqa: PLC0415
    from local.summary import print_extraction  # noqa: PLC0415

    print_extraction(out, extract_live(Lake(lake), playlists, err))


@app.command()
def load(
    lake: LakeOption = DEFAULT_LAKE,
    max_files_per_batch: Annotated[
        int, typer.Option(min=1, help="Files committed together; bounds the memory.")
    ] = jobs.MAX_FILES_PER_BATCH,
    source: Annotated[
        Source,
        typer.Option("--from", help="processed: load its files again, which stay there."),
    ] = Source.TO_PROCESS,
    maintain_after: Annotated[
        bool,
        typer.Option("--maintain", help="Maintain the tables afterwards, if that is worthwhile."),
    ] = False,
) -> None:
    """Load the raw files in to_process/ into the tables."""
    from local.progress import show_job  # noqa: PLC0415
    from local.summary import print_load, print_maintenance, print_maintenance_hint  # noqa: PLC0415

    to = Lake(lake)
    with show_job(err):
        summary = jobs.load(to, max_files_per_batch, source.value)
    print_load(out, to, summary, source.value)
    files = jobs.count_files_to_compact(to)
    if files and maintain_after:
        with show_job(err):
            done = jobs.maintain(to)
        print_maintenance(out, to, done)
    elif files:
        print_maintenance_hint(out, to, files)
    if summary.rejected:
        sys.exit(1)


@app.command()
def maintain(
    lake: LakeOption = DEFAULT_LAKE,
    keep_snapshots_days: Annotated[
        int, typer.Option(min=0, help="Days of table history to keep; 0: none.")
    ] = jobs.KEEP_SNAPSHOTS_DAYS,
    keep_orphans_days: Annotated[
        int, typer.Option(min=1, help="Age from which unreferenced files are removed.")
    ] = jobs.KEEP_ORPHANS_DAYS,
) -> None:
    """Compact the tables, expire old snapshots, remove orphan files."""
    from local.progress import show_job  # noqa: PLC0415
    from local.summary import print_maintenance  # noqa: PLC0415

    of = Lake(lake)
    with show_job(err):
        done = jobs.maintain(of, keep_snapshots_days, keep_orphans_days)
    print_maintenance(out, of, done)


@app.command("import")
def import_(  # noqa: PLR0913, PLR0917 - its options
    paths: Annotated[list[str], typer.Argument(help="Files, folders or s3:// URIs.")],
    lake: LakeOption = DEFAULT_LAKE,
    playlist_id: Annotated[
        str | None,
        typer.Option(help="Id, link or URI of the playlist in files that do not name it."),
    ] = None,
    extracted_at: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S"],
            help="When the playlists were fetched, UTC; else as the files, names or folders tell.",
        ),
    ] = None,
    time_pattern: Annotated[
        str | None,
        typer.Option(
            metavar="PATTERN", help="How names or folders write that time, such as %d-%m-%Y."
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would be imported; write nothing.")
    ] = False,
) -> None:
    """Import older files, whatever made them, into the raw zone; `load` then loads them."""
    from local.import_raw.command import import_paths  # noqa: PLC0415
    from local.import_raw.show import print_import  # noqa: PLC0415

    outcomes = import_paths(
        paths,
        Lake(lake),
        playlist_id=playlist_id,
        extracted_at=extracted_at,
        time_pattern=time_pattern,
        dry_run=dry_run,
    )
    if not print_import(out, err, Lake(lake), outcomes, dry_run=dry_run):
        sys.exit(1)


@app.command()
def changes(
    lake: LakeOption = DEFAULT_LAKE,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="From which day on; else the latest of each."),
    ] = None,
) -> None:
    """Show what changed on the playlists from one whole snapshot to the next."""
    from local.changes import changes as changes_of  # noqa: PLC0415

    lines = [*changes_of(Lake(lake), f"{since:%Y-%m-%d}" if since else None)]
    for line in lines or ["nothing has changed"]:
        print_line(out, line)


@app.command()
def query(  # noqa: PLR0913, PLR0917 - its options
    sql: Annotated[
        str | None,
        typer.Argument(
            metavar="SQL|FILE|NAME",
            help="Athena SQL, a file of it, or the name of a query.",
            autocompletion=_query_names,
        ),
    ] = None,
    lake: LakeOption = DEFAULT_LAKE,
    parameters: Annotated[
        list[str] | None,
        typer.Option(
            "--param",
            metavar="NAME=VALUE",
            help="A value for one of its parameters, for an id also a name; repeatable.",
        ),
    ] = None,
    row_format: Annotated[
        RowFormat | None,
        typer.Option(
            "--format", help="How rows are written; else as the suffix of --output, or table."
        ),
    ] = None,
    output: Annotated[Path | None, typer.Option(help="Write the rows to this file.")] = None,
    all_rows: Annotated[
        bool,
        typer.Option("--all", help="Show all rows of a table, not the first 40 (piped: 1000)."),
    ] = False,
    ids: Annotated[
        bool, typer.Option("--ids", help="Show the ids and links of a named query's rows, too.")
    ] = False,
    list_queries: Annotated[
        bool,
        typer.Option("--list", help="List the named queries; with a NAME what it takes."),
    ] = False,
    show_sql: Annotated[
        bool,
        typer.Option("--show-sql", help="Print the SQL, to run it in Athena, instead of its rows."),
    ] = False,
) -> None:
    """Run Athena SQL on the lake's tables, without Spark."""
    from local.queries.named import named_queries  # noqa: PLC0415
    from local.queries.run import run_query, sql_with_ids  # noqa: PLC0415
    from local.queries.show_queries import write_queries  # noqa: PLC0415
    from local.queries.write_result import write_result  # noqa: PLC0415

    if list_queries:
        if output:
            raise typer.BadParameter("--list is printed only: write it to a file with > FILE")
        write_queries(sql, row_format.value if row_format else "table", out)
        return
    if sql is None:
        raise typer.BadParameter(
            f"say what to run; `{commands.lake('query', '--list')}` shows the named queries"
        )
    values = _values(parameters or [])
    if show_sql:
        text, notes = sql_with_ids(Lake(lake), sql, values)
        _note(notes)
        typer.echo(text.strip())
        return
    result = run_query(Lake(lake), sql, values)
    _note(result.notes)
    write_result(
        result,
        row_format.value if row_format else None,
        output,
        out,
        all_rows=all_rows,
        hide_ids=not ids and sql in named_queries(),
    )


@app.command()
def tables(
    name: Annotated[str | None, typer.Argument(help="A table, to see its columns.")] = None,
    lake: LakeOption = DEFAULT_LAKE,
) -> None:
    """List the tables with their rows and comments, or the columns of one."""
    from local.queries import catalog  # noqa: PLC0415
    from local.queries.duckdb_tables import open_tables  # noqa: PLC0415
    from local.queries.show_rows import write_rows  # noqa: PLC0415

    opened = open_tables(Lake(lake))
    if name is None:
        write_rows(catalog.show_tables(opened), "table", out)
        return
    typer.echo(catalog.summary(opened, name))
    write_rows(catalog.show_table(opened, name), "table", out)


@app.command()
def report(  # noqa: PLR0913, PLR0917 - its options
    lake: LakeOption = DEFAULT_LAKE,
    playlist: Annotated[
        str | None,
        typer.Option(help="One playlist: its id, name or a unique part of its name; else all."),
    ] = None,
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day shown.")
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option(
            "--to", formats=["%Y-%m-%d"], help="Last day shown; else the newest snapshot's."
        ),
    ] = None,
    days: Annotated[
        int | None, typer.Option(min=1, help="How many days are shown; 56 unless given.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Show all days since the first snapshot.")
    ] = False,
    layout: Annotated[
        PageLayout | None,
        typer.Option(help="What the pages are made for; else chart where songs change places."),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(help="Where to write one playlist's page; else below reports/ of the lake."),
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Write a report: a page for each playlist and an index, which open without a network."""
    from local.report import Layout, Window, open_in_browser, write_report  # noqa: PLC0415

    if sum([first is not None, days is not None, everything]) > 1:
        raise typer.BadParameter("--from, --days and --all exclude each other: give one of them")
    window = Window(
        first.date() if first else None,
        last.date() if last else None,
        days or Window.days,
        everything=everything,
    )
    with show_counter(err, "reading the tables") as show:
        chosen = Layout(layout) if layout else None
        path = write_report(Lake(lake), playlist, file, window, layout=chosen, progress=show)
    text = f"report: {path}\nopen it in a browser: {path.resolve().as_uri()}"
    out.print(text, markup=False, highlight=False, soft_wrap=True)
    if open_ and not open_in_browser(path):
        err.print("no browser was found: open the address above", highlight=False)


def _note(notes: tuple[str, ...]) -> None:
    for note in notes:
        print_line(err, f"note: {note}")


def _values(parameters: list[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for parameter in parameters:
        name, separator, value = parameter.partition("=")
        if not separator or name in values:
            fault = "is given twice" if separator else "lacks its value"
            raise typer.BadParameter(f"--param {name} {fault}: write it once, as {name}=VALUE")
        values[name] = value
    return values
