"""The command line: ``python -m deploy``.

Exit codes: 0 done, 1 failed (one line says why and what to do), 2 bad usage.
"""

import re
from pathlib import Path
from typing import Annotated

import typer
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

from cli.main import make_app, run_app
from deploy.aws import Aws, connect
from deploy.deploy import TEMPLATES, Deployment, deploy
from deploy.destroy import destroy
from deploy.explain import explain
from deploy.logs import parse_span, show_logs
from deploy.next_steps import show_next_steps
from deploy.parameters import parse_parameters
from deploy.status import show_status

app = make_app("lake-deploy", "The Spotify playlist lake on AWS.")
out = Console(emoji=False)  # an ARN has its ":secret:"
err = Console(stderr=True, emoji=False)


def _stack_name(name: str) -> str:
    # CloudFormation takes 128 characters; the nested stacks and the buckets add theirs.
    if not re.fullmatch(r"[a-zA-Z][a-zA-Z0-9-]{0,39}", name):
        raise typer.BadParameter("takes up to 40 letters, digits and hyphens, a letter first")
    return name


StackOption = Annotated[
    str, typer.Option("--stack", callback=_stack_name, help="Name of the CloudFormation stack.")
]
ProfileOption = Annotated[str | None, typer.Option(help="AWS profile; else AWS_PROFILE.")]
RegionOption = Annotated[str | None, typer.Option(help="AWS region; else AWS_REGION or profile.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Ask nothing.")]
STACK = "spotify-playlist-lake"


def main() -> None:
    """Run the command line; answer every failure with a line for its user."""
    run_app(app, explain=_explain_aws)


def _explain_aws(error: Exception) -> str | None:
    return explain(error) if isinstance(error, BotoCoreError | ClientError) else None


def _connect(profile: str | None, region: str | None) -> Aws:
    aws = connect(profile, region)
    err.print(f"account {aws.account}, region {aws.region}", highlight=False)
    return aws


@app.command()
def up(  # noqa: PLR0913, PLR0917 - each is an option
    stack: StackOption = STACK,
    param: Annotated[
        list[str] | None,
        typer.Option(help="NAME=VALUE, repeatable; what isn't given keeps its value."),
    ] = None,
    templates: Annotated[
        Path, typer.Option(help="Folder of root.yaml and artifacts.yaml.")
    ] = TEMPLATES,
    yes: YesOption = False,
    profile: ProfileOption = None,
    region: RegionOption = None,
) -> None:
    """Build, upload and deploy; run again, only what changed."""
    parameters = parse_parameters(param or [])
    aws = _connect(profile, region)
    deployed = deploy(aws, Deployment(stack, parameters, templates, yes=yes), out)
    show_next_steps(aws, deployed, out)


@app.command()
def down(
    stack: StackOption = STACK,
    delete_data: Annotated[
        bool, typer.Option("--delete-data", help="Delete also what would stay: data and logs.")
    ] = False,
    yes: YesOption = False,
    profile: ProfileOption = None,
    region: RegionOption = None,
) -> None:
    """Delete the stack; the data stay, unless they are to go as well."""
    destroy(_connect(profile, region), stack, out, yes=yes, delete_data=delete_data)


@app.command()
def status(
    stack: StackOption = STACK, profile: ProfileOption = None, region: RegionOption = None
) -> None:
    """Show the stack's state, newest extraction and job runs, dead letters, alarms."""
    show_status(_connect(profile, region), stack, out)


@app.command()
def logs(
    stack: StackOption = STACK,
    since: Annotated[str, typer.Option(help="How far back: 15m, 1h, 2d.")] = "1h",
    follow: Annotated[bool, typer.Option("--follow", help="Go on until Ctrl-C.")] = False,
    profile: ProfileOption = None,
    region: RegionOption = None,
) -> None:
    """Show the Lambda's log lines and those of each job's newest run."""
    span = parse_span(since)
    show_logs(_connect(profile, region), stack, out, since=span, follow=follow)
