"""Templates: their content, and their nested files replaced by URLs."""

from pathlib import Path

import pytest

from cli.errors import UserError
from cli.project import PROJECT
from deploy.template import Template, read_template

ROOT = """\
# A comment, and "quotes" that stay.
Parameters:
  Name: {Type: String, Default: a}
Resources:
  Storage:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: storage.yaml  # beside this file
      Parameters:
        Bucket: !Sub "${AWS::StackName}-x"
        List: !Join [",", !GetAZs ""]
        Choice: !If [IsBig, !Ref A, !GetAtt B.Arn]
  Query:
    DependsOn: Storage
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: 'parts/query.yml'
  Bucket:
    Type: AWS::S3::Bucket
    DeletionPolicy: RetainExceptOnCreate
  Log:
    Type: AWS::Logs::LogGroup
    DeletionPolicy: !If [IsBig, Retain, Delete]
"""
URLS = {
    "storage.yaml": "https://s3.eu-west-1.amazonaws.com/b/templates/1/storage.yaml",
    "parts/query.yml": "https://s3.eu-west-1.amazonaws.com/b/templates/2/query.yml",
}


def test_nested_files_are_found() -> None:
    assert Template("root.yaml", ROOT).nested_files() == ["storage.yaml", "parts/query.yml"]


def test_only_the_two_urls_change() -> None:
    done = Template("root.yaml", ROOT).with_nested_urls(URLS).text
    expected = ROOT.replace("storage.yaml", f'"{URLS["storage.yaml"]}"').replace(
        "'parts/query.yml'", f'"{URLS["parts/query.yml"]}"'
    )
    assert done == expected


def test_short_tags_are_read_as_data() -> None:
    resources = Template("root.yaml", ROOT).content["Resources"]
    parameters = resources["Storage"]["Properties"]["Parameters"]
    assert parameters["Bucket"] == {"Sub": "${AWS::StackName}-x"}
    assert parameters["List"] == {"Join": [",", {"GetAZs": ""}]}
    assert parameters["Choice"] == {"If": ["IsBig", {"Ref": "A"}, {"GetAtt": "B.Arn"}]}


def test_conditional_deletion_policy_counts_as_retain() -> None:
    assert Template("root.yaml", ROOT).deletion_policies() == {
        "Storage": "Delete",
        "Query": "Delete",
        "Bucket": "RetainExceptOnCreate",
        "Log": "Retain",
    }


@pytest.mark.parametrize(
    "line",
    ["TemplateURL: !Ref Url", "TemplateURL: https://example.org/t.yaml", "Parameters: {A: b}"],
)
def test_nested_template_that_is_not_a_file_is_refused(line: str) -> None:
    text = f"""\
Resources:
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties:
      {line}
"""
    with pytest.raises(UserError, match=r"root\.yaml: Inner has TemplateURL"):
        Template("root.yaml", text).with_nested_urls({})


@pytest.mark.parametrize(
    ("text", "told"),
    [("a: [", r"t\.yaml is not YAML"), ("- a", "no Resources"), ("a: b", "no Res")],
)
def test_text_that_is_not_a_template_is_refused(text: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        _ = Template("t.yaml", text).content


def test_missing_template_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"can't read the template .*root\.yaml: No such file"):
        read_template(tmp_path, "root.yaml")


def test_this_projects_templates_can_be_packaged() -> None:
    root = read_template(PROJECT / "cloudformation", "root.yaml")
    urls = {file: f"https://s3.amazonaws.com/{file}" for file in root.nested_files()}
    done = root.with_nested_urls(urls)
    nested = [one for one in done.content["Resources"].values() if one["Type"].endswith("::Stack")]
    assert len(nested) == len(urls) > 1
    for file in urls:
        assert read_template(PROJECT / "cloudformation", file).content["Resources"]
