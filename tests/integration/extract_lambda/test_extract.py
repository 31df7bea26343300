"""Playlists come whole and unaltered into the raw zone."""

from dataclasses import replace
from typing import Any

import pytest

from glue_jobs.raw_format.decode import decode_raw_file, entry_track, entry_type
from tests.integration.extract_lambda.world import (
    CHART,
    ODDS_AND_ENDS,
    SCHEDULED,
    SCHEDULER_EVENT,
    TOP_100,
    MakeWorld,
    World,
    of_length,
    served_pages,
)


@pytest.mark.parametrize("length", [0, 1, 49, 50, 51, 100, 1000])
def test_a_playlist_comes_whole(world: World, length: int) -> None:
    snapshot = of_length(length)
    world.api.playlists[TOP_100] = snapshot

    result = world.run()

    pages = max(1, -(-length // 50))
    assert result["playlists"][0] == {
        "playlist_id": TOP_100,
        "status": "extracted",
        "key": f"to_process/{TOP_100}/20261122T060000Z.jsonl",
        "entries": length,
        "snapshot_id": snapshot.metadata["snapshot_id"],
    }
    assert world.asked(f"{TOP_100}/items") == pages
    assert [line["page"] for line in world.lines()] == served_pages(world.api, TOP_100)


@pytest.mark.parametrize("shape", ["item", "track", "both", "verbatim"])
def test_the_pages_are_as_served_in_every_shape(make_world: MakeWorld, shape: str) -> None:
    world = make_world(shape=shape)
    world.api.playlists[ODDS_AND_ENDS] = CHART[ODDS_AND_ENDS]

    world.run({**SCHEDULER_EVENT, "playlists": ODDS_AND_ENDS})

    shown = [line["page"] for line in world.lines(ODDS_AND_ENDS)]
    assert shown == served_pages(world.api, ODDS_AND_ENDS)
    if shape == "verbatim":
        assert [entry for page in shown for entry in page["items"]] == CHART[ODDS_AND_ENDS].entries


def test_nulls_locals_and_episodes_stay_as_they_are(world: World) -> None:
    world.api.playlists[ODDS_AND_ENDS] = CHART[ODDS_AND_ENDS]

    world.run()

    raw = decode_raw_file(world.raw_files()[f"to_process/{ODDS_AND_ENDS}/20261122T060000Z.jsonl"])
    kinds = {entry_type(entry, entry_track(entry)) for _, entry in raw.entries()}
    assert kinds == {"track", "episode", "local", "unavailable"}


def test_numbers_and_texts_survive(world: World) -> None:
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
    world.api.playlists[TOP_100] = snapshot

    world.run()

    (line,) = world.lines()
    (kept,) = line["page"]["items"]
    assert kept == odd
    assert isinstance(kept["item"]["duration_ms"], float)


def test_the_glue_job_reads_what_the_lambda_writes(world: World) -> None:
    snapshot = of_length(51)
    world.api.playlists[TOP_100] = snapshot

    world.run()

    raw = decode_raw_file(world.raw_files()[f"to_process/{TOP_100}/20261122T060000Z.jsonl"])
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


def test_all_that_is_configured_is_extracted_in_order(world: World) -> None:
    result = world.run()

    assert [one["playlist_id"] for one in result["playlists"]] == list(CHART)
    assert result["extracted"] == 3
    assert result["entries"] == 9
    assert result["extracted_at"] == "2026-11-22T06:00:00Z"
    assert set(world.raw_files()) == {one["key"] for one in result["playlists"]}


def test_the_object_says_how_much_is_in_it(world: World) -> None:
    (outcome, *_) = world.run()["playlists"]

    head = world.s3.head_object(Bucket=world.bucket, Key=outcome["key"])
    assert head["ContentType"] == "application/x-ndjson"
    assert head["Metadata"] == {"entries": "3", "snapshot_id": outcome["snapshot_id"]}
    assert world.calls.count("PutObject") == 3


def test_a_prefix_goes_before_everything(world: World) -> None:
    world.set(RAW_PREFIX="lake/raw")

    world.run()

    assert all(key.startswith("lake/raw/to_process/") for key in world.raw_files())


def test_nothing_is_left_out_of_what_spotify_is_asked_for(world: World) -> None:
    world.set(MARKET="SE")
    world.api.playlists[TOP_100] = of_length(51)

    world.run({"playlists": [f"spotify:playlist:{TOP_100}"]})

    asked = [request for request in world.api.requests if request.method == "GET"]
    assert [request.path.rpartition("/")[2] for request in asked] == [
        TOP_100,
        "items",
        "items",
        TOP_100,
    ]
    assert all("fields" not in request.query for request in asked)
    assert all(request.query["additional_types"] == "track,episode" for request in asked)
    assert all(request.query["market"] == "SE" for request in asked)
    assert [request.query["offset"] for request in asked[1:3]] == ["0", "50"]
    assert {request.query["limit"] for request in asked[1:3]} == {"50"}


def test_a_manual_event_chooses_playlists_and_market_and_takes_now(world: World) -> None:
    world.set(MARKET="SE")

    result = world.run({"playlists": [ODDS_AND_ENDS], "market": "no"})

    assert list(world.raw_files()) == [f"to_process/{ODDS_AND_ENDS}/20261122T060003Z.jsonl"]
    assert result["extracted_at"] == "2026-11-22T06:00:03Z"
    assert {r.query.get("market") for r in world.api.requests if r.method == "GET"} == {"NO"}


def test_without_a_market_none_is_sent(world: World) -> None:
    world.run()

    assert not [request for request in world.api.requests if "market" in request.query]
