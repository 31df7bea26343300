"""What a person has to provide: the app's credentials, the user's consent, confirmed mail."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from deploy.authorize import LIFETIME_MONTHS, add_months
from deploy.authorize.app import VARIABLES
from deploy.authorize.app_secret import Secret, read_secret
from deploy.stacks import Stack
from deploy.status.line import BAD, GOOD, WARNING, Line

if TYPE_CHECKING:
    from deploy.aws import Aws

_SOON, _VERY_SOON = 21, 7  # days; the alarms' limits


@dataclass(frozen=True)
class Mail:
    """What a topic mails, and the parameter for the address."""

    what: str
    parameter: str
    style_of_none: str = ""


# By the name of the topic, without the stack's.
MAILS = {
    "alarms": Mail("alarm", "AlarmEmail", WARNING),
    "changes": Mail("digest", "DigestEmail"),
}


def describe_secret(aws: "Aws", stack: str, secret_name: str) -> Iterator[Line]:
    """Yield a line about the credentials and one about the refresh token."""
    secret = read_secret(aws.session.client("secretsmanager"), secret_name)
    missing = [key for key in VARIABLES if not str(secret.get(key) or "").strip()]
    if missing:
        command = aws.lake_deploy("credentials", stack)
        yield Line("credentials", "MISSING", f"no {' and no '.join(missing)}", BAD, command)
    else:
        yield Line("credentials", "present", f"client ID {secret['client_id']}", GOOD)
    today = datetime.now(UTC).date()
    yield describe_token(secret, today, aws.lake_deploy("authorize", stack))


def describe_token(secret: Secret, today: date, command: str) -> Line:
    """Return the line about the refresh token.

    Parameters
    ----------
    command
        The command that asks for a new consent.
    """
    about = "refresh token"
    if not secret.get("refresh_token"):
        return Line(about, "MISSING", "no user has consented yet", BAD, command)
    consented_on = _date(secret.get("consented_at"))
    if consented_on is None:
        why = "the secret has no date of the consent: when it expires is not known"
        return Line(about, "unknown", why, WARNING, command)
    expires_on = add_months(consented_on, LIFETIME_MONTHS)
    left = (expires_on - today).days
    if left < 0:
        return Line(about, "EXPIRED", f"on {expires_on}", BAD, command)
    state = "1 day left" if left == 1 else f"{left} days left"
    style = BAD if left <= _VERY_SOON else WARNING if left <= _SOON else GOOD
    return Line(about, state, f"expires on {expires_on}", style, command if left <= _SOON else "")


def _date(text: object) -> date | None:
    try:
        return datetime.fromisoformat(str(text)).date()
    except ValueError:
        return None


def describe_mail(aws: "Aws", stack: Stack, topic: str, mail: Mail) -> Iterator[Line]:
    """Yield the lines about the mail addresses of a topic: confirmed, pending or missing."""
    about, address = f"{mail.what} mail", stack.parameters.get(mail.parameter, "")
    pages = aws.session.client("sns").get_paginator("list_subscriptions_by_topic")
    found = {
        one.get("Endpoint", ""): one.get("SubscriptionArn", "")
        for page in pages.paginate(TopicArn=topic)
        for one in page["Subscriptions"]
        if one.get("Protocol") == "email"
    }
    if address and address not in found:
        yield Line(about, "MISSING", f"{address} has unsubscribed, or did not confirm in time", BAD)
    elif not found:
        yield Line(about, "none", f"no address: deploy with {mail.parameter}", mail.style_of_none)
    for one, arn in found.items():
        if arn == "PendingConfirmation":
            todo = f"{one}: confirm the mail from AWS, no {mail.what} is mailed before"
            yield Line(about, "PENDING", todo, BAD)
        else:
            yield Line(about, "confirmed", one, GOOD)
