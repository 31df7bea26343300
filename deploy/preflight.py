"""Checks before a deployment: everything that can be known to fail before AWS changes anything."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError
from rich.console import Console

from cli.errors import UserError
from deploy.adoption import check_adopted, find_adoptable
from deploy.aws_errors import error_code, is_denied
from deploy.parameters import Definitions
from deploy.playlists import parse_playlists
from deploy.retained_resources import DATABASE, find_retained, log_group_exists
from deploy.show import say

if TYPE_CHECKING:
    from deploy.aws import Aws
    from deploy.stacks import Stack

# Lambda keeps this many concurrent runs unreserved, whatever the account's quota is.
_LEAST_UNRESERVED = 100


@dataclass(frozen=True)
class Check:
    """The result of one check.

    Attributes
    ----------
    problem
        Why the deployment would fail, and the way out; empty if it would not.
    warning
        What may go wrong later, and the way out.
    """

    what: str
    result: str
    problem: str = ""
    warning: str = ""


@dataclass
class Preflight:
    """The checks of one deployment and the parameters that come of them.

    Attributes
    ----------
    existing
        The deployed stack, if there is one.
    values
        The user's parameters, normalised; checks add those that the account calls for.
    adopt
        Whether to take over what an earlier stack of this name left behind.
    """

    aws: "Aws"
    stack: str
    definitions: Definitions
    existing: "Stack | None"
    values: dict[str, str]
    adopt: bool = False
    checks: list[Check] = field(default_factory=list)

    def normalise(self) -> None:
        """Turn playlist links and URIs into ids.

        Raises
        ------
        UserError
            One of them is no playlist.
        """
        if "Playlists" in self.values:
            self.values["Playlists"] = ",".join(parse_playlists(self.values["Playlists"]))

    def run(self) -> None:
        """Run all checks.

        Raises
        ------
        UserError
            A running stack is asked to adopt.
        """
        aws = self.aws
        self.checks.append(Check("account", f"{aws.account}, region {aws.region}, as {_who(aws)}"))
        first = self.existing is None
        if self.adopt:
            if not first:
                raise UserError(f"--adopt is for a new stack, and {self.stack} exists already")
            self._run("earlier data", self._adopt)
        if first:
            self._run("names", self._names)
        if "ReserveConcurrency" in self.definitions:
            self._run("Lambda concurrency", self._concurrency)
        if "Database" in self.definitions:
            self._run("Lake Formation", self._lake_formation)
        self.checks += self._parameters()
        stack = (
            f"{self.stack}: update of the stack of {self.existing.changed_at}"
            if self.existing
            else f"{self.stack}: new"
        )
        self.checks.insert(1, Check("stack", stack))

    def value(self, name: str) -> str:
        """Return the value that a parameter will have."""
        if name in self.values:
            return self.values[name]
        if self.existing and name in self.existing.parameters:
            return self.existing.parameters[name]
        return str(self.definitions.get(name, {}).get("Default", ""))

    def show(self, console: Console) -> None:
        """Print the checks, then each problem and warning on a line of its own."""
        width = max(len(check.what) for check in self.checks)
        for check in self.checks:
            mark = "x" if check.problem else "!" if check.warning else " "
            say(console, f"{mark} {check.what:<{width}}  {check.result}")
        for check in self.checks:
            if check.warning:
                say(console, f"\nwarning: {check.warning}")

    def raise_problems(self) -> None:
        """Raise a UserError that names every problem, if there is one."""
        problems = [check.problem for check in self.checks if check.problem]
        if problems:
            raise UserError("\n".join(problems) + "\nnothing was changed")

    def _run(self, what: str, check: Callable[[], "Iterator[Check]"]) -> None:
        """Run a check; where AWS doesn't answer the question, say so and go on."""
        try:
            self.checks += check()
        except ClientError as error:
            reason = "not allowed to ask" if is_denied(error) else error_code(error)
            self.checks.append(Check(what, f"unknown: {error.operation_name}: {reason}"))

    def _parameters(self) -> Iterator[Check]:
        """Yield the parameters that the user gives or that change."""
        before: Mapping[str, str] = self.existing.parameters if self.existing else {}
        for name, value in self.values.items():
            old = before.get(name)
            new = value or "(empty)"
            if self.existing is None:
                yield Check(name, new)
            elif old is None:
                yield Check(name, f"{new} (new parameter)")
            elif old != value:
                yield Check(name, f"{old or '(empty)'} -> {new}")

    def _adopt(self) -> Iterator[Check]:
        self.values |= find_adoptable(self.aws, self.stack, self.values)
        problem = check_adopted(self.aws, self.value)
        result = "can't be used" if problem else f"what an earlier {self.stack} left is used"
        yield Check("earlier data", result, problem=problem)

    def _names(self) -> Iterator[Check]:
        """Yield a check of the names that the new stack needs and that exist already."""
        taken: list[str] = []
        database, secret = self.value("Database"), self.value("SecretName")
        if self.value("AdoptDatabase") != "true" and _database_exists(self.aws, database):
            taken.append(self._database_problem(database))
        groups = _log_groups(self.stack) if "LogRetentionDays" in self.definitions else []
        taken += [
            f"the log group {group} exists already: delete it in CloudWatch's console "
            f"({self.aws.region}), or choose another --stack"
            for group in groups
            if log_group_exists(self.aws, group)
        ]
        if secret and _secret_exists(self.aws, secret):
            taken.append(
                f"the secret {secret} exists already, or was deleted in the last 30 days: choose "
                "another --param SecretName=..., or leave it out"
            )
        if not taken:
            yield Check("names", "free")
        for problem in taken:
            yield Check("names", "taken", problem=problem)

    def _database_problem(self, database: str) -> str:
        problem = (
            f"the Glue database {database} exists already in {self.aws.region}. To start a new "
            "one, give --param Database=another_name."
        )
        if any(
            one.type == DATABASE and one.physical_id == database
            for one in find_retained(self.aws, self.stack)
        ):
            problem += (
                f" An earlier {self.stack} left it behind with its data: to go on using them, "
                "deploy with --adopt. To delete them, run "
                f"`{self.aws.lake_deploy('destroy', self.stack, '--delete-data')}`"
            )
        return problem

    def _concurrency(self) -> Iterator[Check]:
        """Leave out the reservation of one Lambda run where the account's quota refuses it."""
        what, name = "Lambda concurrency", "ReserveConcurrency"
        if self.existing and self.existing.parameters.get(name) == self.value(name):
            return
        limit = self.aws.session.client("lambda").get_account_settings()["AccountLimit"]
        unreserved = limit.get("UnreservedConcurrentExecutions", 0)
        if unreserved > _LEAST_UNRESERVED:
            yield Check(what, f"{unreserved} unreserved runs: one is reserved for the Lambda")
            return
        if self.values.get(name) == "true":
            yield Check(
                what,
                f"{unreserved} unreserved runs",
                problem=(
                    f"the account has {unreserved} unreserved concurrent Lambda runs, and "
                    f"reserving one takes {_LEAST_UNRESERVED + 1}: leave out --param {name}=true, "
                    "or ask for a larger quota (Service Quotas, Lambda, Concurrent executions)"
                ),
            )
            return
        self.values[name] = "false"
        yield Check(
            what,
            f"{unreserved} unreserved runs, too few to reserve one",
            warning=(
                f"the account has {unreserved} unreserved concurrent Lambda runs, so none is "
                "reserved for the extract Lambda. Two extractions at the same time could then each "
                "renew the refresh token: don't extract by hand while the schedule runs. With a "
                f"quota of {_LEAST_UNRESERVED + 1} or more, deploy again with --param {name}=true"
            ),
        )

    def _lake_formation(self) -> Iterator[Check]:
        """Find out whether IAM alone decides on new databases and tables."""
        answer = self.aws.session.client("lakeformation").get_data_lake_settings()
        settings = answer["DataLakeSettings"]
        defaults = (
            settings.get("CreateDatabaseDefaultPermissions", []),
            settings.get("CreateTableDefaultPermissions", []),
        )
        if all(
            any(
                one.get("Principal", {}).get("DataLakePrincipalIdentifier")
                == "IAM_ALLOWED_PRINCIPALS"
                and "ALL" in one.get("Permissions", [])
                for one in permissions
            )
            for permissions in defaults
        ):
            yield Check("Lake Formation", "off: IAM decides")
            return
        yield Check(
            "Lake Formation",
            "on",
            warning=(
                "Lake Formation decides on new databases and tables in this account, so the jobs "
                "and whoever queries need its grants beside their IAM policies. Either choose "
                '"Use only IAM access control" for new databases and tables (Lake Formation '
                "console, Data Catalog settings), or grant them after the deployment"
            ),
        )


def _who(aws: "Aws") -> str:
    """Return the caller's user or role, without the account."""
    return aws.user.rpartition(":")[2] or "unknown"


def _log_groups(stack: str) -> list[str]:
    """Return the log groups that storage.yaml creates."""
    jobs = f"/aws-glue/jobs/{stack}"
    return [f"/aws/lambda/{stack}-extract", f"{jobs}/output", f"{jobs}/error"]


def _database_exists(aws: "Aws", name: str) -> bool:
    if not name:
        return False
    glue = aws.session.client("glue")
    try:
        glue.get_database(Name=name)
    except glue.exceptions.EntityNotFoundException:
        return False
    return True


def _secret_exists(aws: "Aws", name: str) -> bool:
    secrets = aws.session.client("secretsmanager")
    try:
        secrets.describe_secret(SecretId=name)
    except secrets.exceptions.ResourceNotFoundException:
        return False
    return True
