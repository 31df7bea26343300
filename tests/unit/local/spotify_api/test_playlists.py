import json
from dataclasses import dataclass, replace
from typing import Any

import pytest

from local.sample_playlists import (
    FRESH_FINDS,
    ODDS_AND_ENDS,
    TOP_100,
    page,
    pages,
    sample_days,
    snapshots,
)
from local.spotify_api import Shape, SpotifyApi
from tests.unit.local.spotify_api.clients import (
    DAY_ONE,
    ODDS,
    all_pages,
    app,
    app_bearer,
    ask,
    of_size,
    user,
    user_bearer,
)

LEGACY_TOP = next(snapshots(1, legacy=True))
HOLDERS: dict[Shape, set[str]] = {"item": {"item"}, "track": {"track"}, "both": {"item", "track"}}


@pytest.mark.parametrize(
    ("size", "sizes"),
    [(0, [0]), (1, [1]), (50, [50]), (51, [50, 1]), (1000, [50] * 20)],
)
def test_spotipy_reads_all_pages(size: int, sizes: list[int]) -> None:
    snapshot = of_size(size)
    with SpotifyApi({ODDS_AND_ENDS: snapshot}, shape="verbatim") as api:
        served = all_pages(app(api), ODDS_AND_ENDS)
    assert [len(one["items"]) for one in served] == sizes
    assert [entry for one in served for entry in one["items"]] == snapshot.entries
    assert {one["total"] for one in served} == {size}


@pytest.mark.parametrize("size", [0, 1, 50, 51, 1000])
def test_pages_equal_the_generated_ones_byte_for_byte(size: int) -> None:
    snapshot = of_size(size)
    with SpotifyApi({ODDS_AND_ENDS: snapshot}, shape="verbatim") as api:
        bearer, url = app_bearer(api), f"{api.url}playlists/{ODDS_AND_ENDS}/items"
        for offset in range(0, max(size, 1), 50):
            expected = page(snapshot, offset, 50, api.url.removesuffix("/"))
            body = ask(f"{url}?limit=50&offset={offset}", bearer).body
            assert body == json.dumps(expected, ensure_ascii=False, separators=(",", ":")).encode()


@pytest.mark.parametrize("playlist_id", [TOP_100, FRESH_FINDS])
def test_entries_of_the_shape_are_unchanged(playlist_id: str) -> None:
    with SpotifyApi(DAY_ONE) as api:
        served = all_pages(app(api), playlist_id)
    expected = [one["items"] for one in pages(DAY_ONE[playlist_id])]
    assert [one["items"] for one in served] == expected


@pytest.mark.parametrize("shape", HOLDERS)
@pytest.mark.parametrize("path", ["/items", "/tracks", ""])
def test_entries_are_converted_to_the_shape(shape: Shape, path: str) -> None:
    with SpotifyApi(DAY_ONE, shape=shape) as api:
        reply = ask(f"{api.url}playlists/{ODDS_AND_ENDS}{path}?limit=50", app_bearer(api)).json
    entries = (reply if path else reply["items"])["items"]
    assert len(entries) == 50
    for built, served in zip(ODDS.entries, entries, strict=False):
        content = built.get("item", built.get("track"))
        assert served.keys() & {"item", "track"} == HOLDERS[shape]
        assert all(served[holder] == content for holder in HOLDERS[shape])
        assert _rest(served) == _rest(built)


def _rest(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key not in {"item", "track"}}


def test_legacy_snapshot_is_served() -> None:
    with SpotifyApi(DAY_ONE, shape="track") as api:
        url = f"{api.url}playlists/{TOP_100}/tracks?offset=50&limit=50"
        served = ask(url, app_bearer(api)).json
        assert served == page(LEGACY_TOP, 50, 50, api.url.removesuffix("/"))
    with SpotifyApi({TOP_100: LEGACY_TOP}) as api:
        assert all_pages(app(api), TOP_100)[0]["items"] == DAY_ONE[TOP_100].entries[:50]


@pytest.mark.parametrize(
    ("shape", "containers"),
    [("item", {"items"}), ("track", {"items", "tracks"}), ("both", {"items", "tracks"})],
)
def test_playlist_object_has_the_first_page(shape: Shape, containers: set[str]) -> None:
    with SpotifyApi(DAY_ONE, shape=shape) as api:
        client = app(api)
        served = client.playlist(TOP_100)
        assert served.keys() & {"items", "tracks"} == containers
        for container in containers:
            assert len(served[container]["items"]) == 50
            assert served[container]["href"].startswith(f"{api.url}playlists/{TOP_100}/{container}")
            second = client.next(served[container])
            assert second["offset"] == 50
            assert len(second["items"]) == 50
            assert f"/{container}?" in second["previous"]
    metadata = {key: value for key, value in served.items() if key not in containers}
    assert metadata == DAY_ONE[TOP_100].metadata


def test_default_limit_is_20() -> None:
    with SpotifyApi(DAY_ONE) as api:
        reply = ask(f"{api.url}playlists/{TOP_100}/items", app_bearer(api)).json
    assert (reply["limit"], reply["offset"], len(reply["items"])) == (20, 0, 20)
    assert reply["next"].endswith("?offset=20&limit=20")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("limit=51", "Invalid limit"),
        ("limit=100", "Invalid limit"),
        ("limit=0", "Invalid limit"),
        ("limit=many", "Invalid limit"),
        ("limit=", "Invalid limit"),
        ("offset=-1", "Invalid offset"),
        ("offset=1.5", "Invalid offset"),
    ],
)
def test_invalid_limit_or_offset_is_refused(query: str, message: str) -> None:
    with SpotifyApi(DAY_ONE) as api:
        reply = ask(f"{api.url}playlists/{TOP_100}/items?{query}", app_bearer(api))
    assert reply.status == 400
    assert reply.json == {"error": {"status": 400, "message": message}}


def test_page_past_the_end_is_empty() -> None:
    with SpotifyApi(DAY_ONE) as api:
        reply = app(api).playlist_items(TOP_100, offset=500)
    assert (reply["items"], reply["next"], reply["total"]) == ([], None, 100)


def test_market_is_accepted() -> None:
    with SpotifyApi(DAY_ONE) as api:
        assert app(api).playlist_items(TOP_100, market="SE")["total"] == 100
        assert api.requests[-1].query["market"] == "SE"


def test_fields_filters_top_level_names() -> None:
    with SpotifyApi(DAY_ONE) as api:
        client = app(api)
        metadata = DAY_ONE[TOP_100].metadata
        assert client.playlist(TOP_100, fields="snapshot_id, name,nonsense") == {
            "snapshot_id": metadata["snapshot_id"],
            "name": metadata["name"],
        }
        assert client.playlist_items(TOP_100, fields="total") == {"total": 100}


@pytest.mark.parametrize("fields", ["items(item(id))", "items.item.id", "!items"])
def test_nested_fields_are_refused(fields: str) -> None:
    with SpotifyApi(DAY_ONE) as api:
        url = f"{api.url}playlists/{TOP_100}/items?fields={fields}"
        reply = ask(url, app_bearer(api))
    assert reply.status == 501
    assert "fields" in reply.json["error"]["message"]


def test_playlist_is_replaced_between_two_requests() -> None:
    first, second = of_size(60), of_size(70)
    with SpotifyApi({ODDS_AND_ENDS: first}) as api:
        client = app(api)
        before = client.playlist_items(ODDS_AND_ENDS)
        api.playlists[ODDS_AND_ENDS] = second
        after = client.next(before)
    assert (before["total"], after["total"]) == (60, 70)
    assert len(after["items"]) == 20


def test_serving_does_not_change_the_snapshot() -> None:
    snapshot = of_size(60)
    before = json.dumps([snapshot.metadata, snapshot.entries])
    with SpotifyApi({ODDS_AND_ENDS: snapshot}, shape="both") as api:
        all_pages(app(api), ODDS_AND_ENDS)
        app(api).playlist(ODDS_AND_ENDS)
    assert json.dumps([snapshot.metadata, snapshot.entries]) == before


def test_any_object_of_the_protocol_is_served() -> None:
    @dataclass
    class Own:
        playlist_id: str
        metadata: dict[str, Any]
        entries: list[dict[str, Any]]

    own = Own("abc", {"id": "abc", "name": "Müde 🚲"}, [{"added_at": None, "track": None}])
    with SpotifyApi({"abc": own}) as api:
        served = app(api).playlist("abc")
    assert served["name"] == "Müde 🚲"
    assert served["items"]["items"] == [{"added_at": None, "item": None}]


def test_me() -> None:
    with SpotifyApi({}, user_id="somebody") as api:
        me = user(api).me()
        assert me["id"] == api.user_id == "somebody"
        assert me["type"] == "user"
        reply = ask(f"{api.url}me", app_bearer(api))
    assert (reply.status, reply.json["error"]["status"]) == (401, 401)


@pytest.mark.parametrize(("page_size", "sizes"), [(20, [20] * 5), (100, [100])])
def test_page_size_overrides_the_limit(page_size: int, sizes: list[int]) -> None:
    with SpotifyApi(DAY_ONE, page_size=page_size) as api:
        served = all_pages(app(api), TOP_100)
    assert [len(one["items"]) for one in served] == sizes


def test_my_playlists_are_paged() -> None:
    with SpotifyApi(DAY_ONE) as api:
        first = user(api).current_user_playlists(limit=2)
        rest = user(api).next(first)
    listed = [*first["items"], *rest["items"]]
    assert [one["id"] for one in listed] == list(DAY_ONE)
    assert (first["total"], rest["next"]) == (len(DAY_ONE), None)
    assert listed[0]["items"]["total"] == 100
    assert listed[0]["owner"] == DAY_ONE[TOP_100].metadata["owner"]
    assert "followers" not in listed[0]


@pytest.mark.parametrize(
    ("scope", "listed"),
    [
        ("", {"public"}),
        ("playlist-read-private", {"public", "private"}),
        ("playlist-read-collaborative", {"public", "collaborative"}),
    ],
)
def test_my_playlists_without_a_scope_lack_private_ones(scope: str, listed: set[str]) -> None:
    flags = {"public": (True, False), "private": (False, False), "collaborative": (False, True)}
    playlists = {
        name: replace(
            ODDS,
            playlist_id=name,
            metadata={
                **ODDS.metadata,
                "id": name,
                "public": public,
                "collaborative": collaborative,
            },
        )
        for name, (public, collaborative) in flags.items()
    }
    with SpotifyApi(playlists, scope=scope) as api:
        assert {one["id"] for one in user(api).current_user_playlists()["items"]} == listed


def test_liked_songs_are_paged_and_need_their_scope() -> None:
    liked = next(sample_days(1)).liked.entries
    with SpotifyApi({}, liked=liked) as api:
        client = user(api)
        first = client.current_user_saved_tracks(limit=50)
        assert [*first["items"], *client.next(first)["items"]] == liked
    with SpotifyApi({}, liked=liked, scope="playlist-read-private") as api:
        reply = ask(f"{api.url}me/tracks", user_bearer(api))
    assert (reply.status, reply.json["error"]["message"]) == (403, "Insufficient client scope")


@pytest.mark.parametrize("path", ["me/playlists", "me/tracks"])
def test_app_token_has_no_library(path: str) -> None:
    with SpotifyApi(DAY_ONE) as api:
        assert ask(f"{api.url}{path}", app_bearer(api)).status == 401


def test_me_has_the_display_name_of_the_owner() -> None:
    with SpotifyApi(DAY_ONE, user_id="nowhere_lodger") as api:
        assert user(api).me()["display_name"] == "The Lodger"
