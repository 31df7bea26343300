"""Digests published to moto's SNS and EventBridge; the e2e tests receive an event."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import boto3
import pytest
from moto import mock_aws

from cli.project import PROJECT
from glue_jobs.digest.compare import Change, Digest, Song
from glue_jobs.job import publish_digests as module
from glue_jobs.job.publish_digests import event_detail, mails, publish_digests

TOPIC = "arn:aws:sns:eu-west-1:123456789012:changes"
SOURCE = "spotify-playlist-lake.mine"
SUMMER = Digest(
    "p1",
    "Été",
    datetime(2026, 11, 1, 6),  # noqa: DTZ001 - as the tables have times
    datetime(2026, 11, 2, 6, 0, 3),  # noqa: DTZ001
    frozenset(
        [
            Song("s1", None, 1, "Aurora", "Ada"),
            Song("s2", 1, 2, "Blue\n" + "e" * 400, "Ada, Bo"),
            Song("s3", 2, None),
        ]
    ),
    followers=Change(7, 10),
)
WINTER = Digest("p2", None, SUMMER.before, SUMMER.after, renamed=Change("Winter", "Snow"))

Receive = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def receive(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receive]:
    """Return a function that takes all mails from a queue on the topic."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    with mock_aws():
        sns, sqs = boto3.client("sns"), boto3.client("sqs")
        queue = sqs.create_queue(QueueName="mails")["QueueUrl"]
        sns.create_topic(Name="changes")
        arn = "arn:aws:sqs:eu-west-1:123456789012:mails"
        sns.subscribe(TopicArn=TOPIC, Protocol="sqs", Endpoint=arn)

        def receive() -> list[dict[str, Any]]:
            answer = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
            return [json.loads(message["Body"]) for message in answer.get("Messages", [])]

        yield receive


def test_one_mail_for_all_playlists(receive: Receive) -> None:
    assert publish_digests([SUMMER, WINTER], TOPIC, SOURCE, None) == 0

    [mail] = receive()
    assert mail["Subject"] == "2 playlists changed"
    blue = "Ada, Bo - Blue " + "e" * 284 + "…"
    assert mail["Message"].splitlines() == [
        "Été, 2026-11-02 (since 2026-11-01):",
        "  added 1 song: Ada - Aurora",
        "  removed 1 song: s3",
        f"  moved 1 song, farthest {blue} from 1 to 2",
        "  followers: from 7 to 10",
        "",
        "p2, 2026-11-02 (since 2026-11-01):",
        "  renamed: from 'Winter' to 'Snow'",
    ]


def test_detail_of_an_event() -> None:
    names = {"song_name": None, "artist_names": None}
    assert event_detail(SUMMER) == {
        "schema": "playlist-changed/1",
        "playlist_id": "p1",
        "playlist_name": "Été",
        "extracted_at": "2026-11-02T06:00:03Z",
        "extracted_at_before": "2026-11-01T06:00:00Z",
        "added": {
            "count": 1,
            "songs": [
                {
                    "song_id": "s1",
                    "song_name": "Aurora",
                    "artist_names": "Ada",
                    "position_before": None,
                    "position": 1,
                }
            ],
        },
        "removed": {
            "count": 1,
            "songs": [{"song_id": "s3", "position_before": 2, "position": None, **names}],
        },
        "moved": {
            "count": 1,
            "songs": [
                {
                    "song_id": "s2",
                    "song_name": "Blue " + "e" * 294 + "…",
                    "artist_names": "Ada, Bo",
                    "position_before": 1,
                    "position": 2,
                }
            ],
        },
        "renamed": None,
        "description": None,
        "owner": None,
        "followers": {"before": 7, "after": 10},
    }
    assert event_detail(WINTER)["renamed"] == {"before": "Winter", "after": "Snow"}
    assert event_detail(WINTER)["added"] == {"count": 0, "songs": []}


def test_event_is_as_documented() -> None:
    page = (PROJECT / "docs" / "notifications.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```json\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    event, pattern = map(json.loads, blocks)
    documented, made = event["detail"], event_detail(SUMMER)

    assert event["detail-type"] == module.DETAIL_TYPE == pattern["detail-type"][0]
    assert list(documented) == list(made)
    assert documented["schema"] == made["schema"]
    assert list(documented["added"]["songs"][0]) == list(made["added"]["songs"][0])
    assert (
        documented["renamed"].keys() == documented["followers"].keys() == made["followers"].keys()
    )


def test_nothing_is_sent_without_changes_topic_or_source(receive: Receive) -> None:
    assert publish_digests([], TOPIC, SOURCE, None) == 0
    assert publish_digests([SUMMER], None, None, None) == 0
    assert receive() == []

    assert publish_digests([SUMMER], TOPIC, None, "eu-west-1") == 0
    assert [mail["Subject"] for mail in receive()] == ["1 playlist changed"]


@pytest.mark.usefixtures("receive")
def test_failed_mail_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert publish_digests([SUMMER], f"{TOPIC}-missing", SOURCE, None) == 1

    [record] = caplog.records
    assert (record.levelname, record.getMessage()) == ("ERROR", "digest not published")
    assert vars(record)["fields"]["reason"].startswith("mail: An error occurred (NotFound)")


@pytest.mark.usefixtures("receive")
def test_event_that_eventbridge_refuses_is_logged(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """EventBridge answers 200 to entries that it refuses."""
    monkeypatch.setattr(module, "DETAIL_TYPE", "")

    assert publish_digests([SUMMER, WINTER], None, SOURCE, None) == 2

    reasons = [vars(record)["fields"]["reason"] for record in caplog.records]
    assert [reason.partition(" Parameter")[0] for reason in reasons] == [
        "event of playlist p1: InvalidArgument:",
        "event of playlist p2: InvalidArgument:",
    ]


@pytest.mark.usefixtures("receive")
def test_missing_region_fails_no_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    assert publish_digests([SUMMER], TOPIC, SOURCE, None) == 2


def test_mails_are_split_at_the_limit_of_sns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_MESSAGE_BYTES", 150)
    # The text of WINTER has 70 bytes.
    assert [subject for subject, _ in mails([WINTER] * 5)] == [
        "2 playlists changed",
        "2 playlists changed",
        "1 playlist changed",
    ]
    assert [subject for subject, _ in mails([SUMMER, WINTER])] == ["1 playlist changed"] * 2
