"""A job as the Glue API describes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient

# Glue's own arguments: what they ask for is done by the runner, or (scaling, what is measured of
# it) has no meaning on one machine. All others are the script's.
_GLUES_OWN = {
    "--additional-python-modules",
    "--conf",
    "--custom-logGroup-prefix",
    "--datalake-formats",
    "--enable-auto-scaling",
    "--enable-metrics",
    "--enable-observability-metrics",
    "--enable-spark-ui",
    "--extra-py-files",
    "--python-modules-installer-option",
    "--spark-event-logs-path",
}


@dataclass(frozen=True)
class JobDefinition:
    """A deployed job.

    Attributes
    ----------
    arguments
        Its default arguments, those for Glue and those for the script.
    """

    name: str
    role: str
    script: str
    arguments: Mapping[str, str]

    @property
    def confs(self) -> list[str]:
        """Spark's settings, each ``name=value``."""
        return [conf for conf in self.arguments.get("--conf", "").split(" --conf ") if conf]

    @property
    def installer_options(self) -> list[str]:
        """pip's options for installing the modules."""
        return self.arguments.get("--python-modules-installer-option", "").split()

    def listed(self, argument: str) -> list[str]:
        """Return what an argument lists: addresses, formats."""
        return [one for one in self.arguments.get(argument, "").split(",") if one]

    def script_arguments(self, others: Mapping[str, str]) -> list[str]:
        """Return the script's words: its defaults, with ``others`` over them."""
        given = {
            name: value for name, value in self.arguments.items() if name not in _GLUES_OWN
        } | dict(others)
        return [word for pair in given.items() for word in pair]


def read_job(glue: "GlueClient", name: str) -> JobDefinition:
    """Read a job's definition from Glue; refuse types that this runner does not support."""
    job = glue.get_job(JobName=name)["Job"]
    command = job["Command"]
    definition = JobDefinition(
        name, job["Role"], command["ScriptLocation"], job["DefaultArguments"]
    )
    kind = (job["GlueVersion"], command["Name"], command["PythonVersion"])
    if kind != ("5.1", "glueetl", "3"):
        raise ValueError(f"{name} is no Spark job of Glue 5.1: {kind}")
    return definition
