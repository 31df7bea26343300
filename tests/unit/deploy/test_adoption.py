"""A new stack uses the buckets and tables of an earlier one, if they belong together."""

import pytest
from botocore.stub import Stubber

from cli.errors import UserError
from deploy import adoption
from deploy.adoption import check_adopted, find_adoptable
from deploy.aws import Aws
from deploy.retained_resources import BUCKET, DATABASE, Retained

LEFT = [
    Retained(BUCKET, "old-raw", "RawBucket"),
    Retained(BUCKET, "old-lake", "LakeBucket"),
    Retained(BUCKET, "old-results", "ResultsBucket"),
    Retained(DATABASE, "spotify", "GlueDatabase"),
]
ALL = {
    "ExistingRawBucket": "old-raw",
    "ExistingLakeBucket": "old-lake",
    "ExistingResultsBucket": "old-results",
    "Database": "spotify",
    "AdoptDatabase": "true",
}


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> list[Retained]:
    """What earlier stacks left behind; the tests of retained_resources show how it is found."""
    found = list(LEFT)
    monkeypatch.setattr(adoption, "find_retained", lambda *_: found)
    return found


def test_everything_that_was_left_is_adopted(aws: Aws, left: list[Retained]) -> None:
    assert find_adoptable(aws, "lake", {}) == ALL


def test_deleted_bucket_is_created_anew(aws: Aws, left: list[Retained]) -> None:
    left.remove(Retained(BUCKET, "old-results", "ResultsBucket"))
    assert "ExistingResultsBucket" not in find_adoptable(aws, "lake", {})


def test_user_chooses_among_several(aws: Aws, left: list[Retained]) -> None:
    left.append(Retained(BUCKET, "older-raw", "RawBucket"))
    with pytest.raises(UserError, match=r"ExistingRawBucket=\.\.\., of old-raw, older-raw"):
        find_adoptable(aws, "lake", {})
    chosen = {"ExistingRawBucket": "older-raw"}
    assert chosen | find_adoptable(aws, "lake", chosen) == ALL | chosen


def test_user_chooses_among_databases(aws: Aws, left: list[Retained]) -> None:
    left.append(Retained(DATABASE, "spotify_2", "GlueDatabase"))
    assert "AdoptDatabase" not in find_adoptable(aws, "lake", {})
    adopted = find_adoptable(aws, "lake", {"Database": "spotify_2"})
    assert (adopted["Database"], adopted["AdoptDatabase"]) == ("spotify_2", "true")


def make_bucket(aws: Aws, name: str) -> None:
    aws.s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})


def check(aws: Aws, **values: str) -> str:
    return check_adopted(aws, lambda name: values.get(name, ""))


def test_missing_bucket_is_a_problem(aws: Aws) -> None:
    assert "the bucket old-lake can't be used" in check(aws, ExistingLakeBucket="old-lake")


def test_raw_bucket_has_to_send_events(aws: Aws) -> None:
    make_bucket(aws, "old-raw")
    assert "sends no events to EventBridge" in check(aws, ExistingRawBucket="old-raw")
    with Stubber(aws.s3) as stubber:  # moto does not return this part of the configuration
        stubber.add_response("head_bucket", {})
        answer: dict[str, dict[str, str]] = {"EventBridgeConfiguration": {}}
        stubber.add_response("get_bucket_notification_configuration", answer)
        assert check(aws, ExistingRawBucket="old-raw") == ""


def test_database_has_to_be_that_of_the_lake_bucket(aws: Aws) -> None:
    make_bucket(aws, "old-lake")
    aws.session.client("glue").create_database(
        DatabaseInput={"Name": "spotify", "LocationUri": "s3://old-lake/spotify"}
    )
    adopt = {"Database": "spotify", "AdoptDatabase": "true"}
    assert check(aws, ExistingLakeBucket="old-lake", **adopt) == ""
    assert "in s3://old-lake/spotify: give its bucket as --param ExistingLakeBucket" in check(
        aws, **adopt
    )
