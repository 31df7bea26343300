"""Adoption: a new stack uses the buckets and tables that an earlier one left behind."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from cli.errors import UserError
from deploy.parameters import ADOPTED
from deploy.retained_resources import BUCKET, DATABASE, find_retained

if TYPE_CHECKING:
    from deploy.aws import Aws


def find_adoptable(aws: "Aws", stack: str, given: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters by which a new stack uses what earlier ones of its name left behind.

    Parameters
    ----------
    given
        The user's parameters, which take precedence.

    Raises
    ------
    UserError
        Several earlier stacks left the same kind of resource behind.
    """
    retained = find_retained(aws, stack)
    parameters: dict[str, str] = {}
    for parameter, logical_id in ADOPTED.items():
        if parameter in given:
            continue
        buckets = [
            one.physical_id
            for one in retained
            if (one.type, one.logical_id) == (BUCKET, logical_id)
        ]
        if len(buckets) > 1:
            raise UserError(
                f"earlier stacks left several buckets for {parameter} behind: choose one with "
                f"--param {parameter}=..., of {', '.join(buckets)}"
            )
        if buckets:
            parameters[parameter] = buckets[0]
    databases = [one.physical_id for one in retained if one.type == DATABASE]
    wanted = given.get("Database", databases[0] if len(databases) == 1 else "")
    if wanted in databases:
        parameters |= {"Database": wanted, "AdoptDatabase": "true"}
    return parameters


def check_adopted(aws: "Aws", value: Callable[[str], str]) -> str:
    """Return why the adopted resources can't be used together; nothing if they can.

    Parameters
    ----------
    value
        Returns the value of a parameter.
    """
    raw, lake = value("ExistingRawBucket"), value("ExistingLakeBucket")
    for bucket in filter(None, map(value, ADOPTED)):
        try:
            aws.s3.head_bucket(Bucket=bucket, ExpectedBucketOwner=aws.account)
        except ClientError as error:
            return f"the bucket {bucket} can't be used: {error}"
    if raw and "EventBridgeConfiguration" not in aws.s3.get_bucket_notification_configuration(
        Bucket=raw, ExpectedBucketOwner=aws.account
    ):
        return (
            f"the bucket {raw} sends no events to EventBridge, so new raw files would not be "
            "loaded: turn that on (S3 console, the bucket, Properties, Amazon EventBridge)"
        )
    if value("AdoptDatabase") != "true":
        return ""
    database = value("Database")
    answer = aws.session.client("glue").get_database(Name=database)["Database"]
    location = answer.get("LocationUri", "")
    if location.split("/")[2:3] != [lake]:
        return (
            f"the tables of the Glue database {database} are in {location or 'no known bucket'}: "
            "give its bucket as --param ExistingLakeBucket=..."
        )
    return ""
