"""Files in the artifacts bucket, under keys that hold their content's SHA-256."""

import base64
import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from deploy.template import Template, read_template

if TYPE_CHECKING:
    from deploy.aws import Aws


@dataclass
class ArtifactsBucket:
    """The artifacts bucket, which must be the account's own.

    Attributes
    ----------
    uploaded, present
        The keys that were put, and those that were there already.
    """

    aws: "Aws"
    name: str
    uploaded: list[str] = field(default_factory=list)
    present: list[str] = field(default_factory=list)

    def put(self, folder: str, name: str, body: bytes) -> str:
        """Put a file under ``<folder>/<sha256>/<name>``, if it is not there; return the key."""
        digest = hashlib.sha256(body)
        key = f"{folder}/{digest.hexdigest()}/{name}"
        if self._holds(key):
            self.present.append(key)
            return key
        self.aws.s3.put_object(
            Bucket=self.name,
            Key=key,
            Body=body,
            ChecksumSHA256=base64.b64encode(digest.digest()).decode(),
            ExpectedBucketOwner=self.aws.account,
        )
        self.uploaded.append(key)
        return key

    def package(self, folder: Path, file: str) -> Template:
        """Put the templates of a template's nested stacks; return it with their URLs."""
        template = read_template(folder, file)
        urls = {
            nested: self.put_template(self.package(folder, nested))
            for nested in template.nested_files()
        }
        return template.with_nested_urls(urls)

    def put_template(self, template: Template) -> str:
        """Put a template and return the URL that CloudFormation reads it from."""
        key = self.put("templates", Path(template.name).name, template.text.encode())
        return f"{self.aws.s3.meta.endpoint_url}/{self.name}/{key}"

    def _holds(self, key: str) -> bool:
        try:
            self.aws.s3.head_object(Bucket=self.name, Key=key, ExpectedBucketOwner=self.aws.account)
        except ClientError as error:
            # Who may not list is told 403 of what isn't there; the upload then says what is wrong.
            if error.response.get("Error", {}).get("Code") in {"403", "404"}:
                return False
            raise
        return True
