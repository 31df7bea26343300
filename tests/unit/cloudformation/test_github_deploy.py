"""The roles for deployments from GitHub Actions: enough for the templates, and little more."""

import json
from typing import Any

import pytest

from cli.project import PROJECT
from deploy.template import read_template
from tests.unit.cloudformation.templates import (
    FOLDER,
    TEMPLATES,
    allows,
    as_list,
    fill,
    statements_of,
)

RESOURCES = read_template(FOLDER, "github_deploy.yaml").content["Resources"]
STACK = "lake"
NAMES = {
    "Stack": STACK,
    "Database": "spotify",
    "Repository": "me/fork",
    "Environment": "production",
}
DEPLOY = statements_of(RESOURCES, "DeployRole", NAMES)
EXECUTION = statements_of(RESOURCES, "ExecutionRole", NAMES)

HERE = "eu-west-1:123456789012"
IAM = "arn:aws:iam::123456789012"
GLUE = f"arn:aws:glue:{HERE}"
OWN_TAG = {"aws:ResourceTag/project": STACK, "aws:RequestTag/project": STACK}
# Of each type in the templates: an ARN as CloudFormation would name it, and what it does to it.
TYPES: dict[str, tuple[str, str]] = {
    "AWS::Athena::NamedQuery": (
        f"arn:aws:athena:{HERE}:workgroup/lake",
        "athena:CreateNamedQuery athena:DeleteNamedQuery athena:GetNamedQuery",
    ),
    "AWS::Athena::WorkGroup": (
        f"arn:aws:athena:{HERE}:workgroup/lake",
        "athena:CreateWorkGroup athena:UpdateWorkGroup athena:DeleteWorkGroup athena:TagResource",
    ),
    "AWS::CloudFormation::Stack": (
        f"arn:aws:cloudformation:{HERE}:stack/lake-Storage-1ABC/1",
        "cloudformation:CreateStack cloudformation:UpdateStack cloudformation:DeleteStack "
        "cloudformation:DescribeStacks cloudformation:CreateChangeSet",
    ),
    "AWS::CloudWatch::Alarm": (
        f"arn:aws:cloudwatch:{HERE}:alarm:lake-extract-failed",
        "cloudwatch:PutMetricAlarm cloudwatch:DeleteAlarms cloudwatch:TagResource",
    ),
    "AWS::CloudWatch::Dashboard": (
        "arn:aws:cloudwatch::123456789012:dashboard/lake",
        "cloudwatch:PutDashboard cloudwatch:DeleteDashboards",
    ),
    "AWS::Events::Rule": (
        f"arn:aws:events:{HERE}:rule/lake-job-failed",
        "events:PutRule events:PutTargets events:RemoveTargets events:DeleteRule "
        "events:DescribeRule",
    ),
    "AWS::Glue::Database": (
        f"{GLUE}:database/spotify",
        "glue:CreateDatabase glue:UpdateDatabase glue:GetDatabase",
    ),
    "AWS::Glue::Job": (
        f"{GLUE}:job/lake-load-playlists",
        "glue:CreateJob glue:UpdateJob glue:DeleteJob glue:GetJob glue:TagResource",
    ),
    "AWS::Glue::Trigger": (
        f"{GLUE}:trigger/lake-daily",
        "glue:CreateTrigger glue:UpdateTrigger glue:DeleteTrigger glue:StartTrigger",
    ),
    "AWS::Glue::Workflow": (
        f"{GLUE}:workflow/lake-load",
        "glue:CreateWorkflow glue:UpdateWorkflow glue:DeleteWorkflow",
    ),
    "AWS::IAM::ManagedPolicy": (
        f"{IAM}:policy/lake-Transform-1ABC-JobPolicy-XYZ",
        "iam:CreatePolicy iam:CreatePolicyVersion iam:DeletePolicyVersion iam:DeletePolicy",
    ),
    "AWS::IAM::Role": (
        f"{IAM}:role/lake-Extract-1ABC-ExtractRole-XYZ",
        "iam:CreateRole iam:PutRolePolicy iam:AttachRolePolicy iam:DetachRolePolicy "
        "iam:DeleteRolePolicy iam:DeleteRole iam:TagRole iam:UpdateAssumeRolePolicy",
    ),
    "AWS::KMS::Alias": (
        f"arn:aws:kms:{HERE}:alias/lake",
        "kms:CreateAlias kms:UpdateAlias kms:DeleteAlias",
    ),
    "AWS::KMS::Key": (
        f"arn:aws:kms:{HERE}:key/1",
        "kms:CreateKey kms:TagResource kms:PutKeyPolicy kms:EnableKeyRotation kms:DescribeKey "
        "kms:ScheduleKeyDeletion",
    ),
    "AWS::Lambda::EventInvokeConfig": (
        f"arn:aws:lambda:{HERE}:function:lake-extract",
        "lambda:PutFunctionEventInvokeConfig lambda:DeleteFunctionEventInvokeConfig",
    ),
    "AWS::Lambda::Function": (
        f"arn:aws:lambda:{HERE}:function:lake-extract",
        "lambda:CreateFunction lambda:UpdateFunctionCode lambda:UpdateFunctionConfiguration "
        "lambda:PutFunctionConcurrency lambda:DeleteFunction lambda:GetFunction lambda:TagResource",
    ),
    "AWS::Logs::LogGroup": (
        f"arn:aws:logs:{HERE}:log-group:/aws/lambda/lake-extract",
        "logs:CreateLogGroup logs:PutRetentionPolicy logs:AssociateKmsKey logs:DeleteLogGroup "
        "logs:TagResource",
    ),
    "AWS::S3::Bucket": (
        "arn:aws:s3:::lake-storage-1abc-rawbucket-xyz",
        "s3:CreateBucket s3:DeleteBucket s3:PutEncryptionConfiguration s3:PutBucketVersioning "
        "s3:PutLifecycleConfiguration s3:PutBucketNotification s3:PutBucketOwnershipControls "
        "s3:PutBucketPublicAccessBlock s3:PutBucketTagging",
    ),
    "AWS::S3::BucketPolicy": (
        "arn:aws:s3:::lake-storage-1abc-rawbucket-xyz",
        "s3:PutBucketPolicy s3:GetBucketPolicy s3:DeleteBucketPolicy",
    ),
    "AWS::SNS::Subscription": (
        f"arn:aws:sns:{HERE}:lake-alarms",
        "sns:Subscribe sns:Unsubscribe sns:GetSubscriptionAttributes",
    ),
    "AWS::SNS::Topic": (
        f"arn:aws:sns:{HERE}:lake-alarms",
        "sns:CreateTopic sns:SetTopicAttributes sns:DeleteTopic sns:TagResource",
    ),
    "AWS::SNS::TopicPolicy": (f"arn:aws:sns:{HERE}:lake-alarms", "sns:SetTopicAttributes"),
    "AWS::SQS::Queue": (
        f"arn:aws:sqs:{HERE}:lake-extract-dead-letters",
        "sqs:CreateQueue sqs:SetQueueAttributes sqs:DeleteQueue sqs:TagQueue",
    ),
    "AWS::SQS::QueuePolicy": (
        f"arn:aws:sqs:{HERE}:lake-extract-dead-letters",
        "sqs:SetQueueAttributes",
    ),
    "AWS::Scheduler::Schedule": (
        f"arn:aws:scheduler:{HERE}:schedule/lake/lake-extract",
        "scheduler:CreateSchedule scheduler:UpdateSchedule scheduler:DeleteSchedule",
    ),
    "AWS::Scheduler::ScheduleGroup": (
        f"arn:aws:scheduler:{HERE}:schedule-group/lake",
        "scheduler:CreateScheduleGroup scheduler:DeleteScheduleGroup scheduler:TagResource",
    ),
    "AWS::SecretsManager::Secret": (
        f"arn:aws:secretsmanager:{HERE}:secret:Credentials-aBcDeF-1",
        "secretsmanager:CreateSecret secretsmanager:UpdateSecret secretsmanager:DeleteSecret "
        "secretsmanager:TagResource",
    ),
}


def test_every_type_of_the_templates_is_known_here() -> None:
    used = {
        one["Type"] for template in TEMPLATES.values() for one in template["Resources"].values()
    }
    assert used == TYPES.keys()


@pytest.mark.parametrize("resource_type", TYPES)
def test_cloudformation_is_allowed_to_create_change_and_delete(resource_type: str) -> None:
    arn, actions = TYPES[resource_type]
    for action in actions.split():
        assert allows(EXECUTION, action, arn, OWN_TAG), action


@pytest.mark.parametrize(
    ("action", "arn"),
    [
        ("s3:GetObject", "arn:aws:s3:::lake-storage-1abc-rawbucket-xyz/processed/x"),
        ("s3:DeleteObject", "arn:aws:s3:::lake-storage-1abc-rawbucket-xyz/processed/x"),
        ("s3:CreateBucket", "arn:aws:s3:::other-bucket"),
        ("iam:PutRolePolicy", f"{IAM}:role/Admin"),
        ("iam:CreateUser", f"{IAM}:user/lake-x"),
        ("iam:PassRole", f"{IAM}:role/lake-Extract-1ABC-ExtractRole-XYZ"),  # to EC2, say
        ("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{HERE}:secret:Credentials-a-1"),
        ("glue:DeleteTable", f"{GLUE}:table/spotify/song"),
        ("lambda:CreateFunction", f"arn:aws:lambda:{HERE}:function:other"),
    ],
)
def test_cloudformation_is_not_allowed(action: str, arn: str) -> None:
    context = OWN_TAG | {"iam:PassedToService": "ec2.amazonaws.com"}
    assert not allows(EXECUTION, action, arn, context)


def test_key_of_another_project_is_not_touched() -> None:
    other = {"aws:ResourceTag/project": "other"}
    for action in ("kms:ScheduleKeyDeletion", "kms:PutKeyPolicy", "kms:Decrypt"):
        assert not allows(EXECUTION, action, f"arn:aws:kms:{HERE}:key/1", other)


def test_workflow_hands_everything_over_to_cloudformation() -> None:
    role = "ExecutionRole.Arn"
    to = {"iam:PassedToService": "cloudformation.amazonaws.com"}
    assert allows(DEPLOY, "iam:PassRole", role, to)
    assert not allows(DEPLOY, "iam:PassRole", role, {"iam:PassedToService": "ec2.amazonaws.com"})
    services = {action.partition(":")[0] for one in DEPLOY for action in as_list(one["Action"])}
    assert services == {"cloudformation", "glue", "iam", "lakeformation", "lambda", "logs", "s3"}
    for action in ("iam:CreateRole", "lambda:CreateFunction", "glue:CreateJob", "s3:CreateBucket"):
        assert not allows(DEPLOY, action, "*", to)


@pytest.mark.parametrize("stack", ["lake", "lake-artifacts"])
def test_workflow_may_deploy_the_two_stacks(stack: str) -> None:
    arn = f"arn:aws:cloudformation:{HERE}:stack/{stack}/1"
    for call in ("CreateChangeSet", "ExecuteChangeSet", "DescribeStackEvents", "DeleteStack"):
        assert allows(DEPLOY, f"cloudformation:{call}", arn)
        other = f"arn:aws:cloudformation:{HERE}:stack/other/1"
        assert not allows(DEPLOY, f"cloudformation:{call}", other)
    bucket = "arn:aws:s3:::lake-artifacts-artifactsbucket-xyz"
    assert allows(DEPLOY, "s3:PutObject", f"{bucket}/artifacts/1/x.zip")
    assert not allows(DEPLOY, "s3:PutObject", "arn:aws:s3:::lake-storage-1abc-rawbucket-xyz/x")


def test_only_the_environment_of_the_repository_may_take_the_role() -> None:
    properties = RESOURCES["DeployRole"]["Properties"]
    [trust] = fill(properties["AssumeRolePolicyDocument"], NAMES)["Statement"]
    assert trust["Action"] == "sts:AssumeRoleWithWebIdentity"
    issuer = "token.actions.githubusercontent.com"
    assert trust["Condition"] == {
        "StringEquals": {
            f"{issuer}:aud": "sts.amazonaws.com",
            f"{issuer}:sub": "repo:me/fork:environment:production",
        }
    }


def test_policies_are_within_the_limits_of_iam() -> None:
    names = NAMES | {"Stack": "a-name-of-23-characters", "AWS::Region": "ap-southeast-1"}

    def length(document: Any) -> int:
        return len(json.dumps(fill(document, names), separators=(",", ":")))

    for role in ("DeployRole", "ExecutionRole"):
        inline = RESOURCES[role]["Properties"]["Policies"]
        assert sum(length(one["PolicyDocument"]) for one in inline) <= 10_240
    assert length(RESOURCES["DataPolicy"]["Properties"]["PolicyDocument"]) <= 6_144


def test_workflow_takes_the_role_of_its_environment() -> None:
    workflow = (PROJECT / ".github" / "workflows" / "deploy.yml").read_text(encoding="utf-8")
    assert "    environment: production\n" in workflow
    assert "  id-token: write\n" in workflow
    for output in ("DEPLOY_ROLE_ARN", "EXECUTION_ROLE_ARN"):
        assert f"vars.{output}" in workflow
