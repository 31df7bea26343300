"""The command line ``lake-deploy``, also ``python -m deploy``.

Exit codes: 0 done, 1 failed, 2 bad usage, 130 stopped.
"""

import hashlib
import re
import zipfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli.main import make_app, run_app
from deploy.artifacts.lambda_zip import Platform
from deploy.artifacts.lambda_zip import build as build_lambda_zip
from deploy.authorize import TOKEN_URL, store_app
from deploy.authorize import authorize as authorize_user
from deploy.authorize.app_secret import AppSecret
from deploy.aws import DEFAULT_STACK, Aws, connect, open_session
from deploy.aws_errors import explain
from deploy.dead_letters import show_dead_letters
from deploy.deploy import TEMPLATES, Deployment
from deploy.deploy import deploy as deploy_stack
from deploy.destroy import destroy as destroy_stack
from deploy.logs import parse_span, show_logs
from deploy.named_queries import TEMPLATE as NAMED_QUERIES
from deploy.named_queries import render_named_queries
from deploy.next_steps import show_next_steps
from deploy.parameters import parse_parameters
from deploy.runbook import show_runbook
from deploy.show import say
from deploy.smoke.command import clean as clean_up_smoke
from deploy.smoke.command import smoke as run_smoke
from deploy.stacks import require_stack
from deploy.start import retry_rejected as move_rejected
from deploy.start import start_extraction, start_load, start_maintenance
from deploy.status.page import show_status
from deploy.upload_raw_files import upload_raw_files

app = make_app("lake-deploy", "Deploy the Spotify playlist lake to AWS and operate it.")
out = Console(emoji=False)  # ARNs contain ":secret:"
err = Console(stderr=True, emoji=False)


def _stack_name(name: str) -> str:
    # CloudFormation takes 128 characters; the names of nested stacks and buckets are longer.
    if not re.fullmatch(r"[a-zA-Z][a-zA-Z0-9-]{0,39}", name):
        raise typer.BadParameter("takes up to 40 letters, digits and hyphens, a letter first")
    return name


StackOption = Annotated[
    str, typer.Option("--stack", callback=_stack_name, help="Name of the CloudFormation stack.")
]
ProfileOption = Annotated[str | None, typer.Option(help="AWS profile; else AWS_PROFILE.")]
RegionOption = Annotated[str | None, typer.Option(help="AWS region; else AWS_REGION or profile.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Ask nothing.")]


def main() -> None:
    """Run the command line; answer every failure with a line for its user."""
    run_app(app, explain=explain)


@app.command()
def deploy(  # noqa: PLR0913, PLR0917 - each is an option
    stack: StackOption = DEFAULT_STACK,
    param: Annotated[
        list[str] | None,
        typer.Option(help="NAME=VALUE, repeatable; a parameter that isn't given stays unchanged."),
    ] = None,
    adopt: Annotated[
        bool, typer.Option("--adopt", help="Use the data that an earlier stack left behind.")
    ] = False,
    role_arn: Annotated[
        str, typer.Option(help="Role that CloudFormation acts as; by default your own.")
    ] = "",
    templates: Annotated[
        Path, typer.Option(help="Folder of root.yaml and artifacts.yaml.")
    ] = TEMPLATES,
    yes: YesOption = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Print every resource.")] = False,
    profile: ProfileOption = None,
    region: RegionOption = None,
) -> None:
    """Check, ask, build, upload and deploy; run again to deploy what changed."""
    parameters = parse_parameters(param or [])
    aws = connect(profile, region)
    deployment = Deployment(
        stack,
        parameters,
        templates,
        adopt=adopt,
        role_arn=role_arn,
        yes=yes,
        verbose=verbose,
    )
    show_next_steps(aws, deploy_stack(aws, deployment, out), out)


@app.command()
def destroy(
    stack: StackOption = DEFAULT_STACK,
    delete_data: Annotated[
        bool, typer.Option("--delete-data", help="Delete the data and logs as well.")
    ] = False,
    yes: YesOption = False,
    profile: ProfileOption = None,
    region: RegionOption = None,
) -> None:
    """Delete the stack; the data are retained unless --delete-data is given."""
    aws = connect(profile, region)
    err.print(f"account {aws.account}, region {aws.region}", highlight=False)
    destroy_stack(aws, stack, out, yes=yes, delete_data=delete_data)


@app.command()
def status(
    stack: StackOption = DEFAULT_STACK,
    outputs: Annotated[
        bool, typer.Option("--outputs", help="Show the names and ARNs of its resources, too.")
    ] = False,
    profile: ProfileOption = None,
    region: RegionOption = None,
) -> None:
    """Show what the stack lacks, its last runs, what waits, and its alarms."""
    show_status(connect(profile, region), stack, out, outputs=outputs)


@app.command()
def logs(  # noqa: PLR0913, PLR0917 - each is an option
    stack: StackOption = DEFAULT_STACK,
    since: Annotated[str, typer.Option(help="How far back: 15m, 1h, 2d.")] = "1h",
    follow: Annotated[bool, typer.Option("--follow", help="Go on until Ctrl-C.")] = False,
    errors: Annotated[
        bool, typer.Option("--errors", help="Show warnings and errors only.")
    ] = False,
    raw: Annotated[bool, typer.Option("--raw", help="Show every line unchanged.")] = False,
    profile: ProfileOption = None,
    region: RegionOption = None,
) -> None:
    """Show what the Lambda and the newest run of each job logged, one line per event."""
    span = parse_span(since)
    show_logs(
        connect(profile, region), stack, out, since=span, follow=follow, errors=errors, raw=raw
    )


@app.command()
def extract(
    playlists: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PLAYLIST]...",
            help="mine, liked, ids, links or URIs; by default the stack's Playlists.",
        ),
    ] = None,
    stack: StackOption = DEFAULT_STACK,
    profile: ProfileOption = None,
    region: RegionOption = None,
) -> None:
    """Extract now instead of waiting for the schedule."""
    start_extraction(connect(profile, region), stack, out, playlists or [])


@app.command()
def load(
    stack: StackOption = DEFAULT_STACK,
    max_files_per_batch: Annotated[
        int | None,
        typer.Option(min=1, help="Fewer need less memory; by default the job's own number."),
    ] = None,
    profile: ProfileOption = None,
    region: RegionOption = None,
) -> None:
    """Load the raw files in to_process/ now."""
    aws = connect(profile, region)
    start_load(aws, stack, out, max_files_per_batch=max_files_per_batch)


@app.command()
def reload(
    stack: StackOption = DEFAULT_STACK, profile: ProfileOption = None, region: RegionOption = None
) -> None:
    """Load the raw files in processed/ again, which fills new columns for the past."""
    start_load(connect(profile, region), stack, out, source_prefix="processed")


@app.command()
def maintain(
    stack: StackOption = DEFAULT_STACK, profile: ProfileOption = None, region: RegionOption = None
) -> None:
    """Maintain the tables now instead of waiting for Sunday."""
    start_maintenance(connect(profile, region), stack, out)


@app.command()
def retry_rejected(
    stack: StackOption = DEFAULT_STACK, profile: ProfileOption = None, region: RegionOption = None
) -> None:
    """Move the files in rejected/ back to to_process/, after an upgrade that reads them."""
    move_rejected(connect(profile, region), stack, out)


@app.command()
def upload(
    lake: Annotated[Path, typer.Argument(help="Folder of a local lake.")],
    stack: StackOption = DEFAULT_STACK,
    profile: ProfileOption = None,
    region: RegionOption = None,
) -> None:
    """Upload the raw files of a local lake, in its raw/to_process/, and load them in one run."""
    upload_raw_files(connect(profile, region), stack, lake, out)


@app.command()
def smoke(
    stack: StackOption = DEFAULT_STACK,
    start_job: Annotated[
        bool, typer.Option("--start-job", help="Start the load job instead of waiting 15 minutes.")
    ] = False,
    clean: Annotated[
        bool, typer.Option("--clean", help="Only remove what an interrupted run left behind.")
    ] = False,
    profile: ProfileOption = None,
    region: RegionOption = None,
) -> None:
    """Prove that the stack works, with a small invented playlist that is removed again."""
    aws = connect(profile, region)
    if clean:
        clean_up_smoke(aws, stack, out)
    else:
        run_smoke(aws, stack, out, start_job=start_job)


@app.command()
def runbook(
    alarm: Annotated[
        str,
        typer.Argument(metavar="[ALARM]", help="An alarm's name; by default all are listed."),
    ] = "",
    stack: StackOption = DEFAULT_STACK,
    profile: ProfileOption = None,
    region: RegionOption = None,
) -> None:
    """Show what an alarm means and what to do, with this stack's names and commands."""
    show_runbook(open_session(profile, region), stack, out, alarm)


@app.command()
def dead_letters(
    stack: StackOption = DEFAULT_STACK,
    delete: Annotated[
        bool, typer.Option("--delete", help="Delete all of them, which ends the alarm.")
    ] = False,
    yes: YesOption = False,
    profile: ProfileOption = None,
    region: RegionOption = None,
) -> None:
    """Show the events that failed for good, with their reasons."""
    show_dead_letters(connect(profile, region), stack, out, delete=delete, yes=yes)


@app.command()
def credentials(
    stack: StackOption = DEFAULT_STACK, profile: ProfileOption = None, region: RegionOption = None
) -> None:
    """Ask for the Spotify app's client ID and secret, check them, and store them."""
    aws = connect(profile, region)
    found = require_stack(aws, stack)
    app_secret = AppSecret(found.outputs["SecretArn"], aws.session.client("secretsmanager"))
    # A parameter that only tests set: the local Web API.
    token_url = found.parameters.get("SpotifyTokenUrl") or TOKEN_URL
    if store_app(app_secret, token_url, lambda text: say(out, text)):
        say(out, "Then let the user whose playlists are read agree in the browser:")
        say(out, f"  {aws.lake_deploy('authorize', stack)}")


@app.command()
def authorize(  # noqa: PLR0913, PLR0917 - each is an option
    stack: StackOption = DEFAULT_STACK,
    secret_name: Annotated[
        str | None,
        typer.Option(
            envvar="SECRET_NAME", help="Secret for the refresh token; by default the stack's."
        ),
    ] = None,
    print_token: Annotated[
        bool, typer.Option("--print", help="Print the refresh token on stdout, store nothing.")
    ] = False,
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="Port of the redirect URI on 127.0.0.1.")
    ] = 8888,
    profile: ProfileOption = None,
    region: RegionOption = None,
) -> None:
    """Let a Spotify user agree in the browser that the app reads their playlists."""
    secrets = None
    if not (print_token and secret_name is None):
        aws = connect(profile, region)
        secrets = aws.session.client("secretsmanager")
        secret_name = secret_name or _secret_of(aws, stack)
    console = err if print_token else out
    done = authorize_user(
        secret_name=secret_name,
        store=not print_token,
        port=port,
        show=lambda text: console.print(text, markup=False, highlight=False, soft_wrap=True),
        secrets_manager=secrets,
    )
    if print_token:
        typer.echo(done.refresh_token)


def _secret_of(aws: Aws, stack: str) -> str:
    return require_stack(aws, stack).outputs["SecretArn"]


@app.command(hidden=True)
def templates(folder: Path) -> None:
    """Write the templates to a folder, with the named queries of sql/."""
    folder.mkdir(parents=True, exist_ok=True)
    for template in TEMPLATES.glob("*.yaml"):
        (folder / template.name).write_bytes(template.read_bytes())
    (folder / NAMED_QUERIES).write_text(render_named_queries(), encoding="utf-8")


@app.command(hidden=True)
def lambda_zip(
    platform: Annotated[Platform, typer.Option(help="What the Lambda runs on.")],
    output: Annotated[Path, typer.Option(help="Folder of the zip.")] = Path("dist"),
) -> None:
    """Build the extract Lambda's zip."""
    archive = build_lambda_zip(platform, output)
    with zipfile.ZipFile(archive) as zipped:
        unzipped = sum(entry.file_size for entry in zipped.infolist())
    out.print(
        f"{archive}: {archive.stat().st_size / 1e6:.1f} MB, unzipped {unzipped / 1e6:.1f} MB, "
        f"sha256 {hashlib.sha256(archive.read_bytes()).hexdigest()}",
        highlight=False,
        soft_wrap=True,
    )
