"""What Spotify and the way to it do wrong, and what the Lambda makes of it."""

import json
import re
import socket
from collections.abc import Callable

import pytest

from extract_lambda import time_left
from local.spotify_api import Fault, Request
from tests.integration.extract_lambda.world import (
    FRESH_FINDS,
    ODDS_AND_ENDS,
    SMALL,
    TOP_100,
    MakeWorld,
    World,
    of_length,
)

ITEMS = f"{TOP_100}/items"
PASSING = {
    "500": Fault(status=500),
    "502": Fault(status=502, body=b"<html>Bad gateway</html>"),
    "503": Fault(status=503),
    "504": Fault(status=504, body=b""),
    "dropped": Fault(drop=True),
    "truncated": Fault(truncate=True),
    "truncated error": Fault(status=503, truncate=True),
    "no JSON": Fault(body=b"<html>Sorry</html>"),
    "half JSON": Fault(body=b'{"items": ['),
    "empty": Fault(body=b""),
    "null": Fault(body=b"null"),
    "list": Fault(body=b"[]"),
}


def statuses(world: World) -> dict[str, str]:
    failure = world.run_failing()
    return {one["playlist_id"]: one["status"] for one in failure.result["playlists"]}


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_what_passes_is_waited_out(world: World, fault: Fault) -> None:
    world.api.fail("GET", ITEMS, fault, times=2)

    world.run_one()

    assert world.clock.waited == [1.0, 2.0]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("503", "SpotifyUnavailableError"),
        ("dropped", "NoAnswerError"),
        ("truncated", "NoAnswerError"),
        ("no JSON", "UnreadableAnswerError"),
    ],
)
def test_what_does_not_pass_costs_one_playlist_only(world: World, fault: str, error: str) -> None:
    world.api.fail("GET", ITEMS, PASSING[fault], times=None)

    failure = world.run_failing()

    first, *others = failure.result["playlists"]
    assert (first["status"], first["error"]) == ("failed", error)
    assert [other["status"] for other in others] == ["extracted", "extracted"]
    assert world.asked(ITEMS) == 5
    assert world.clock.waited == [1.0, 2.0, 4.0, 8.0]
    assert set(world.raw_files()) == {other["key"] for other in others}


def test_waiting_is_random_up_to_its_bound(world: World) -> None:
    world.api.fail("GET", ITEMS, Fault(status=500), times=2)
    dependencies = world.dependencies()
    object.__setattr__(dependencies, "jitter", lambda: 0.25)

    world.run(dependencies=dependencies)

    assert world.clock.waited == [0.25, 0.5]


def test_no_wait_goes_beyond_the_lambdas_time(world: World) -> None:
    world.clock.seconds_left = 14.5  # 10 of which are kept back
    world.api.fail("GET", ITEMS, Fault(status=500), times=None)

    failure = world.run_failing()

    first, *others = failure.result["playlists"]
    assert first["error"] == "SpotifyUnavailableError"
    assert [other["status"] for other in others] == ["extracted", "extracted"]
    assert world.clock.waited == [1.0]


def test_a_timeout_is_an_answer_that_never_came(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time_left, "_LONGEST_REQUEST", 0.5)
    monkeypatch.setattr(time_left, "_SHORTEST_REQUEST", 0.1)
    world.api.fail("GET", ITEMS, Fault(delay_seconds=0.7))
    world.run_one()
    assert world.clock.waited == [1.0]

    world.clock.seconds_left = 12.5  # enough for two tries
    world.api.fail("GET", ODDS_AND_ENDS, Fault(delay_seconds=0.7), times=None)
    error, message = world.fail_one(ODDS_AND_ENDS)
    assert error == "NoAnswerError"
    assert "did not answer in time" in message


def test_a_host_without_an_address_is_named(world: World) -> None:
    world.set(SPOTIFY_API_URL="https://api.no-such-host.invalid/v1/")

    error, message = world.fail_one()

    assert error == "NoAnswerError"
    assert message.startswith("api.no-such-host.invalid has no address (DNS)")


@pytest.mark.parametrize("variable", ["SPOTIFY_API_URL", "SPOTIFY_TOKEN_URL"])
def test_a_refused_connection_is_named(world: World, variable: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and never listens
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        world.set(**{variable: f"http://{address}/v1/"})

        error, message = world.fail_one()

    assert error == "NoAnswerError"
    assert message == f"{address} accepts no connection"


def test_an_access_token_that_dies_on_the_way_is_renewed(world: World) -> None:
    world.api.playlists[TOP_100] = of_length(101)

    def expire(request: Request) -> None:
        if request.query.get("offset") == "50" and world.asked("/api/token") == 1:
            world.api.expire_tokens()

    world.api.on_request = expire
    world.run()

    assert len(world.lines()) == 3
    assert world.asked("/api/token") == 2
    assert world.clock.waited == []


def test_a_token_refused_twice_ends_the_run(world: World) -> None:
    world.api.fail("GET", ITEMS, Fault(status=401), times=None)

    failure = world.run_failing()

    assert failure.result["playlists"][0]["error"] == "AccessTokenRefusedError"
    assert failure.result["not_reached"] == 2
    assert world.asked(ITEMS) == 2
    assert world.asked("/api/token") == 2


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=403),
        Fault(status=403, body=b"<html>"),
        Fault(status=403, body=b"[]"),
        Fault(status=403, body=b'{"error": null}'),
        Fault(status=403, body=b'{"error": {"message": 1}}'),
        Fault(body=b'{"href": "the items are left out"}'),
        Fault(body=b'{"items": null, "total": 3}'),
    ],
)
def test_a_playlist_that_is_not_yours_is_not_asked_for_again(world: World, fault: Fault) -> None:
    world.api.fail("GET", ITEMS, fault, times=None)

    error, message = world.fail_one()

    assert error == "NotYourPlaylistError"
    assert TOP_100 in message
    assert world.asked(ITEMS) == 1


def test_an_app_in_development_mode_needs_a_user(make_world: MakeWorld) -> None:
    world = make_world(access="development")

    error, message = world.fail_one()

    assert error == "NotYourPlaylistError"
    assert "An app in development mode needs a user's token" in message  # Spotify's own words
    assert "refresh token in its secret" in message


def test_development_mode_shows_the_users_own_playlists_only(make_world: MakeWorld) -> None:
    world = make_world(access="development", user_id="nowhere.charts")
    world.keep_secret(refresh_token=world.api.refresh_token)

    assert statuses(world) == {
        TOP_100: "extracted",
        ODDS_AND_ENDS: "failed",
        FRESH_FINDS: "extracted",
    }


def test_an_unknown_playlist_is_told_from_one_of_spotifys_own(world: World) -> None:
    unknown, spotifys = "0123456789abcdefghijkl", "37i9dQZEVXbMDoHDwVN2tF"

    error, message = world.fail_one(unknown)
    assert error == "UnknownPlaylistError"
    assert f"https://open.spotify.com/playlist/{unknown}" in message

    error, message = world.fail_one(spotifys)
    assert error == "SpotifyOwnedPlaylistError"
    assert f"playlist {spotifys} is made by Spotify itself" in message
    assert "2024-11-27" in message


def test_any_other_refusal_is_told_in_spotifys_words(world: World) -> None:
    body = b'{"error": {"status": 400, "message": "Invalid market code"}}'
    world.api.fail("GET", ITEMS, Fault(status=400, body=body))

    error, message = world.fail_one()

    assert error == "RequestRefusedError"
    assert message == "Spotify refuses the request with status 400: Invalid market code"


@pytest.mark.parametrize(
    ("headers", "waited"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "0"}, 0.0),
        ({"Retry-After": "Sun, 22 Nov 2026 06:00:13 GMT"}, 10.0),
        ({"Retry-After": "Sun, 22 Nov 2026 05:00:00 GMT"}, 0.0),
        ({"Retry-After": "soon"}, 30.0),
        ({"Retry-After": "-5"}, 30.0),
        ({}, 30.0),
    ],
)
def test_a_rate_limit_is_waited_out_as_spotify_asks(
    world: World, headers: dict[str, str], waited: float
) -> None:
    world.api.fail("GET", ITEMS, Fault(status=429, headers=headers))

    world.run_one()

    assert world.clock.waited == [waited]


def test_a_server_error_may_ask_for_patience_too(world: World) -> None:
    world.api.fail("GET", ITEMS, Fault(status=503, headers={"Retry-After": "12"}))

    world.run()

    assert world.clock.waited == [12.0]


@pytest.mark.parametrize("seconds", [291, 36_000, 999_999_999])
def test_a_longer_rate_limit_ends_the_run_with_the_time_to_come_back(
    world: World, seconds: int
) -> None:
    fault = Fault(status=429, headers={"Retry-After": str(seconds)})
    world.api.fail("GET", f"{ODDS_AND_ENDS}/items", fault, times=None)

    failure = world.run_failing()

    assert [one["status"] for one in failure.result["playlists"]] == [
        "extracted",
        "failed",
        "not_reached",
    ]
    stopped = failure.result["playlists"][1]
    assert stopped["error"] == "RateLimitedError"
    come_back_at = re.search(r"not before (\S+)Z", stopped["message"])
    assert come_back_at
    expected = {291: "2026-11-22T06:04:54", 36_000: "2026-11-22T16:00:03"}
    assert come_back_at[1] == expected.get(seconds, "2058-07-31T07:46:42")
    assert f"not reached: {FRESH_FINDS}" in str(failure)
    assert world.clock.waited == []
    assert world.asked(FRESH_FINDS) == 0


def test_a_rate_limit_without_end_is_not_asked_for_ever(world: World) -> None:
    fault = Fault(status=429, headers={"Retry-After": "1"})
    world.api.fail("GET", ITEMS, fault, times=None)

    failure = world.run_failing()

    assert failure.result["playlists"][0]["error"] == "RateLimitedError"
    assert world.clock.waited == [1.0] * 4
    assert failure.result["not_reached"] == 2


def test_without_time_nothing_is_begun(world: World) -> None:
    world.clock.seconds_left = 3.0  # Lambda's default timeout

    failure = world.run_failing()

    first, *others = failure.result["playlists"]
    assert first["error"] == "OutOfTimeError"
    assert "raise its timeout" in first["message"]
    assert {other["status"] for other in others} == {"not_reached"}
    assert world.api.requests == []


def test_an_answer_that_nobody_foresaw_costs_one_playlist_only(world: World) -> None:
    world.api.fail("GET", TOP_100, Fault(body=b'{"owner": "somebody"}'), times=None, after=2)

    assert statuses(world) == {
        TOP_100: "failed",
        ODDS_AND_ENDS: "extracted",
        FRESH_FINDS: "extracted",
    }


def test_a_page_of_another_form_is_refused(world: World) -> None:
    world.api.fail("GET", ITEMS, Fault(body=b'{"items": {}, "total": 0}'), times=None)

    assert world.fail_one()[0] == "UnreadableAnswerError"


def on_second_page(world: World, change: Callable[[int], None]) -> None:
    """Let something happen each time the second page is asked for, counting from 1."""
    times = 0

    def watch(request: Request) -> None:
        nonlocal times
        if request.query.get("offset") == "50":
            times += 1
            change(times)

    world.api.on_request = watch


def test_a_playlist_that_changes_on_the_way_is_fetched_again(world: World) -> None:
    world.api.playlists[TOP_100] = of_length(60)

    def shorten(times: int) -> None:
        if times == 1:
            world.api.playlists[TOP_100] = of_length(55)

    on_second_page(world, shorten)
    (outcome, *_) = world.run()["playlists"]

    assert outcome["entries"] == 55
    assert "note" not in outcome
    assert {line["page"]["total"] for line in world.lines()} == {55}
    assert outcome["snapshot_id"] == of_length(55).metadata["snapshot_id"]
    # Before, between the tries and after: three looks, where two tries alone would take four.
    assert world.asked(TOP_100) - world.asked(ITEMS) == 3


def test_a_playlist_that_never_stands_still_is_not_written(world: World) -> None:
    lengths = iter([60, 40, 60, 41, 60, 42])  # at each page: 50 came of the first, then 40 are all

    def change(request: Request) -> None:
        if request.path.endswith("/items"):
            world.api.playlists[TOP_100] = of_length(next(lengths))

    world.api.on_request = change
    error, message = world.fail_one()

    assert error == "PlaylistChangedError"
    assert "changed while it was read, 3 times" in message


def test_a_snapshot_id_that_always_changes_is_noted(world: World) -> None:
    world.api.playlists[TOP_100] = of_length(60)

    def rename(times: int) -> None:
        world.api.playlists[TOP_100].metadata["snapshot_id"] = f"computed-{times}"

    on_second_page(world, rename)
    (outcome, *_) = world.run()["playlists"]

    assert outcome["status"] == "extracted"
    assert outcome["entries"] == 60
    assert outcome["note"] == "its snapshot_id changed during each of 3 tries"
    assert world.asked(ITEMS) == 6


def test_entries_that_spotify_counts_but_never_shows_are_noted(world: World) -> None:
    page = {"items": SMALL[TOP_100].entries, "next": None, "offset": 0, "total": 5}
    world.api.fail("GET", ITEMS, Fault(body=json.dumps(page).encode()), times=None)

    (outcome, *_) = world.run()["playlists"]

    assert outcome["status"] == "extracted"
    assert outcome["entries"] == 3
    assert outcome["note"] == "Spotify counts 5 entries and shows 3"
    assert world.asked(ITEMS) == 3


def test_a_whole_number_may_be_written_as_a_fraction(world: World) -> None:
    page = {"items": SMALL[TOP_100].entries, "next": None, "offset": 0, "total": 3.0}
    world.api.fail("GET", ITEMS, Fault(body=json.dumps(page).encode()), times=None)

    (outcome, *_) = world.run()["playlists"]

    assert "note" not in outcome
