"""The bucket of a raw zone, accessed without the proxy."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class Bucket:
    """A new bucket with a raw zone at the prefix ``lake``."""

    def __init__(self, s3: "S3Client", name: str) -> None:
        self.name, self._s3 = name, s3
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})

    @property
    def raw_uri(self) -> str:
        return f"s3://{self.name}/lake"

    def put(self, key: str, body: bytes, folder: str = "to_process") -> None:
        """Put an object as the Lambda does, with a checksum."""
        self._s3.put_object(
            Bucket=self.name, Key=f"lake/{folder}/{key}", Body=body, ChecksumAlgorithm="SHA256"
        )

    def read(self, key: str, folder: str = "to_process") -> bytes:
        found = self._s3.get_object(Bucket=self.name, Key=f"lake/{folder}/{key}")
        return found["Body"].read()

    def delete(self, key: str) -> None:
        self._s3.delete_object(Bucket=self.name, Key=f"lake/to_process/{key}")

    def objects(self) -> dict[str, bytes]:
        """Return all objects by key below ``lake/``."""
        listed = self._s3.list_objects_v2(Bucket=self.name).get("Contents", [])
        return {
            item["Key"].removeprefix("lake/"): self._s3.get_object(
                Bucket=self.name, Key=item["Key"]
            )["Body"].read()
            for item in listed
        }
