"""What to do after the first deployment, with the exact commands."""

from typing import TYPE_CHECKING

from rich.console import Console

from deploy.show import say

if TYPE_CHECKING:
    from deploy.aws import Aws
    from deploy.deploy import Deployed
    from deploy.stacks import Stack


def show_next_steps(aws: "Aws", deployed: "Deployed", console: Console) -> None:
    """Print what to do next: after the stack's creation, or about a new mail address."""
    stack = deployed.stack
    if deployed.created:
        steps = next_steps(aws, stack)
    elif deployed.mail_changed:
        steps = _confirm_mail(stack)
    else:
        return
    for number, (what, commands) in enumerate(steps, start=1):
        say(console, f"\n{number}. {what}")
        for command in commands:
            say(console, f"   {command}")


def _confirm_mail(stack: "Stack") -> list[tuple[str, list[str]]]:
    return [
        (f"Confirm the mail that AWS has sent to {address}: no {kind} is mailed before.", [])
        for parameter, kind in (("AlarmEmail", "alarm"), ("DigestEmail", "digest of changes"))
        if (address := stack.parameters.get(parameter))
    ]


def next_steps(aws: "Aws", stack: "Stack") -> list[tuple[str, list[str]]]:
    """Return each step with its commands.

    No command contains a secret: it would stay in the shell's history and the process list.
    """
    outputs = stack.outputs
    steps = _confirm_mail(stack)
    if "SecretArn" in outputs:
        steps.append(
            (
                "Store the client ID and client secret of the Spotify app:",
                [aws.lake_deploy("credentials", stack.name)],
            )
        )
        steps.append(
            (
                "Let the user whose playlists are read agree in the browser:",
                [aws.lake_deploy("authorize", stack.name)],
            )
        )
    if "ExtractFunction" in outputs:
        steps.append(
            (
                "Extract now instead of waiting for the schedule; the raw files are then loaded "
                "automatically:",
                [aws.lake_deploy("extract", stack.name)],
            )
        )
    steps.append(
        ("Watch it:", [aws.lake_deploy(command, stack.name) for command in ("status", "logs")])
    )
    steps.append(
        (
            "See the names and ARNs of the stack's resources:",
            [aws.lake_deploy("status", stack.name, "--outputs")],
        )
    )
    if workgroup := outputs.get("WorkGroup"):
        steps.append(
            (
                f"Query in Athena's editor: choose the workgroup {workgroup}; its saved queries "
                "are those of sql/.",
                [],
            )
        )
    return steps
