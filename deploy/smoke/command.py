"""Run the smoke test and print its report, step by step, as a Markdown table."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

from cli.errors import UserError
from cli.interrupt import on_interrupt
from cli.project import version
from deploy.aws_errors import explain
from deploy.show import say
from deploy.smoke.playlist import PREFIX, SmokePlaylist, make_playlist
from deploy.smoke.steps import SmokeTest
from deploy.stacks import require_stack

if TYPE_CHECKING:
    from deploy.aws import Aws

Step = tuple[str, Callable[[], str]]


def smoke(aws: "Aws", stack: str, console: Console, *, start_job: bool = False) -> None:
    """Send an invented playlist through a stack, check what became of it, and remove it.

    Parameters
    ----------
    start_job
        Whether to start the load job at once instead of waiting for the event, up to 15 minutes.

    Raises
    ------
    UserError
        The stack does not exist, or a step failed.
    """
    test = SmokeTest(aws, _outputs(aws, stack), make_playlist())
    start: Step = (
        ("load job started", test.start_job)
        if start_job
        else ("event started the workflow", test.wait_for_workflow)
    )
    steps: list[Step] = [
        ("raw file written", test.write_raw_file),
        start,
        ("load job ran", test.wait_for_job),
        ("raw file archived", test.check_archive),
        ("tables in the Data Catalog", test.check_catalog),
        ("named query in Athena", test.run_named_query),
    ]
    say(
        console,
        f"Smoke test of {stack} in {aws.region}, version {version()}, "
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC\n",
    )
    report = _Report(aws, console)
    with on_interrupt(test.clean_up):
        passed = all(report.run(name, step) for name, step in steps)
        passed &= report.run("cleaned up", test.clean_up)
    if not passed:
        raise UserError("the smoke test failed: see the table above")
    say(console, "\nThe smoke test passed.")


def clean(aws: "Aws", stack: str, console: Console) -> None:
    """Remove what interrupted smoke tests have left behind."""
    test = SmokeTest(aws, _outputs(aws, stack), SmokePlaylist(PREFIX, "", b""))
    say(console, f"removed: {test.clean_up()}")


def _outputs(aws: "Aws", stack: str) -> dict[str, str]:
    return require_stack(aws, stack).outputs


class _Report:
    """The Markdown table; the account's number is left out, so that it can be published."""

    def __init__(self, aws: "Aws", console: Console) -> None:
        self._account = aws.account
        self._console = console
        say(console, "| step | seconds | result |\n|---|--:|---|")

    def run(self, name: str, step: Callable[[], str]) -> bool:
        """Run a step and print its row; return whether it passed."""
        begun = time.monotonic()
        try:
            with self._console.status(name):
                result, passed = step(), True
        except UserError as error:
            result, passed = f"FAILED: {error}", False
        except (ClientError, BotoCoreError) as error:
            result, passed = f"FAILED: {explain(error)}", False
        line = " ".join(result.split()).replace("|", "\\|").replace(self._account, "*" * 12)
        say(self._console, f"| {name} | {time.monotonic() - begun:.1f} | {line} |")
        return passed
