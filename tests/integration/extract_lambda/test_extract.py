"""Playlists are written to the raw zone complete and unchanged."""

from dataclasses import replace
from typing import Any

import pytest

from glue_jobs.raw_format.decode import decode_raw_file, entry_track, entry_type
from tests.integration.extract_lambda.harness import (
    CHART,
    ODDS_AND_ENDS,
    SCHEDULED,
    SCHEDULER_EVENT,
    TOP_100,
    Harness,
    MakeHarness,
    of_length,
    served_pages,
)


@pytest.mark.parametrize("length", [0, 1, 49, 50, 51, 100, 1000])
def test_all_pages_are_extracted(harness: Harness, length: int) -> None:
    snapshot = of_length(length)
    harness.api.playlists[TOP_100] = snapshot

    result = harness.run()

    pages = max(1, -(-length // 50))
    assert result["playlists"][0] == {
        "playlist_id": TOP_100,
        "status": "extracted",
        "key": f"to_process/{TOP_100}/20261122T060000Z.jsonl",
        "entries": length,
        "snapshot_id": snapshot.metadata["snapshot_id"],
    }
    assert harness.request_count(f"{TOP_100}/items") == pages
    assert [line["page"] for line in harness.lines()] == served_pages(harness.api, TOP_100)


@pytest.mark.parametrize("shape", ["item", "track", "both", "verbatim"])
def test_pages_are_stored_as_served_in_every_shape(make_harness: MakeHarness, shape: str) -> None:
    harness = make_harness(shape=shape)
    harness.api.playlists[ODDS_AND_ENDS] = CHART[ODDS_AND_ENDS]

    harness.run({**SCHEDULER_EVENT, "playlists": ODDS_AND_ENDS})

    shown = [line["page"] for line in harness.lines(ODDS_AND_ENDS)]
    assert shown == served_pages(harness.api, ODDS_AND_ENDS)
    if shape == "verbatim":
        assert [entry for page in shown for entry in page["items"]] == CHART[ODDS_AND_ENDS].entries


def test_null_local_and_episode_entries_are_kept(harness: Harness) -> None:
    harness.api.playlists[ODDS_AND_ENDS] = CHART[ODDS_AND_ENDS]

    harness.run()

    raw = decode_raw_file(harness.raw_files()[f"to_process/{ODDS_AND_ENDS}/20261122T060000Z.jsonl"])
    kinds = {entry_type(entry, entry_track(entry)) for _, entry in raw.entries()}
    assert kinds == {"track", "episode", "local", "unavailable"}


def test_numbers_and_texts_are_unchanged(harness: Harness) -> None:
    odd: dict[str, Any] = {
        "added_at": "2026-11-01T00:00:00Z",
        "item": {
            "id": "1",
            "type": "track",
            "name": 'Sigur Rós - "Ágætis\u2028byrjun" 🎧\u200b\t',
            "duration_ms": 12.0,
            "popularity": 2**70,
            "loudness": -7.123456789012345,
            "tiny": 5e-324,
        },
        "": [None, True, {}, []],
    }
    snapshot = replace(of_length(0), entries=[odd])
    harness.api.playlists[TOP_100] = snapshot

    harness.run()

    (line,) = harness.lines()
    (kept,) = line["page"]["items"]
    assert kept == odd
    assert isinstance(kept["item"]["duration_ms"], float)


def test_glue_job_decodes_the_raw_file(harness: Harness) -> None:
    snapshot = of_length(51)
    harness.api.playlists[TOP_100] = snapshot

    harness.run()

    raw = decode_raw_file(harness.raw_files()[f"to_process/{TOP_100}/20261122T060000Z.jsonl"])
    metadata = snapshot.metadata
    assert raw.playlist.id == TOP_100
    assert raw.playlist.name == metadata["name"]
    assert raw.playlist.owner_id == metadata["owner"]["id"]
    assert raw.playlist.owner_name == metadata["owner"]["display_name"]
    assert raw.playlist.description == metadata["description"]
    assert raw.playlist.followers == metadata["followers"]["total"]
    assert raw.playlist.url == metadata["external_urls"]["spotify"]
    assert raw.extracted_at == SCHEDULED.replace(tzinfo=None)
    entries = list(raw.entries())
    assert [position for position, _ in entries] == list(range(1, 52))
    names = [(track := entry_track(entry)) and track.name for _, entry in entries]
    assert names == [(entry["item"] or {}).get("name") for entry in snapshot.entries]


def test_configured_playlists_are_extracted_in_order(harness: Harness) -> None:
    result = harness.run()

    assert [one["playlist_id"] for one in result["playlists"]] == list(CHART)
    assert result["extracted"] == 3
    assert result["entries"] == 9
    assert result["extracted_at"] == "2026-11-22T06:00:00Z"
    assert set(harness.raw_files()) == {one["key"] for one in result["playlists"]}


def test_object_metadata_has_entries_and_snapshot_id(harness: Harness) -> None:
    (outcome, *_) = harness.run()["playlists"]

    head = harness.s3.head_object(Bucket=harness.bucket, Key=outcome["key"])
    assert head["ContentType"] == "application/x-ndjson"
    assert head["Metadata"] == {"entries": "3", "snapshot_id": outcome["snapshot_id"]}
    assert harness.calls.count("PutObject") == 3


def test_raw_prefix_is_prepended_to_keys(harness: Harness) -> None:
    harness.set(RAW_PREFIX="lake/raw")

    harness.run()

    assert all(key.startswith("lake/raw/to_process/") for key in harness.raw_files())


def test_requests_have_market_and_no_fields_filter(harness: Harness) -> None:
    harness.set(MARKET="SE")
    harness.api.playlists[TOP_100] = of_length(51)

    harness.run({"playlists": [f"spotify:playlist:{TOP_100}"]})

    requests = [request for request in harness.api.requests if request.method == "GET"]
    assert [request.path.rpartition("/")[2] for request in requests] == [
        TOP_100,
        "items",
        "items",
        TOP_100,
    ]
    assert all("fields" not in request.query for request in requests)
    assert all(request.query["additional_types"] == "track,episode" for request in requests)
    assert all(request.query["market"] == "SE" for request in requests)
    assert [request.query["offset"] for request in requests[1:3]] == ["0", "50"]
    assert {request.query["limit"] for request in requests[1:3]} == {"50"}


def test_manual_event_sets_playlists_and_market_and_uses_current_time(harness: Harness) -> None:
    harness.set(MARKET="SE")

    result = harness.run({"playlists": [ODDS_AND_ENDS], "market": "no"})

    assert list(harness.raw_files()) == [f"to_process/{ODDS_AND_ENDS}/20261122T060003Z.jsonl"]
    assert result["extracted_at"] == "2026-11-22T06:00:03Z"
    assert {r.query.get("market") for r in harness.api.requests if r.method == "GET"} == {"NO"}


def test_no_market_is_sent_by_default(harness: Harness) -> None:
    harness.run()

    assert not [request for request in harness.api.requests if "market" in request.query]
