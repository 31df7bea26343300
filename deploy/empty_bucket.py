"""Delete every version of the objects in a bucket, and every delete marker."""

from typing import TYPE_CHECKING

from cli.errors import UserError

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef

    from deploy.aws import Aws

_AT_ONCE = 1000  # the most that one request takes


def empty_bucket(aws: "Aws", bucket: str) -> int:
    """Delete every object version of a bucket of this account; return their number.

    Raises
    ------
    UserError
        Some can't be deleted.
    """
    try:
        return delete_below(aws, bucket, "")
    except aws.s3.exceptions.NoSuchBucket:
        return 0


def delete_below(aws: "Aws", bucket: str, prefix: str) -> int:
    """Delete every object version whose key begins with a prefix; return their number.

    Raises
    ------
    UserError
        Some can't be deleted.
    """
    deleted = 0
    # List from the start each time, to include objects written in the meantime.
    while versions := _first_versions(aws, bucket, prefix):
        _delete(aws, bucket, versions)
        deleted += len(versions)
    return deleted


def _first_versions(aws: "Aws", bucket: str, prefix: str) -> "list[ObjectIdentifierTypeDef]":
    page = aws.s3.list_object_versions(
        Bucket=bucket, Prefix=prefix, MaxKeys=_AT_ONCE, ExpectedBucketOwner=aws.account
    )
    found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
    return [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in found]


def _delete(aws: "Aws", bucket: str, versions: "list[ObjectIdentifierTypeDef]") -> None:
    answer = aws.s3.delete_objects(
        Bucket=bucket,
        Delete={"Objects": versions, "Quiet": True},
        ExpectedBucketOwner=aws.account,
    )
    if errors := answer.get("Errors"):
        raise UserError(
            f"{len(errors)} objects of bucket {bucket} can't be deleted; "
            f"the first is {errors[0].get('Key')}: {errors[0].get('Message')}"
        )
