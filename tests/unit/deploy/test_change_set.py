"""Change sets with nested ones, as AWS answers them."""

from typing import TYPE_CHECKING, Any

import pytest
from botocore.stub import ANY, Stubber

from cli.errors import UserError
from deploy.change_set import Change, ChangeSet, Request, create_change_set
from deploy.stacks import Stack
from deploy.template import STACK

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

PREFIX = "arn:aws:cloudformation:eu-west-1:123456789012"
STACK_ID = f"{PREFIX}:stack/lake/1"
ROOT, OTHER, STORAGE, QUERY = (f"{PREFIX}:changeSet/deploy-{name}/{name}" for name in "rosq")
NO_CHANGES = "The submitted information didn't contain changes. Submit different information ..."
REQUEST = Request(
    "lake",
    [
        {"ParameterKey": "Playlists", "UsePreviousValue": True},
        {"ParameterKey": "LoadScriptKey", "ParameterValue": "key"},
    ],
    "the template",
    "https://s3.eu-west-1.amazonaws.com/b/root.yaml",
)
DEPLOYED = Stack(
    STACK_ID, "lake", "UPDATE_COMPLETE", "", "", {"Playlists": "a", "LoadScriptKey": "key"}, {}
)

Answers = dict[str, Any]


def change(logical_id: str, resource_type: str = "AWS::S3::Bucket", **more: Any) -> Answers:
    given = {"Action": "Modify", "LogicalResourceId": logical_id, "ResourceType": resource_type}
    return {"Type": "Resource", "ResourceChange": {**given, **more}}


def created(stubber: Stubber, change_set: str = ROOT, *, nested: bool = True, **more: Any) -> None:
    asked = {
        "StackName": "lake",
        "ChangeSetName": ANY,
        "ChangeSetType": "UPDATE",
        "Parameters": REQUEST.parameters,
        "Capabilities": ["CAPABILITY_IAM"],
        "TemplateURL": REQUEST.template_url,
        "IncludeNestedStacks": nested,
        **more,
    }
    answer = {"Id": change_set, "StackId": STACK_ID}
    stubber.add_response("create_change_set", answer, asked)


def described(
    stubber: Stubber, change_set: str, *changes: Answers, failed: str = "", pending: int = 0
) -> None:
    """Answer as often as is asked: until it's settled, and for its changes if it has not failed."""
    asked = {"ChangeSetName": change_set}
    for _ in range(pending):
        answer = {"ChangeSetId": change_set, "Status": "CREATE_IN_PROGRESS"}
        stubber.add_response("describe_change_set", answer, asked)
    status = "FAILED" if failed else "CREATE_COMPLETE"
    answer = {"ChangeSetId": change_set, "Status": status, "StatusReason": failed}
    stubber.add_response("describe_change_set", answer, asked)
    if not failed:
        stubber.add_response("describe_change_set", {**answer, "Changes": list(changes)}, asked)


def deleted(stubber: Stubber, change_set: str = ROOT) -> None:
    stubber.add_response("delete_change_set", {}, {"ChangeSetName": change_set})


def template_is(stubber: Stubber, text: str) -> None:
    asked = {"StackName": STACK_ID, "TemplateStage": "Original"}
    stubber.add_response("get_template", {"TemplateBody": text}, asked)


def test_nested_stack_is_replaced_by_its_changes(
    cloudformation: "CloudFormationClient", stubber: Stubber
) -> None:
    created(stubber)
    storage = change("Storage", STACK, ChangeSetId=STORAGE, Replacement="False")
    query = change("Query", STACK, ChangeSetId=QUERY)
    removed = change("Old", Action="Remove", PolicyAction="Delete")
    # The root change set is asked about twice before the nested ones.
    described(stubber, ROOT, storage, query, removed, pending=2)
    described(
        stubber,
        STORAGE,
        change("Raw", Replacement="True", PolicyAction="ReplaceAndRetain"),
        change("Lake", Replacement="Conditional"),
    )
    stubber.add_response(
        "describe_change_set",
        {"ChangeSetId": QUERY, "Status": "FAILED", "StatusReason": NO_CHANGES},
        {"ChangeSetName": QUERY},
    )
    change_set = create_change_set(cloudformation, REQUEST, DEPLOYED)
    assert change_set is not None
    assert [(one.path, one.is_destructive) for one in change_set.changes] == [
        ("Storage/Raw", False),  # replaced, but the old one is kept
        ("Storage/Lake", True),
        ("Old", True),
    ]
    assert change_set.unseen_because == ""


def test_nested_stacks_without_changes_are_no_change(
    cloudformation: "CloudFormationClient", stubber: Stubber
) -> None:
    created(stubber)
    described(stubber, ROOT, change("Storage", STACK, ChangeSetId=STORAGE))
    described(stubber, STORAGE, failed=NO_CHANGES)
    template_is(stubber, "the template")
    deleted(stubber)
    assert create_change_set(cloudformation, REQUEST, DEPLOYED) is None


def test_another_template_is_a_change_even_where_no_resource_changes(
    cloudformation: "CloudFormationClient", stubber: Stubber
) -> None:
    created(stubber)
    described(stubber, ROOT)  # an output alone
    template_is(stubber, "another template")
    assert create_change_set(cloudformation, REQUEST, DEPLOYED) == ChangeSet(ROOT, STACK_ID, [])


def test_empty_change_set_is_no_change(
    cloudformation: "CloudFormationClient", stubber: Stubber
) -> None:
    created(stubber)
    described(stubber, ROOT, failed=NO_CHANGES)
    deleted(stubber)
    assert create_change_set(cloudformation, REQUEST, DEPLOYED) is None


def test_nested_changes_that_cannot_be_shown_count_as_destructive(
    cloudformation: "CloudFormationClient", stubber: Stubber
) -> None:
    created(stubber)
    root_reason = f"Nested change set {STORAGE} was not successfully created: Currently in FAILED."
    described(stubber, ROOT, failed=root_reason)
    described(stubber, STORAGE, failed="Fn::Select cannot select nonexistent value at index 1")
    deleted(stubber)
    created(stubber, OTHER, nested=False)
    described(stubber, OTHER, change("Storage", STACK))
    template_is(stubber, "another template")
    change_set = create_change_set(cloudformation, REQUEST, DEPLOYED)
    assert change_set is not None
    assert change_set.change_set_id == OTHER
    assert change_set.is_destructive  # nobody knows
    assert change_set.unseen_because == "Fn::Select cannot select nonexistent value at index 1"


def test_refused_change_set_reports_the_reason_and_leaves_no_stack(
    cloudformation: "CloudFormationClient", stubber: Stubber
) -> None:
    for change_set, nested in ((ROOT, True), (OTHER, False)):
        created(stubber, change_set, nested=nested, ChangeSetType="CREATE")
        described(stubber, change_set, failed="Transform X failed\n with y")
        deleted(stubber, change_set)
    stubber.add_response("delete_stack", {}, {"StackName": "lake"})
    with pytest.raises(UserError, match="refuses the change set: Transform X failed with y"):
        create_change_set(cloudformation, REQUEST, None)


def test_existing_resource_that_conflicts_is_named(
    cloudformation: "CloudFormationClient", stubber: Stubber
) -> None:
    reason = "The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistence]."
    found = {
        "LogicalResourceId": "GlueDatabase",
        "ResourceType": "AWS::Glue::Database",
        "ValidationStatusReason": "Resource with identifier 'spotify' already exists.",
    }
    for change_set, nested in ((ROOT, True), (OTHER, False)):
        created(stubber, change_set, nested=nested)
        described(stubber, change_set, failed=reason)
        stubber.add_response(
            "describe_events",
            {"OperationEvents": [{"EventId": "1"}, found]},
            {"ChangeSetName": change_set, "Filters": {"FailedEvents": True}},
        )
        deleted(stubber, change_set)
    with pytest.raises(UserError, match=r"GlueDatabase \(AWS::Glue::Database\): .*'spotify'"):
        create_change_set(cloudformation, REQUEST, DEPLOYED)


@pytest.mark.parametrize(
    ("action", "replacement", "retains_old", "unseen", "destructive"),
    [
        ("Add", "", False, False, False),
        ("Add", "", False, True, False),
        ("Modify", "False", False, False, False),
        ("Modify", "True", False, False, True),
        ("Modify", "Conditional", False, False, True),
        ("Modify", "True", True, False, False),
        ("Modify", "False", False, True, True),
        ("Remove", "", False, False, True),
        ("Remove", "", True, False, False),
        ("Remove", "", True, True, True),
    ],
)
def test_destructive_changes_are_recognised(
    action: str, replacement: str, retains_old: bool, unseen: bool, destructive: bool
) -> None:
    one = Change("A", action, "T", replacement, retains_old, unseen)
    assert one.is_destructive is destructive
