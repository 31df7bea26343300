"""Lifecycle rules, deletion policies and encryption, which no emulator applies."""

from typing import Any

import pytest

from deploy.parameters import ADOPTED
from tests.unit.cloudformation.templates import ROOT, TEMPLATES, fill, of_type, resource

BUCKETS = {logical_id: (name, one) for name, logical_id, one in of_type("AWS::S3::Bucket")}
DATA = {"RawBucket", "LakeBucket", "ResultsBucket", "GlueDatabase"}
KEPT = {"DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain"}
STATEFUL = {
    "AWS::S3::Bucket",
    "AWS::Glue::Database",
    "AWS::KMS::Key",
    "AWS::Logs::LogGroup",
    "AWS::SecretsManager::Secret",
    "AWS::SQS::Queue",
}


def rules(bucket: str) -> dict[str, dict[str, Any]]:
    lifecycle = BUCKETS[bucket][1]["Properties"]["LifecycleConfiguration"]
    return {rule["Id"]: rule for rule in lifecycle["Rules"]}


def test_data_are_retained() -> None:
    kept = {
        logical_id
        for template in TEMPLATES.values()
        for logical_id, one in template["Resources"].items()
        if {name: one.get(name) for name in KEPT} == KEPT
    }

    assert kept == DATA


def conditions_of(resource_: str, value: str) -> bool:
    """Whether storage.yaml creates a resource, by the value of the parameter it hangs on."""
    storage = TEMPLATES["storage"]
    condition = storage["Conditions"][storage["Resources"][resource_]["Condition"]]
    [parameter, expected] = condition["Equals"]
    assert parameter["Ref"] in ROOT["Parameters"]
    return bool(value == expected)


@pytest.mark.parametrize("parameter", ADOPTED)
def test_existing_bucket_is_used_instead_of_a_new_one(parameter: str) -> None:
    bucket = ADOPTED[parameter]
    assert conditions_of(bucket, "")
    assert not conditions_of(bucket, "raw-bucket-of-before")
    assert ROOT["Parameters"][parameter]["Default"] == ""
    for value in (
        TEMPLATES["storage"]["Outputs"][bucket]["Value"],
        TEMPLATES["storage"]["Resources"][f"{bucket}Policy"]["Properties"]["Bucket"],
    ):
        assert value == {"If": [f"Create{bucket}", {"Ref": bucket}, {"Ref": parameter}]}


def test_adopted_database_is_not_created() -> None:
    assert conditions_of("GlueDatabase", "false")
    assert not conditions_of("GlueDatabase", "true")
    assert ROOT["Parameters"]["AdoptDatabase"]["Default"] == "false"


def test_other_stateful_resources_are_deleted() -> None:
    for template in TEMPLATES.values():
        for logical_id, one in template["Resources"].items():
            if one["Type"] in STATEFUL and logical_id not in DATA:
                assert one["DeletionPolicy"] == "Delete", logical_id
                assert "UpdateReplacePolicy" in one, logical_id


@pytest.mark.parametrize("bucket", BUCKETS)
def test_bucket_is_encrypted_versioned_and_private(bucket: str) -> None:
    properties = BUCKETS[bucket][1]["Properties"]

    [encryption] = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    assert properties["VersioningConfiguration"] == {"Status": "Enabled"}
    assert properties["PublicAccessBlockConfiguration"] == {
        "BlockPublicAcls": True,
        "BlockPublicPolicy": True,
        "IgnorePublicAcls": True,
        "RestrictPublicBuckets": True,
    }
    # A fixed name would keep a new stack from being made beside the data of an old one.
    assert "BucketName" not in properties


@pytest.mark.parametrize("bucket", BUCKETS)
def test_bucket_policy_denies_requests_without_tls(bucket: str) -> None:
    name = BUCKETS[bucket][0]
    [policy] = [
        one["Properties"]["PolicyDocument"]
        for where, _, one in of_type("AWS::S3::BucketPolicy")
        if where == name and fill(one["Properties"]["Bucket"]) == bucket
    ]

    [statement] = fill(policy)["Statement"]
    assert (statement["Effect"], statement["Principal"], statement["Action"]) == (
        "Deny",
        "*",
        "s3:*",
    )
    arn = f"{bucket}.Arn" if name == "artifacts" else f"arn:aws:s3:::{bucket}"
    assert statement["Resource"] == [arn, f"{arn}/*"]
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


@pytest.mark.parametrize("bucket", BUCKETS)
def test_old_versions_and_failed_uploads_expire(bucket: str) -> None:
    for rule in rules(bucket).values():
        assert rule["Status"] == "Enabled"
    assert 1 <= rules(bucket)["old-versions"]["NoncurrentVersionExpiration"]["NoncurrentDays"] <= 30
    assert rules(bucket)["failed-uploads"]["AbortIncompleteMultipartUpload"]
    for name in ("old-versions", "failed-uploads"):
        assert "Prefix" not in rules(bucket)[name]


def test_raw_files_never_expire_and_only_processed_ones_change_class() -> None:
    raw = rules("RawBucket")

    assert not [rule for rule in raw.values() if "ExpirationInDays" in rule]
    assert [rule["Prefix"] for rule in raw.values() if "Transitions" in rule] == ["processed/"]
    # A reload reads them at once: no class that has to be restored first.
    [transition] = raw["processed-files"]["Transitions"]
    assert transition["StorageClass"] == "GLACIER_IR"


def test_current_files_of_tables_have_no_lifecycle_rule() -> None:
    for rule in rules("LakeBucket").values():
        assert not {"ExpirationInDays", "Transitions"} & set(rule)


def test_results_and_spark_events_expire() -> None:
    expiring = {
        rule["Prefix"]: rule["ExpirationInDays"]
        for rule in rules("ResultsBucket").values()
        if "ExpirationInDays" in rule
    }

    assert expiring == {"athena/": 30, "spark-events/": 30}
    workgroup = resource("analytics", "WorkGroup")["WorkGroupConfiguration"]
    location = workgroup["ResultConfiguration"]["OutputLocation"]
    assert location == "s3://ResultsBucket/athena/"
    for job in ("LoadJob", "MaintainJob"):
        arguments = resource("transform", job)["DefaultArguments"]
        assert arguments["--spark-event-logs-path"] == "s3://ResultsBucket/spark-events/"


def test_location_of_the_database_is_the_lake_bucket() -> None:
    database = resource("storage", "GlueDatabase")["DatabaseInput"]

    assert (database["Name"], database["LocationUri"]) == ("Database", "s3://LakeBucket/Database")


def test_logs_expire_and_are_encrypted() -> None:
    groups = {
        fill(one["Properties"]["LogGroupName"], {"Prefix": "lake"}): one["Properties"]
        for _, _, one in of_type("AWS::Logs::LogGroup")
    }

    assert set(groups) == {
        "/aws/lambda/lake-extract",
        "/aws-glue/jobs/lake/output",
        "/aws-glue/jobs/lake/error",
    }
    for group in groups.values():
        assert group["RetentionInDays"] == {"Ref": "LogRetentionDays"}
        assert group["KmsKeyId"] == {"GetAtt": "Key.Arn"}


def test_workgroup_enforces_its_configuration() -> None:
    configuration = resource("analytics", "WorkGroup")["WorkGroupConfiguration"]

    assert configuration["EnforceWorkGroupConfiguration"] is True
    assert configuration["EngineVersion"] == {"SelectedEngineVersion": "Athena engine version 3"}
    encryption = configuration["ResultConfiguration"]["EncryptionConfiguration"]
    assert encryption == {"EncryptionOption": "SSE_S3"}
    cutoff = TEMPLATES["analytics"]["Resources"]["WorkGroup"]["Properties"][
        "WorkGroupConfiguration"
    ]["BytesScannedCutoffPerQuery"]
    assert int(fill(cutoff, {"MaximumGigabytesScanned": "10"})) == 10_000_000_000
