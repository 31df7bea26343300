"""Run lake-deploy, and look up the deployed stack."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cli.project import PROJECT
from tests.e2e.emulator import Emulator


@dataclass(frozen=True)
class Deploy:
    """``lake-deploy`` for one stack.

    Attributes
    ----------
    log
        File that gets all output.
    settings
        More environment variables.
    """

    emulator: Emulator
    stack: str
    log: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, command: str, *options: str, **parameters: str) -> str:
        """Run the command; return its output.

        Parameters
        ----------
        parameters
            The template's.
        """
        given = [*options, *(f"--param={name}={value}" for name, value in parameters.items())]
        given += ["--yes"] if command in {"deploy", "destroy"} else []
        done = subprocess.run(
            [sys.executable, "-m", "deploy", command, "--stack", self.stack, *given],
            cwd=PROJECT,
            env=self.emulator.environment() | dict(self.settings),
            capture_output=True,
            text=True,
            check=False,
        )
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"$ deploy {command} {' '.join(given)}\n{done.stdout}{done.stderr}")
        assert done.returncode == 0, f"deploy {command}: {done.stderr}"
        return done.stdout


@dataclass(frozen=True)
class Stack:
    """A deployed stack.

    Attributes
    ----------
    outputs
        Of the root stack.
    resources
        Physical ids by the path of logical ids: ``Extract/ExtractRole``.
    """

    outputs: Mapping[str, str]
    resources: Mapping[str, str]


def look_up(emulator: Emulator, name: str) -> Stack:
    """Return a stack's description."""
    cloudformation = emulator.client("cloudformation")
    (found,) = cloudformation.describe_stacks(StackName=name)["Stacks"]
    outputs = {one["OutputKey"]: one["OutputValue"] for one in found["Outputs"]}

    def resources(stack: str, prefix: str = "") -> dict[str, str]:
        pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
        here = {
            prefix + one["LogicalResourceId"]: (one["PhysicalResourceId"], one["ResourceType"])
            for page in pages
            for one in page["StackResourceSummaries"]
        }
        nested = [
            resources(physical_id, f"{path}/")
            for path, (physical_id, kind) in here.items()
            if kind == "AWS::CloudFormation::Stack"
        ]
        found = {path: physical_id for path, (physical_id, _) in here.items()}
        return {path: one for some in (found, *nested) for path, one in some.items()}

    return Stack(outputs, resources(name))


def job_of_new_raw_files(emulator: Emulator, stack: Stack) -> str:
    """Return the job that a new raw file starts: by the rule, its workflow, and the trigger."""
    rule = stack.resources["Transform/RawFileCreated"]
    targets = emulator.client("events").list_targets_by_rule(Rule=rule)["Targets"]
    [workflow] = [one["Arn"].rpartition("/")[2] for one in targets if ":workflow/" in one["Arn"]]
    triggers = emulator.client("glue").get_triggers()["Triggers"]
    [trigger] = [one for one in triggers if one.get("WorkflowName") == workflow]
    assert trigger["Type"] == "EVENT", trigger
    [action] = trigger["Actions"]
    return str(action["JobName"])
