"""The checks before a deployment, as AWS answers them."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws
from rich.console import Console

from cli.errors import UserError
from deploy.aws import Aws
from deploy.deploy import TEMPLATES
from deploy.preflight import Preflight
from deploy.stacks import Stack
from deploy.template import read_template
from tests.unit.deploy.conftest import ACCOUNT, REGION

DEFINITIONS = read_template(TEMPLATES, "root.yaml").parameters
ID = "3cEYpjA9oz9GiPac4AsH4n"
IAM_DECIDES = [
    {
        "Principal": {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"},
        "Permissions": ["ALL"],
    }
]
DEPLOYED = Stack(
    "arn",
    "lake",
    "UPDATE_COMPLETE",
    "",
    "2026-11-20 06:00 UTC",
    {"Playlists": ID, "ReserveConcurrency": "true", "Market": ""},
    {},
)


class Account(boto3.Session):
    """A session that answers as told what moto does not know."""

    def __init__(self) -> None:
        super().__init__(region_name=REGION)
        self.stubbed: dict[str, Any] = {}

    def client(self, service_name: str, **options: Any) -> Any:  # type: ignore[override]
        return self.stubbed.get(service_name) or self._make(service_name, **options)

    def _make(self, service_name: str, **options: Any) -> Any:
        return super().client(service_name, **options)  # type: ignore[call-overload]

    def _stub(self, service: str) -> Stubber:
        self.stubbed[service] = self._make(service)
        stubber = Stubber(self.stubbed[service])
        stubber.activate()
        return stubber

    def unreserved(self, runs: int) -> None:
        limit = {"ConcurrentExecutions": runs, "UnreservedConcurrentExecutions": runs}
        self._stub("lambda").add_response("get_account_settings", {"AccountLimit": limit})

    def lake_formation(self, permissions: list[dict[str, Any]]) -> None:
        settings = {
            "CreateDatabaseDefaultPermissions": permissions,
            "CreateTableDefaultPermissions": permissions,
        }
        self._stub("lakeformation").add_response(
            "get_data_lake_settings", {"DataLakeSettings": settings}
        )

    def without_earlier_stacks(self) -> None:
        self._stub("cloudformation").add_response("list_stacks", {"StackSummaries": []})

    def refuse(self, service: str, operation: str) -> None:
        self._stub(service).add_client_error(operation, "AccessDeniedException", "no")


@pytest.fixture
def account() -> Iterator[Account]:
    with mock_aws():
        account = Account()
        account.unreserved(1000)
        account.lake_formation(IAM_DECIDES)
        account.without_earlier_stacks()
        yield account


def checked(account: Account, existing: Stack | None = None, **values: str) -> Preflight:
    aws = Aws(account, ACCOUNT, REGION, f"arn:aws:iam::{ACCOUNT}:user/me")
    preflight = Preflight(aws, "lake", DEFINITIONS, existing, dict(values))
    preflight.normalise()
    preflight.run()
    return preflight


def shown(preflight: Preflight) -> str:
    out = StringIO()
    preflight.show(Console(file=out, width=80))
    return out.getvalue()


def test_first_deployment_is_shown_in_a_table(account: Account) -> None:
    preflight = checked(account, Playlists=f"https://open.spotify.com/playlist/{ID}?si=1")
    preflight.raise_problems()
    assert shown(preflight) == (
        "  account             123456789012, region eu-west-1, as user/me\n"
        "  stack               lake: new\n"
        "  names               free\n"
        "  Lambda concurrency  1000 unreserved runs: one is reserved for the Lambda\n"
        "  Lake Formation      off: IAM decides\n"
        f"  Playlists           {ID}\n"
    )
    assert preflight.values == {"Playlists": ID}


def test_update_shows_the_parameters_that_change(account: Account) -> None:
    preflight = checked(account, DEPLOYED, Playlists=ID, Market="SE", Database="other")
    lines = shown(preflight).splitlines()
    assert "  stack           lake: update of the stack of 2026-11-20 06:00 UTC" in lines
    assert "  Market          (empty) -> SE" in lines
    assert "  Database        other (new parameter)" in lines
    assert not any("Playlists" in line for line in lines)


@pytest.mark.parametrize("runs", [10, 100])
def test_small_lambda_quota_leaves_out_the_reservation(account: Account, runs: int) -> None:
    account.unreserved(runs)
    preflight = checked(account, Playlists=ID)
    preflight.raise_problems()
    assert preflight.values["ReserveConcurrency"] == "false"
    output = shown(preflight)
    assert f"! Lambda concurrency  {runs} unreserved runs, too few to reserve one" in output
    assert "deploy again with --param ReserveConcurrency=true" in output


def test_quota_of_101_is_enough(account: Account) -> None:
    account.unreserved(101)
    assert "ReserveConcurrency" not in checked(account, Playlists=ID).values


def test_reservation_that_is_asked_for_and_impossible_is_refused(account: Account) -> None:
    account.unreserved(10)
    preflight = checked(account, Playlists=ID, ReserveConcurrency="true")
    with pytest.raises(UserError, match="leave out --param ReserveConcurrency=true"):
        preflight.raise_problems()


def test_existing_reservation_is_not_checked_again(account: Account) -> None:
    account.unreserved(10)
    assert "ReserveConcurrency" not in checked(account, DEPLOYED, Market="SE").values


def test_check_that_is_not_allowed_is_unknown(account: Account) -> None:
    account.refuse("lambda", "get_account_settings")
    account.refuse("lakeformation", "get_data_lake_settings")
    preflight = checked(account, Playlists=ID)
    preflight.raise_problems()
    output = shown(preflight)
    assert "Lambda concurrency  unknown: GetAccountSettings: not allowed to ask" in output
    assert "Lake Formation      unknown: GetDataLakeSettings: not allowed to ask" in output


@pytest.mark.parametrize("permissions", [[], [{**IAM_DECIDES[0], "Permissions": ["DESCRIBE"]}]])
def test_lake_formation_that_decides_is_a_warning(
    account: Account, permissions: list[dict[str, Any]]
) -> None:
    account.lake_formation(permissions)
    preflight = checked(account, Playlists=ID)
    preflight.raise_problems()
    assert '"Use only IAM access control"' in shown(preflight)


def test_database_that_exists_is_a_problem_with_the_way_out(account: Account) -> None:
    account.client("glue").create_database(DatabaseInput={"Name": "spotify"})
    preflight = checked(account, Playlists=ID)
    assert "x names" in shown(preflight)
    with pytest.raises(UserError) as raised:
        preflight.raise_problems()
    assert "the Glue database spotify exists already in eu-west-1" in str(raised.value)
    assert "--param Database=another_name" in str(raised.value)
    assert "--adopt" not in str(raised.value)  # no stack of this name left it behind
    assert str(raised.value).endswith("nothing was changed")


def test_database_of_another_name_is_free(account: Account) -> None:
    account.client("glue").create_database(DatabaseInput={"Name": "spotify"})
    checked(account, Playlists=ID, Database="another_name").raise_problems()


def test_log_group_and_secret_that_exist_are_problems(account: Account) -> None:
    account.client("logs").create_log_group(logGroupName="/aws/lambda/lake-extract")
    account.client("secretsmanager").create_secret(Name="mine", SecretString="{}")
    with pytest.raises(UserError) as raised:
        checked(account, Playlists=ID, SecretName="mine").raise_problems()
    group, secret, end = str(raised.value).splitlines()
    assert "/aws/lambda/lake-extract exists already: delete it in CloudWatch's console" in group
    assert secret.startswith("the secret mine exists already")
    assert end == "nothing was changed"


def test_names_are_not_checked_for_an_update(account: Account) -> None:
    account.client("glue").create_database(DatabaseInput={"Name": "spotify"})
    checked(account, DEPLOYED, Market="SE").raise_problems()


def test_adoption_is_for_new_stacks(account: Account) -> None:
    aws = Aws(account, ACCOUNT, REGION)
    preflight = Preflight(aws, "lake", DEFINITIONS, DEPLOYED, {}, adopt=True)
    with pytest.raises(UserError, match="--adopt is for a new stack, and lake exists already"):
        preflight.run()
