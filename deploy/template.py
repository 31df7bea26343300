"""CloudFormation templates: text and content."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from cli.errors import UserError
from deploy.named_queries import TEMPLATE as NAMED_QUERIES
from deploy.named_queries import render_named_queries

STACK = "AWS::CloudFormation::Stack"

# The template of a nested stack, given as a file in the same folder.
_TEMPLATE_FILE = re.compile(
    r"^(?P<key>\s*TemplateURL:\s*)(?P<quote>['\"]?)(?P<file>[\w./-]+\.ya?ml)(?P=quote)"
    r"(?P<rest>[ \t]*(?:#.*)?)$",
    re.MULTILINE,
)


class _Loader(yaml.SafeLoader):
    """Load a template without resolving its short tags."""


def _short_tag(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        return {tag: node.value}
    if isinstance(node, yaml.SequenceNode):
        return {tag: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)  # noqa: S101 - there are three kinds of node
    return {tag: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _short_tag)


@dataclass(frozen=True)
class Template:
    """A template.

    Attributes
    ----------
    name
        Its name in error messages.
    """

    name: str
    text: str

    @cached_property
    def content(self) -> dict[str, Any]:
        """The template as data; ``!Ref x`` is ``{"Ref": "x"}``.

        Raises
        ------
        UserError
            It is not YAML or not a template.
        """
        try:
            content = yaml.load(self.text, _Loader)  # noqa: S506 - builds nothing but plain data
        except yaml.YAMLError as error:
            reason = " ".join(str(error).split())
            raise UserError(f"{self.name} is not YAML: {reason}") from error
        if not isinstance(content, dict) or not isinstance(content.get("Resources"), dict):
            raise UserError(f"{self.name} is not a CloudFormation template: it has no Resources")
        return content

    @property
    def parameters(self) -> dict[str, dict[str, Any]]:
        """The definitions of its parameters by name."""
        return self.content.get("Parameters") or {}

    def deletion_policies(self) -> dict[str, str]:
        """Return the DeletionPolicy of each resource by logical id."""
        return {
            logical_id: _fixed(resource.get("DeletionPolicy", "Delete"))
            for logical_id, resource in self.content["Resources"].items()
        }

    def nested_files(self) -> list[str]:
        """Return the template files of its nested stacks."""
        return list(dict.fromkeys(one["file"] for one in _TEMPLATE_FILE.finditer(self.text)))

    def with_nested_urls(self, urls: dict[str, str]) -> "Template":
        """Return the template with its nested files replaced by URLs; all else is unchanged.

        Raises
        ------
        UserError
            The template of a nested stack is not given as a file.
        """
        text = _TEMPLATE_FILE.sub(
            lambda one: f'{one["key"]}"{urls[one["file"]]}"{one["rest"]}', self.text
        )
        done = Template(self.name, text)
        for logical_id, resource in done.content["Resources"].items():
            url = (resource.get("Properties") or {}).get("TemplateURL")
            if resource.get("Type") == STACK and url not in urls.values():
                raise UserError(
                    f"{self.name}: {logical_id} has TemplateURL {url!r}; it should be a file "
                    "beside the template, as in `TemplateURL: storage.yaml`"
                )
        return done


def _fixed(policy: Any) -> str:
    """Return a literal policy; a conditional one may retain the resource."""
    return policy if isinstance(policy, str) else "Retain"


def read_template(folder: Path, file: str) -> Template:
    """Return a template of a folder; the named queries are rendered unless the folder has them.

    Raises
    ------
    UserError
        It can't be read.
    """
    path = folder / file
    if file == NAMED_QUERIES and not path.exists():
        return Template(file, render_named_queries())
    try:
        return Template(file, path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"can't read the template {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UserError(f"the template {path} is not UTF-8") from error
