"""What to do after the first deployment, with the exact commands."""

from typing import TYPE_CHECKING

from rich.console import Console

from deploy.show import say, show_pairs

if TYPE_CHECKING:
    from deploy.aws import Aws
    from deploy.deploy import Deployed
    from deploy.stacks import Stack


def show_next_steps(aws: "Aws", deployed: "Deployed", console: Console) -> None:
    """Print the stack's outputs and, after its creation, what to do next."""
    stack = deployed.stack
    if deployed.changed:
        show_pairs(console, f"outputs of {stack.name}", stack.outputs)
    if not deployed.created:
        return
    for number, (what, commands) in enumerate(next_steps(aws, stack), start=1):
        say(console, f"\n{number}. {what}")
        for command in commands:
            say(console, f"   {command}")


def next_steps(aws: "Aws", stack: "Stack") -> list[tuple[str, list[str]]]:
    """Return each step with its commands.

    No command contains a secret: it would stay in the shell's history and the process list.
    """
    outputs = stack.outputs
    steps: list[tuple[str, list[str]]] = []
    if stack.parameters.get("AlarmEmail"):
        steps.append(
            (
                f"Confirm the mail that AWS has sent to {stack.parameters['AlarmEmail']}: no "
                "alarm is mailed before.",
                [],
            )
        )
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
    if workgroup := outputs.get("WorkGroup"):
        steps.append(
            (
                f"Query in Athena's editor: choose the workgroup {workgroup}; its saved queries "
                "are those of sql/.",
                [],
            )
        )
    return steps
