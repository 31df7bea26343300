"""Each role is allowed what its code does, and nothing else."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from extract_lambda.credentials import CredentialStore
from extract_lambda.raw_zone import RawZone
from glue_jobs.job.publish_digests import DETAIL_TYPE
from glue_jobs.raw_zone.s3 import S3RawZone
from glue_jobs.raw_zone.zone import Move
from tests.unit.cloudformation.templates import (
    TEMPLATES,
    allows,
    as_list,
    fill,
    of_type,
    policies,
    resource,
    role_statements,
)
from tests.unit.glue_jobs.raw_zone.listing import keys_of

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient

RAW = "arn:aws:s3:::RawBucket"
LAKE = "arn:aws:s3:::LakeBucket"
GLUE = "arn:aws:glue:eu-west-1:123456789012"
FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:Prefix-extract"
NAME = "3cEYpjA9oz9GiPac4AsH4n/20261122T060000Z.jsonl"

# Statements on everything, by Sid: no narrower resource exists.
ON_EVERYTHING = {
    "Trace": "X-Ray knows no resources",
    "ListCatalogsAndWorkGroups": "Athena's lists of catalogs and workgroups have no ARN",
    "PublishItsMetrics": "metrics have no ARN, the namespace narrows it",
    "PublishGluesMetrics": "metrics have no ARN, the namespace narrows it",
    # In a key's policy "*" is the key itself.
    "IamDecides": "a key's policy",
    "Logs": "a key's policy",
    "Alarms": "a key's policy",
    "Events": "a key's policy",
}
ROLES = [(template, role) for template, role, _ in of_type("AWS::IAM::Role")]

Request = tuple[str, str, dict[str, str]]


def statements() -> Iterator[dict[str, Any]]:
    for template in TEMPLATES.values():
        yield from (fill(one) for one in policies(template["Resources"]))


def test_no_statement_allows_every_action() -> None:
    for statement in statements():
        if statement["Effect"] == "Allow" and statement.get("Sid") != "IamDecides":
            for action in as_list(statement["Action"]):
                assert not action.endswith(":*"), statement
                assert action != "*"


def test_statements_on_all_resources_are_the_listed_ones() -> None:
    on_everything = {
        statement["Sid"]
        for statement in statements()
        if statement["Effect"] == "Allow" and "*" in as_list(statement.get("Resource", []))
    }

    assert on_everything == set(ON_EVERYTHING)


def test_no_other_account_is_allowed_anything() -> None:
    for statement in statements():
        if statement["Effect"] == "Allow" and "Principal" in statement:
            assert set(statement["Principal"]) <= {"Service", "AWS"}
            owner = "arn:aws:iam::123456789012:root"
            assert statement["Principal"].get("AWS", owner) == owner


def test_no_role_uses_an_aws_managed_policy() -> None:
    for template, role in ROLES:
        properties = TEMPLATES[template]["Resources"][role]["Properties"]
        for one in properties.get("ManagedPolicyArns", []):
            assert one["Ref"] in TEMPLATES[template]["Resources"]


@pytest.mark.parametrize(
    ("template", "role", "service", "condition"),
    [
        ("extract", "ExtractRole", "lambda", None),
        (
            "extract",
            "ScheduleRole",
            "scheduler",
            {
                "StringEquals": {
                    "aws:SourceAccount": "123456789012",
                    "aws:SourceArn": "ScheduleGroup.Arn",
                }
            },
        ),
        (
            "transform",
            "NotifyRole",
            "events",
            {
                "StringEquals": {"aws:SourceAccount": "123456789012"},
                "ArnEquals": {
                    "aws:SourceArn": (
                        "arn:aws:events:eu-west-1:123456789012:rule/Prefix-raw-file-created"
                    )
                },
            },
        ),
        ("transform", "LoadRole", "glue", None),
        ("transform", "MaintainRole", "glue", None),
    ],
)
def test_a_role_trusts_one_service(
    template: str, role: str, service: str, condition: dict[str, Any] | None
) -> None:
    properties = TEMPLATES[template]["Resources"][role]["Properties"]
    [statement] = fill(properties["AssumeRolePolicyDocument"])["Statement"]

    assert statement["Principal"] == {"Service": f"{service}.amazonaws.com"}
    assert statement.get("Condition") == condition
    assert (template, role) in ROLES


def requests_of(client: "S3Client | SecretsManagerClient") -> list[Request]:
    """What a client asks for from now on, as IAM sees it: action, resource, context."""
    requests: list[Request] = []

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        requests.extend(_as_iam_sees_it(model.name, params))

    client.meta.events.register("provide-client-params", note)
    return requests


def _as_iam_sees_it(operation: str, params: dict[str, Any]) -> list[Request]:
    bucket = f"arn:aws:s3:::{params.get('Bucket')}"
    target = f"{bucket}/{params.get('Key')}"
    match operation:
        case "ListObjectsV2":
            return [("s3:ListBucket", bucket, {"s3:prefix": params["Prefix"]})]
        case "GetObject" | "PutObject" | "DeleteObject":
            return [(f"s3:{operation}", target, {})]
        case "DeleteObjects":
            keys = [item["Key"] for item in params["Delete"]["Objects"]]
            return [("s3:DeleteObject", f"{bucket}/{key}", {}) for key in keys]
        case "CopyObject":
            source = f"arn:aws:s3:::{params['CopySource']['Bucket']}/{params['CopySource']['Key']}"
            return [("s3:GetObject", source, {}), ("s3:PutObject", target, {})]
        case "GetSecretValue" | "PutSecretValue":
            return [(f"secretsmanager:{operation}", params["SecretId"], {})]
    raise AssertionError(f"what does IAM ask of {operation}?")


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator["S3Client"]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(
            Bucket="RawBucket", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        yield client


def test_lambda_is_allowed_its_requests_to_the_raw_zone(s3: "S3Client") -> None:
    requests = requests_of(s3)
    zone = RawZone("RawBucket", "", s3)
    assert zone.holds(NAME) is False
    assert zone.write(NAME, b"{}", entries=0, snapshot_id=None) is True

    role = role_statements("extract", "ExtractRole")
    assert [action for action, _, _ in requests] == ["s3:ListBucket"] * 3 + ["s3:PutObject"]
    for request in requests:
        assert allows(role, *request), request


def test_lambda_is_allowed_its_own_secret_only(s3: "S3Client") -> None:
    secrets = boto3.client("secretsmanager")
    secrets.create_secret(
        Name="Credentials.Id",
        SecretString='{"client_id": "a", "client_secret": "b", "refresh_token": "old"}',
    )
    requests = requests_of(secrets)
    store = CredentialStore("Credentials.Id", secrets)
    store.read()
    store.store_refresh_token("old", "new")

    role = role_statements("extract", "ExtractRole")
    assert "secretsmanager:PutSecretValue" in {action for action, _, _ in requests}
    for request in requests:
        assert allows(role, *request), request
    assert not allows(role, "secretsmanager:GetSecretValue", "Another.Id")
    assert not allows(role, "secretsmanager:DeleteSecret", "Credentials.Id")


def test_load_job_is_allowed_its_requests_to_the_raw_zone(s3: "S3Client") -> None:
    for name in ("good.jsonl", "bad.jsonl"):
        s3.put_object(Bucket="RawBucket", Key=f"to_process/{name}", Body=b"{}")
    requests = requests_of(s3)
    zone = S3RawZone("RawBucket", "", s3)
    assert keys_of(zone) == ["bad.jsonl", "good.jsonl"]
    moves = []
    for name, destination in (("good.jsonl", "processed"), ("bad.jsonl", "rejected")):
        _, version = zone.read(name)
        moves.append(Move(name, version, destination))  # type: ignore[arg-type]  # either is one
    assert zone.move(moves) == []

    role = role_statements("transform", "LoadRole")
    assert len(requests) == 1 + 2 * (1 + 2 + 1)  # a list; per file a read, a copy, a delete
    for request in requests:
        assert allows(role, *request), request


TABLE = f"{GLUE}:table/Database/song"
BUS = "arn:aws:events:eu-west-1:123456789012:event-bus/default"
CHANGED = {
    "events:source": resource("transform", "LoadJob")["DefaultArguments"]["--event_source"],
    "events:detail-type": DETAIL_TYPE,
}
METADATA = f"{LAKE}/Database/song/metadata/00001.metadata.json"


@pytest.mark.parametrize(
    ("template", "role", "action", "arn", "context"),
    [
        # The Lambda neither reads raw files nor touches what was loaded.
        ("extract", "ExtractRole", "s3:GetObject", f"{RAW}/to_process/{NAME}", {}),
        ("extract", "ExtractRole", "s3:PutObject", f"{RAW}/processed/{NAME}", {}),
        ("extract", "ExtractRole", "s3:DeleteObject", f"{RAW}/to_process/{NAME}", {}),
        ("extract", "ExtractRole", "s3:ListBucket", RAW, {"s3:prefix": ""}),
        ("extract", "ExtractRole", "s3:GetObject", METADATA, {}),
        ("extract", "ExtractRole", "kms:Decrypt", "KeyArn", {}),
        # What is archived stays; no table is ever deleted.
        ("transform", "LoadRole", "s3:DeleteObject", f"{RAW}/processed/{NAME}", {}),
        ("transform", "LoadRole", "s3:PutObject", f"{RAW}/to_process/{NAME}", {}),
        ("transform", "LoadRole", "s3:ListBucket", RAW, {"s3:prefix": "rejected/"}),
        ("transform", "LoadRole", "s3:GetObject", f"{RAW}/rejected/{NAME}", {}),
        ("transform", "LoadRole", "glue:DeleteTable", TABLE, {}),
        ("transform", "LoadRole", "glue:GetTable", f"{GLUE}:table/other/song", {}),
        ("transform", "LoadRole", "s3:PutObject", f"{LAKE}/other/x", {}),
        ("transform", "LoadRole", "s3:GetObject", "arn:aws:s3:::ArtifactsBucket/x", {}),
        (
            "transform",
            "LoadRole",
            "cloudwatch:PutMetricData",
            "*",
            {"cloudwatch:namespace": "AWS/Lambda"},
        ),
        ("transform", "LoadRole", "sns:Publish", "Alarms", {}),
        ("transform", "LoadRole", "kms:Decrypt", "KeyArn", {}),
        ("transform", "LoadRole", "events:PutEvents", BUS, CHANGED | {"events:source": "aws.s3"}),
        ("transform", "LoadRole", "events:PutEvents", BUS, CHANGED | {"events:detail-type": "x"}),
        ("transform", "LoadRole", "events:PutEvents", f"{BUS}-other", CHANGED),
        ("transform", "MaintainRole", "events:PutEvents", BUS, CHANGED),
        ("transform", "MaintainRole", "sns:Publish", "Changes", {}),
        # Maintenance knows no raw files and makes no tables.
        ("transform", "MaintainRole", "s3:GetObject", f"{RAW}/to_process/{NAME}", {}),
        ("transform", "MaintainRole", "glue:CreateTable", TABLE, {}),
        ("transform", "MaintainRole", "glue:DeleteTable", TABLE, {}),
        (
            "transform",
            "NotifyRole",
            "glue:notifyEvent",
            f"{GLUE}:workflow/other",
            {},
        ),
        ("extract", "ScheduleRole", "lambda:InvokeFunction", f"{FUNCTION}-other", {}),
    ],
)
def test_role_is_not_allowed(
    template: str, role: str, action: str, arn: str, context: dict[str, str]
) -> None:
    assert not allows(role_statements(template, role), action, arn, context)


@pytest.mark.parametrize("role", ["LoadRole", "MaintainRole"])
@pytest.mark.parametrize(
    ("action", "arn"),
    [
        ("glue:GetDatabase", f"{GLUE}:catalog"),
        ("glue:GetDatabase", f"{GLUE}:database/Database"),
        ("glue:GetTable", TABLE),
        ("glue:UpdateTable", TABLE),
        ("glue:GetDatabase", f"{GLUE}:database/default"),
        ("glue:GetDatabase", f"{GLUE}:database/global_temp"),
        ("s3:GetObject", METADATA),
        ("s3:PutObject", METADATA),
        ("s3:DeleteObject", METADATA),
        ("s3:ListBucket", "arn:aws:s3:::ArtifactsBucket"),
        ("s3:GetBucketLocation", "arn:aws:s3:::ArtifactsBucket"),
        ("s3:ListBucket", "arn:aws:s3:::ResultsBucket"),
        ("s3:GetBucketLocation", "arn:aws:s3:::ResultsBucket"),
        # Without a prefix: whether a file is there, S3 tells those alone who may list.
        ("s3:ListBucket", LAKE),
        ("s3:GetObject", "arn:aws:s3:::ArtifactsBucket/GlueJobsWheelKey"),
        ("s3:GetObject", "arn:aws:s3:::ArtifactsBucket/MsgspecWheelKey"),
        ("s3:PutObject", "arn:aws:s3:::ResultsBucket/spark-events/jr_1"),
        (
            "logs:PutLogEvents",
            "arn:aws:logs:eu-west-1:123456789012:log-group:LogGroupPrefix/output:log-stream:jr_1",
        ),
    ],
)
def test_both_jobs_are_allowed(role: str, action: str, arn: str) -> None:
    assert allows(role_statements("transform", role), action, arn)


def test_load_job_is_allowed_to_publish_changes() -> None:
    role = role_statements("transform", "LoadRole")
    topic = resource("transform", "LoadJob")["DefaultArguments"]["--digest_topic_arn"]

    assert allows(role, "sns:Publish", topic)
    assert allows(role, "events:PutEvents", BUS, CHANGED)
    via = {"kms:ViaService": "sns.eu-west-1.amazonaws.com"}
    for action in ("kms:Decrypt", "kms:GenerateDataKey"):
        assert allows(role, action, resource("transform", "Changes")["KmsMasterKeyId"], via)


def test_roles_are_allowed_to_deliver() -> None:
    lambda_role = role_statements("extract", "ExtractRole")
    schedule_role = role_statements("extract", "ScheduleRole")

    assert allows(lambda_role, "sqs:SendMessage", "ExtractDeadLetters.Arn")
    assert allows(schedule_role, "sqs:SendMessage", "ScheduleDeadLetters.Arn")
    assert allows(schedule_role, "lambda:InvokeFunction", FUNCTION)
    assert allows(
        role_statements("transform", "NotifyRole"), "glue:notifyEvent", f"{GLUE}:workflow/Workflow"
    )


def test_key_is_allowed_through_secrets_manager_only() -> None:
    via = {"kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com"}
    role = role_statements("extract", "ExtractRole")

    # A new value of the secret is encrypted with a data key.
    for action in ("kms:Decrypt", "kms:GenerateDataKey"):
        assert allows(role, action, "KeyArn", via)


def analyst() -> list[dict[str, Any]]:
    policy = TEMPLATES["analytics"]["Resources"]["AnalystPolicy"]["Properties"]
    return [fill(statement) for statement in policies(policy)]


WORKGROUP = "arn:aws:athena:eu-west-1:123456789012:workgroup"
RESULT = "arn:aws:s3:::ResultsBucket/athena/1.csv"


@pytest.mark.parametrize(
    ("action", "arn"),
    [
        ("athena:StartQueryExecution", f"{WORKGROUP}/WorkGroup"),
        ("athena:GetQueryResults", f"{WORKGROUP}/WorkGroup"),
        ("athena:ListNamedQueries", f"{WORKGROUP}/WorkGroup"),
        ("glue:GetTable", f"{GLUE}:catalog"),
        ("glue:GetTable", f"{GLUE}:database/Database"),
        ("glue:GetTables", TABLE),
        # Athena requires these two of everybody who queries.
        ("glue:GetDatabase", f"{GLUE}:catalog"),
        ("glue:GetDatabase", f"{GLUE}:database/default"),
        ("s3:GetObject", METADATA),
        ("s3:ListBucket", LAKE),
        ("s3:PutObject", RESULT),
        ("s3:GetObject", RESULT),
        ("s3:GetBucketLocation", "arn:aws:s3:::ResultsBucket"),
    ],
)
def test_analyst_is_allowed(action: str, arn: str) -> None:
    assert allows(analyst(), action, arn)


@pytest.mark.parametrize(
    ("action", "arn"),
    [
        # Other workgroups know no limit of what is scanned.
        ("athena:StartQueryExecution", f"{WORKGROUP}/primary"),
        ("athena:UpdateWorkGroup", f"{WORKGROUP}/WorkGroup"),
        ("glue:UpdateTable", TABLE),
        ("glue:GetTable", f"{GLUE}:table/other/song"),
        ("glue:GetTable", f"{GLUE}:table/default/song"),
        ("s3:PutObject", METADATA),
        ("s3:DeleteObject", METADATA),
        ("s3:GetObject", f"{LAKE}/other/x"),
        ("s3:GetObject", f"{RAW}/processed/{NAME}"),
        ("s3:GetObject", "arn:aws:s3:::ResultsBucket/spark-events/jr_1"),
        ("secretsmanager:GetSecretValue", "Credentials.Id"),
    ],
)
def test_analyst_is_not_allowed(action: str, arn: str) -> None:
    assert not allows(analyst(), action, arn)
