"""What to do once the lake is deployed, with the exact commands."""

from typing import TYPE_CHECKING

from rich.console import Console

from deploy.show import say, show_pairs
from deploy.stacks import Resource, Stack, list_resources, of_type

if TYPE_CHECKING:
    from deploy.aws import Aws


def show_next_steps(aws: "Aws", stack: Stack, console: Console) -> None:
    """Show the stack's outputs, and what to do with it."""
    show_pairs(console, f"outputs of {stack.name}", stack.outputs)
    resources = list(list_resources(aws.cloudformation, stack.stack_id))
    steps = next_steps(resources, stack.name, aws.command_options, _environment(aws))
    for number, (what, commands) in enumerate(steps, start=1):
        say(console, f"\n{number}. {what}")
        for command in commands:
            say(console, f"   {command}")


def next_steps(
    resources: list[Resource], stack: str, options: str, environment: str
) -> list[tuple[str, list[str]]]:
    """Return what to do with these resources, and the commands for it.

    No command carries a secret: it would stay in the shell's history and show in the process list.

    Parameters
    ----------
    options
        What the ``aws`` command needs to work in the right place.
    environment
        What this project's commands need for it, as variables before the command.
    """
    steps: list[tuple[str, list[str]]] = []
    for secret in of_type(resources, "AWS::SecretsManager::Secret"):
        steps.append(
            (
                'Write {"client_id": "...", "client_secret": "..."} into credentials.json with '
                "an editor, then put it into the secret:",
                [
                    f"aws secretsmanager put-secret-value --secret-id {secret.physical_id} "
                    f"--secret-string file://credentials.json {options} && rm credentials.json",
                ],
            )
        )
        steps.append(
            (
                "An app in development mode reads playlists for a user: after `make setup`, let "
                "them agree in the browser, which adds the refresh token to the secret:",
                [
                    f"{environment} .venv/bin/python -m local authorize "
                    f"--secret-name {secret.physical_id}"
                ],
            )
        )
    steps += [
        (
            "Extract now instead of waiting for the schedule; the raw files are then loaded by "
            "themselves:",
            [
                f"aws lambda invoke --function-name {function.physical_id} "
                f"--cli-read-timeout 900 {options} /dev/stdout"
            ],
        )
        for function in of_type(resources, "AWS::Lambda::Function")
    ]
    deploy = f"{environment} .venv/bin/python -m deploy"
    steps.append(("See how it goes:", [f"{deploy} {one} --stack {stack}" for one in _WATCH]))
    steps += [
        (
            f"Query in Athena's editor: choose workgroup {workgroup.physical_id}; its saved "
            "queries are those of sql/.",
            [],
        )
        for workgroup in of_type(resources, "AWS::Athena::WorkGroup")
    ]
    return steps


_WATCH = ("status", "logs")


def _environment(aws: "Aws") -> str:
    profile = aws.session.profile_name
    chosen = f"AWS_PROFILE={profile} " if profile != "default" else ""
    return f"{chosen}AWS_DEFAULT_REGION={aws.region}"
