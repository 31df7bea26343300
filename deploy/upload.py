"""Uploads to the artifacts bucket, under keys that contain the SHA-256 of the content."""

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
    """The artifacts bucket; requests to a bucket of another account fail.

    Attributes
    ----------
    uploaded, present
        The keys that were uploaded, and those that existed already.
    """

    aws: "Aws"
    name: str
    uploaded: list[str] = field(default_factory=list)
    present: list[str] = field(default_factory=list)

    def put(self, folder: str, name: str, body: bytes) -> str:
        """Upload a file to ``<folder>/<sha256>/<name>`` unless it exists; return the key."""
        digest = hashlib.sha256(body)
        key = f"{folder}/{digest.hexdigest()}/{name}"
        if self._exists(key):
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

    def package(self, template: Template, folder: Path) -> Template:
        """Upload the templates of the nested stacks; return the template with their URLs.

        Parameters
        ----------
        folder
            The folder of the nested templates.
        """
        urls = {
            nested: self.put_template(self.package(read_template(folder, nested), folder))
            for nested in template.nested_files()
        }
        return template.with_nested_urls(urls)

    def put_template(self, template: Template) -> str:
        """Upload a template; return the URL that CloudFormation reads it from."""
        key = self.put("templates", Path(template.name).name, template.text.encode())
        return f"{self.aws.s3.meta.endpoint_url}/{self.name}/{key}"

    def _exists(self, key: str) -> bool:
        try:
            self.aws.s3.head_object(Bucket=self.name, Key=key, ExpectedBucketOwner=self.aws.account)
        except ClientError as error:
            # Without s3:ListBucket a missing object is a 403; the upload then tells what is wrong.
            if error.response.get("Error", {}).get("Code") in {"403", "404"}:
                return False
            raise
        return True
