"""What AWS does not answer becomes a line of its own."""

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from cli.errors import UserError
from deploy.status.line import Line, ask


@pytest.mark.parametrize(
    ("error", "details"),
    [
        (
            ClientError(
                {"Error": {"Code": "AccessDeniedException", "Message": "User: arn:... is not"}},
                "GetSecretValue",
            ),
            "GetSecretValue: not allowed to you",
        ),
        (
            ClientError({"Error": {"Code": "Throttling", "Message": "Rate exceeded"}}, "GetJob"),
            "GetJob: Rate exceeded",
        ),
        (
            ConnectTimeoutError(endpoint_url="https://sns"),
            'Connect timeout on endpoint URL: "https://sns"',
        ),
        (UserError("secret x is not a JSON object"), "secret x is not a JSON object"),
    ],
)
def test_unanswered_question_is_a_line(error: Exception, details: str) -> None:
    def question() -> list[Line]:
        raise error

    assert ask("job", question) == [Line("job", "unknown", details, "yellow")]
