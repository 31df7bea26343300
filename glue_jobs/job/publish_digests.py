"""Publish digests: mails through an SNS topic, events on EventBridge's default bus.

docs/notifications.md has the schema of the event.
"""

import json
import logging
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from glue_jobs.digest.compare import MOST_LISTED, Change, Digest, Song
from glue_jobs.digest.describe import describe, shorten
from glue_jobs.job.json_log import log_event

if TYPE_CHECKING:
    from datetime import date

DETAIL_TYPE = "PlaylistChanged"
SCHEMA = "playlist-changed/1"
# SNS takes 256 KiB.
MOST_MESSAGE_BYTES = 200_000

# Seconds per attempt, of which there are three: the load waits for them.
_CONFIG = Config(connect_timeout=5, read_timeout=10, retries={"mode": "standard"})


def publish_digests(
    digests: Sequence[Digest], topic_arn: str | None, event_source: str | None, region: str | None
) -> int:
    """Publish digests, if there are any: one mail for all, one event for each.

    A failure is logged, not raised: the tables are right, and ``playlist_changes`` shows it all.

    Parameters
    ----------
    topic_arn, event_source
        Without a topic no mail is sent, without a source no event.
    region
        Where to publish, if not in the environment's region.

    Returns
    -------
    int
        How many mails and events could not be published.
    """
    failures = 0
    for reason in chain(
        _publish_mails(digests, topic_arn, region) if topic_arn else (),
        _publish_events(digests, event_source, region) if event_source else (),
    ):
        log_event("digest not published", level=logging.ERROR, reason=reason)
        failures += 1
    return failures


def _publish_mails(digests: Sequence[Digest], topic_arn: str, region: str | None) -> Iterator[str]:
    """Publish messages to a topic; yield a reason for each that failed."""
    sns = None
    for subject, message in mails(digests):
        try:
            sns = sns or boto3.client("sns", region_name=region, config=_CONFIG)
            sns.publish(TopicArn=topic_arn, Subject=subject, Message=message)
        except (BotoCoreError, ClientError) as error:
            yield f"mail: {error}"


def _publish_events(digests: Sequence[Digest], source: str, region: str | None) -> Iterator[str]:
    """Put an event for each digest; yield a reason for each that failed."""
    events = None
    for digest in digests:
        detail = json.dumps(event_detail(digest), ensure_ascii=False)
        try:
            events = events or boto3.client("events", region_name=region, config=_CONFIG)
            [result] = events.put_events(
                Entries=[{"Source": source, "DetailType": DETAIL_TYPE, "Detail": detail}]
            )["Entries"]
        except (BotoCoreError, ClientError) as error:
            yield f"event of playlist {digest.playlist_id}: {error}"
        else:
            if "ErrorCode" in result:  # the answer is 200 all the same
                why = f"{result['ErrorCode']}: {result.get('ErrorMessage')}"
                yield f"event of playlist {digest.playlist_id}: {why}"


def mails(digests: Sequence[Digest]) -> Iterator[tuple[str, str]]:
    """Yield subject and text of mails with all digests, as few as SNS's limit allows."""
    texts: list[str] = []
    size = 0
    for text in ("\n".join(describe(digest)) for digest in digests):
        size += len(text.encode())
        if texts and size > MOST_MESSAGE_BYTES:
            yield _mail(texts)
            texts, size = [], len(text.encode())
        texts.append(text)
    if texts:
        yield _mail(texts)


def _mail(texts: Sequence[str]) -> tuple[str, str]:
    # No name: SNS takes a subject of up to 99 ASCII characters.
    subject = "1 playlist changed" if len(texts) == 1 else f"{len(texts):,} playlists changed"
    return subject, "\n\n".join(texts) + "\n"


def event_detail(digest: Digest) -> dict[str, Any]:
    """Return the ``detail`` of a digest's event; long texts are cut."""
    return {
        "schema": SCHEMA,
        "playlist_id": digest.playlist_id,
        "playlist_name": digest.playlist_name and shorten(digest.playlist_name),
        "extracted_at": _utc(digest.after),
        "extracted_at_before": _utc(digest.before),
        "added": _songs(digest.added),
        "removed": _songs(digest.removed),
        "moved": _songs(digest.moved),
        "renamed": _change(digest.renamed),
        "description": _change(digest.description),
        "owner": _change(digest.owner),
        "followers": digest.followers and vars(digest.followers),
    }


def _utc(time: "date") -> str:
    return f"{time.isoformat()}Z"


def _songs(songs: Sequence[Song]) -> dict[str, Any]:
    return {
        "count": len(songs),
        "songs": [
            {
                "song_id": song.song_id,
                "song_name": song.song_name and shorten(song.song_name),
                "artist_names": song.artist_names and shorten(song.artist_names),
                "position_before": song.position_before,
                "position": song.position,
            }
            for song in songs[:MOST_LISTED]
        ],
    }


def _change(change: Change[str] | None) -> dict[str, str] | None:
    if change is None:
        return None
    return {"before": shorten(change.before), "after": shorten(change.after)}
