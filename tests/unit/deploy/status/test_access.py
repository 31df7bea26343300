"""What status says of the credentials, the refresh token and the alarm mail."""

from datetime import date

import boto3
import pytest
from botocore.stub import Stubber

from deploy.aws import Aws
from deploy.stacks import Stack
from deploy.status.access import MAILS, describe_mail, describe_token
from deploy.status.line import Line

TODAY = date(2026, 11, 28)
TOPIC = "arn:aws:sns:eu-west-1:123456789012:lake-alarms"


@pytest.mark.parametrize(
    ("consented_at", "state", "details", "style", "has_command"),
    [
        ("2026-11-28", "181 days left", "expires on 2027-05-28", "green", False),
        ("2026-06-20T10:00:00Z", "22 days left", "expires on 2026-12-20", "green", False),
        ("2026-06-19", "21 days left", "expires on 2026-12-19", "yellow", True),
        ("2026-06-05", "7 days left", "expires on 2026-12-05", "red", True),
        ("2026-05-29", "1 day left", "expires on 2026-11-29", "red", True),
        ("2026-05-27", "EXPIRED", "on 2026-11-27", "red", True),
        # August 31 and six months is the last day of February.
        ("2026-08-31", "92 days left", "expires on 2027-02-28", "green", False),
    ],
)
def test_refresh_token_days_left(
    consented_at: str, state: str, details: str, style: str, has_command: bool
) -> None:
    secret = {"refresh_token": "hush", "consented_at": consented_at}
    expected = Line("refresh token", state, details, style, "authorize" if has_command else "")
    assert describe_token(secret, TODAY, "authorize") == expected


@pytest.mark.parametrize("consented_at", [None, "", "yesterday"])
def test_refresh_token_without_date_of_consent_is_unknown(consented_at: str | None) -> None:
    line = describe_token(
        {"refresh_token": "hush", "consented_at": consented_at}, TODAY, "authorize"
    )
    assert (line.state, line.command) == ("unknown", "authorize")
    assert "no date of the consent" in line.details


def test_missing_refresh_token() -> None:
    assert describe_token({}, TODAY, "authorize").state == "MISSING"


@pytest.mark.parametrize(
    ("address", "subscriptions", "states"),
    [
        ("a@example.com", {"a@example.com": "PendingConfirmation"}, ["PENDING"]),
        ("a@example.com", {"a@example.com": f"{TOPIC}:1"}, ["confirmed"]),
        ("a@example.com", {}, ["MISSING"]),
        ("a@example.com", {"b@example.com": f"{TOPIC}:2"}, ["MISSING", "confirmed"]),
        ("", {}, ["none"]),
        ("", {"b@example.com": f"{TOPIC}:2"}, ["confirmed"]),
    ],
)
def test_alarm_mail(
    address: str,
    subscriptions: dict[str, str],
    states: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The emulators confirm mail addresses at once; AWS answers "PendingConfirmation".
    session = boto3.Session(region_name="eu-west-1")
    sns = session.client("sns")
    monkeypatch.setattr(session, "client", lambda _: sns)
    found = [
        {"Protocol": "email", "Endpoint": endpoint, "SubscriptionArn": arn, "TopicArn": TOPIC}
        for endpoint, arn in subscriptions.items()
    ]
    with Stubber(sns) as stubber:
        stubber.add_response(
            "list_subscriptions_by_topic", {"Subscriptions": found}, {"TopicArn": TOPIC}
        )
        aws = Aws(session, "123456789012", "eu-west-1")
        stack = Stack("arn", "lake", "CREATE_COMPLETE", "", "", {"AlarmEmail": address}, {})
        lines = list(describe_mail(aws, stack, TOPIC, MAILS["alarms"]))
    assert [line.state for line in lines] == states
