"""CloudFormation templates, as files and as what they say."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from cli.errors import UserError

STACK = "AWS::CloudFormation::Stack"

# A nested stack's template, named by a file beside the one that names it.
_TEMPLATE_FILE = re.compile(
    r"^(?P<key>\s*TemplateURL:\s*)(?P<quote>['\"]?)(?P<file>[\w./-]+\.ya?ml)(?P=quote)"
    r"(?P<rest>[ \t]*(?:#.*)?)$",
    re.MULTILINE,
)


class _Loader(yaml.SafeLoader):
    """Reads a template without resolving its short tags."""


def _short_tag(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        return {tag: node.value}
    if isinstance(node, yaml.SequenceNode):
        return {tag: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)  # noqa: S101 - there is no fourth kind
    return {tag: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _short_tag)


@dataclass(frozen=True)
class Template:
    """A template and where it came from.

    Attributes
    ----------
    name
        What to call it where something is wrong with it.
    """

    name: str
    text: str

    @cached_property
    def content(self) -> dict[str, Any]:
        """The template as data; ``!Ref x`` is ``{"Ref": "x"}``.

        Raises
        ------
        UserError
            It is no YAML, or no template.
        """
        try:
            content = yaml.load(self.text, _Loader)  # noqa: S506 - builds nothing but plain data
        except yaml.YAMLError as error:
            told = " ".join(str(error).split())
            raise UserError(f"{self.name} is no YAML: {told}") from error
        if not isinstance(content, dict) or not isinstance(content.get("Resources"), dict):
            raise UserError(f"{self.name} is no CloudFormation template: it has no Resources")
        return content

    @property
    def parameters(self) -> dict[str, dict[str, Any]]:
        """Its parameters' definitions by name."""
        return self.content.get("Parameters") or {}

    def deletion_policies(self) -> dict[str, str]:
        """Return each resource's DeletionPolicy by logical id: what a stack's deletion does."""
        return {
            logical_id: _fixed(resource.get("DeletionPolicy", "Delete"))
            for logical_id, resource in self.content["Resources"].items()
        }

    def nested_files(self) -> list[str]:
        """Return the files of its nested stacks' templates."""
        return list(dict.fromkeys(one["file"] for one in _TEMPLATE_FILE.finditer(self.text)))

    def with_nested_urls(self, urls: dict[str, str]) -> "Template":
        """Return the template with its nested files replaced by URLs, and nothing else changed.

        Raises
        ------
        UserError
            A nested stack's template is named in a way that is not understood.
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
    """Return a policy that is written out; what hangs on a condition may well be kept."""
    return policy if isinstance(policy, str) else "Retain"


def read_template(folder: Path, file: str) -> Template:
    """Read a template from its folder.

    Raises
    ------
    UserError
        It can't be read.
    """
    path = folder / file
    try:
        return Template(file, path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"can't read the template {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UserError(f"the template {path} is not UTF-8") from error
