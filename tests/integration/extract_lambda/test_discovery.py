"""The user's own playlists and Liked Songs."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from glue_jobs.raw_format.decode import decode_raw_file, entry_track
from local.sample_playlists import Snapshot, sample_days
from local.spotify_api import Fault, Request
from tests.integration.extract_lambda.harness import (
    FRESH_FINDS,
    ODDS_AND_ENDS,
    SMALL,
    TOP_100,
    Harness,
    Json,
    MakeHarness,
)

Metrics = Callable[[], dict[str, float]]
Log = Callable[[], list[dict[str, Any]]]

CHARTS = "nowhere.charts"  # owns TOP_100 and FRESH_FINDS
LODGER = "nowhere_lodger"  # owns ODDS_AND_ENDS, which is collaborative
LIKED = list(next(sample_days(1)).liked.entries)
LIKED_ID = f"liked.{LODGER}"
MINE_SCOPES = "playlist-read-private playlist-read-collaborative"
COMMAND = "run `.venv/bin/lake-deploy authorize`"


@pytest.fixture
def make_user_harness(make_harness: MakeHarness) -> MakeHarness:
    """Make a harness of a development-mode app with a user's refresh token."""

    def make(user_id: str = LODGER, playlists: str = "mine", **options: Any) -> Harness:
        harness = make_harness(access="development", user_id=user_id, **options)
        harness.set(PLAYLISTS=playlists)
        harness.store_secret(refresh_token=harness.api.refresh_token)
        return harness

    return make


def statuses(result: Json) -> dict[str, str]:
    return {one["playlist_id"]: one["status"] for one in result["playlists"]}


def owned_playlist(number: int, user_id: str) -> Snapshot:
    playlist_id = f"{number:022d}"
    owner = {"id": user_id, "display_name": user_id}
    metadata = {**SMALL[TOP_100].metadata, "id": playlist_id, "owner": owner, "public": False}
    return replace(SMALL[TOP_100], playlist_id=playlist_id, metadata=metadata, entries=[])


def test_mine_extracts_owned_playlists(make_user_harness: MakeHarness) -> None:
    harness = make_user_harness(CHARTS)
    harness.api.playlists = {TOP_100: SMALL[TOP_100], FRESH_FINDS: SMALL[FRESH_FINDS]}

    assert statuses(harness.run()) == {TOP_100: "extracted", FRESH_FINDS: "extracted"}


def test_mine_extracts_collaborative_playlists_of_others(make_user_harness: MakeHarness) -> None:
    entries = SMALL[ODDS_AND_ENDS].entries
    collaborator = next(one["added_by"]["id"] for one in entries if one["added_by"]["id"])
    harness = make_user_harness(collaborator)

    assert statuses(harness.run()) == {ODDS_AND_ENDS: "extracted"}
    assert harness.request_count(TOP_100) == 0  # followed only


def test_collaborative_playlist_that_the_user_only_follows_is_skipped(
    make_user_harness: MakeHarness,
) -> None:
    harness = make_user_harness("a.follower")

    result = harness.run()

    assert statuses(result) == {ODDS_AND_ENDS: "skipped"}
    assert (result["skipped"], result["failed"]) == (1, 0)
    assert harness.raw_files() == {}


def test_the_same_playlist_named_by_its_id_fails(make_user_harness: MakeHarness) -> None:
    harness = make_user_harness("a.follower", f"mine {ODDS_AND_ENDS}")

    failure = harness.run_failing()

    assert statuses(failure.result) == {ODDS_AND_ENDS: "failed"}
    assert harness.request_count(f"{ODDS_AND_ENDS}/items") == 1


@pytest.mark.parametrize("page_size", [None, 20, 100])
def test_all_pages_of_the_list_are_read(
    make_user_harness: MakeHarness, page_size: int | None
) -> None:
    harness = make_user_harness(page_size=page_size)
    owned = [owned_playlist(number, LODGER) for number in range(120)]
    harness.api.playlists = {one.playlist_id: one for one in owned}

    assert list(statuses(harness.run())) == list(harness.api.playlists)


def test_each_run_lists_anew(make_user_harness: MakeHarness) -> None:
    harness = make_user_harness(CHARTS)
    harness.run({"playlists": "mine"})
    del harness.api.playlists[FRESH_FINDS]
    harness.clock.now = harness.clock.now.replace(day=23)

    assert statuses(harness.run({"playlists": "mine"})) == {
        TOP_100: "extracted",
        ODDS_AND_ENDS: "skipped",
    }
    failure = harness.run_failing({"playlists": ["mine", FRESH_FINDS]})
    assert statuses(failure.result)[FRESH_FINDS] == "failed"


@pytest.mark.parametrize(
    ("playlists", "extracted"),
    [
        (f"mine -{ODDS_AND_ENDS}", [TOP_100, FRESH_FINDS]),
        (f"-{TOP_100} -{ODDS_AND_ENDS} mine", [FRESH_FINDS]),
        (f"mine {TOP_100} -{ODDS_AND_ENDS}", [TOP_100, FRESH_FINDS]),
        (f"{FRESH_FINDS} mine -{ODDS_AND_ENDS}", [FRESH_FINDS, TOP_100]),
    ],
)
def test_playlists_are_left_out_and_extracted_once(
    make_user_harness: MakeHarness, playlists: str, extracted: Sequence[str]
) -> None:
    harness = make_user_harness(CHARTS, playlists)

    assert list(statuses(harness.run())) == list(extracted)
    assert harness.request_count(ODDS_AND_ENDS) == 0


def test_unusual_items_of_the_list_are_ignored(make_user_harness: MakeHarness, log: Log) -> None:
    harness = make_user_harness(CHARTS, f"mine -{ODDS_AND_ENDS}")
    odd = [None, "x", {"id": None}, {"id": "1" * 22, "owner": None}, {"id": "2" * 22, "owner": "x"}]
    harness.api.fail(
        "GET", "me/playlists", Fault(edit=lambda page: {**page, "items": odd + page["items"]})
    )

    assert list(statuses(harness.run())) == [TOP_100, FRESH_FINDS]
    (warning,) = [line for line in log() if line["level"] == "WARNING" and "listed" in line]
    assert (warning["listed"], warning["total"]) == (8, 3)


def test_user_without_playlists(make_user_harness: MakeHarness) -> None:
    harness = make_user_harness()
    harness.api.playlists = {}

    assert harness.run()["playlists"] == []


def test_failure_of_the_list_costs_no_named_playlist(make_user_harness: MakeHarness) -> None:
    harness = make_user_harness(CHARTS, f"mine {TOP_100}")
    harness.api.fail("GET", "me/playlists", Fault(status=500), times=None)

    failure = harness.run_failing()

    assert statuses(failure.result) == {"mine": "failed", TOP_100: "extracted"}
    assert failure.result["playlists"][0]["error"] == "SpotifyUnavailableError"


def test_mine_is_not_reached_after_a_fatal_error(make_user_harness: MakeHarness) -> None:
    harness = make_user_harness(playlists=f"{TOP_100} mine liked")
    harness.api.revoke()

    failure = harness.run_failing()

    assert statuses(failure.result) == {
        TOP_100: "failed",
        "mine": "not_reached",
        "liked": "not_reached",
    }


def test_liked_songs_are_a_playlist(make_user_harness: MakeHarness) -> None:
    harness = make_user_harness(playlists="liked", liked=LIKED)

    (outcome,) = harness.run()["playlists"]

    assert outcome == {
        "playlist_id": LIKED_ID,
        "status": "extracted",
        "key": f"to_process/{LIKED_ID}/20261122T060000Z.jsonl",
        "entries": len(LIKED),
    }
    lines = harness.lines(LIKED_ID)
    assert {tuple(line["playlist"].items()) for line in lines} == {
        (
            ("id", LIKED_ID),
            ("name", "Liked Songs"),
            ("owner_id", LODGER),
            ("owner_name", "The Lodger"),
        )
    }
    assert [entry for line in lines for entry in line["page"]["items"]] == LIKED
    raw = decode_raw_file(harness.raw_files()[outcome["key"]])
    names = [(track := entry_track(entry)) and track.name for _, entry in raw.entries()]
    assert names == [entry["track"]["name"] for entry in LIKED]


def test_liked_songs_that_change_while_read_are_fetched_again(
    make_user_harness: MakeHarness,
) -> None:
    harness = make_user_harness(playlists="liked", liked=LIKED[2:])

    def like(request: Request) -> None:
        if request.query.get("offset") == "50" and len(harness.api.liked) < len(LIKED):
            # One song is liked and another one is not any more: the number stays the same.
            harness.api.liked = [LIKED[1], *LIKED[2:-1]]

    harness.api.on_request = like
    (outcome,) = harness.run()["playlists"]

    assert "note" not in outcome
    lines = harness.lines(LIKED_ID)
    assert [entry for line in lines for entry in line["page"]["items"]] == LIKED[1:-1]
    assert harness.request_count("me/tracks") == 7  # 3 of them for the newest song only


def test_market_is_sent_for_liked_songs(make_user_harness: MakeHarness) -> None:
    harness = make_user_harness(playlists="liked", liked=LIKED)
    harness.set(MARKET="SE")

    harness.run()

    tracks = [one for one in harness.api.requests if one.path.endswith("me/tracks")]
    assert {one.query.get("market") for one in tracks} == {"SE"}


@pytest.mark.parametrize(
    ("name", "scope", "missing"),
    [
        ("mine", "user-library-read", "playlist-read-private and playlist-read-collaborative"),
        ("mine", "playlist-read-private", "playlist-read-collaborative"),
        ("liked", MINE_SCOPES, "user-library-read"),
        ("liked", "", "user-library-read"),
    ],
)
def test_missing_scope_is_named_with_the_command(
    make_user_harness: MakeHarness, name: str, scope: str, missing: str
) -> None:
    harness = make_user_harness(CHARTS, f"{name} {TOP_100}", scope=scope)

    failure = harness.run_failing()

    assert statuses(failure.result) == {name: "failed", TOP_100: "extracted"}
    failed = failure.result["playlists"][0]
    assert failed["error"] == "MissingScopeError"
    assert f"no user's consent to the scope {missing}: {COMMAND}" in failed["message"]
    assert harness.secret_name in failed["message"]
    assert harness.request_count("/me") == 0


def test_app_without_a_user_has_no_scopes(harness: Harness) -> None:
    failure = harness.run_failing({"playlists": ["liked", TOP_100]})

    assert statuses(failure.result) == {"liked": "failed", TOP_100: "extracted"}
    assert f"scope user-library-read: {COMMAND}" in failure.result["playlists"][0]["message"]


def test_scope_refused_by_the_web_api_is_named(make_user_harness: MakeHarness) -> None:
    harness = make_user_harness(playlists="liked", scope=MINE_SCOPES)

    def without_scope(token: Json) -> Json:
        return {name: value for name, value in token.items() if name != "scope"}

    harness.api.fail("POST", "/api/token", Fault(edit=without_scope))

    failure = harness.run_failing()

    failed = failure.result["playlists"][0]
    assert failed["error"] == "MissingScopeError"
    assert f"scope user-library-read: {COMMAND}" in failed["message"]
    assert harness.request_count("me/tracks") == 1


@pytest.mark.parametrize(
    ("consented_at", "days_left"),
    [("2026-06-13", 21), ("2026-05-22T08:00:00Z", 0), ("2026-05-20", -2), ("2026-11-22", 181)],
)
def test_days_until_the_refresh_token_expires_are_published(
    make_user_harness: MakeHarness, metrics: Metrics, consented_at: str, days_left: int
) -> None:
    harness = make_user_harness(CHARTS, TOP_100)
    harness.store_secret(refresh_token=harness.api.refresh_token, consented_at=consented_at)

    harness.run()

    assert metrics()["RefreshTokenDaysLeft"] == days_left


def test_unknown_expiry_of_the_refresh_token_is_logged(
    make_user_harness: MakeHarness, metrics: Metrics, log: Log
) -> None:
    harness = make_user_harness(CHARTS, TOP_100)

    harness.run()

    assert "RefreshTokenDaysLeft" not in metrics()
    (warning,) = [line["message"] for line in log() if line["level"] == "WARNING"]
    assert "when the refresh token expires is unknown" in warning
    assert "lake-deploy authorize" in warning


def test_app_token_has_no_expiry_to_publish(harness: Harness, metrics: Metrics, log: Log) -> None:
    harness.run()

    assert "RefreshTokenDaysLeft" not in metrics()
    assert not [line for line in log() if line["level"] == "WARNING"]
