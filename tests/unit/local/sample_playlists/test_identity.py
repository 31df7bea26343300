import re
from collections.abc import Iterator
from typing import Any

from local.sample_playlists import snapshots, words
from local.sample_playlists.identity import hexadecimal, isrc, spotify_id

ALL = list(snapshots(days=2))


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from _objects(part)
    elif isinstance(value, list):
        for part in value:
            yield from _objects(part)


def test_ids_are_22_characters_of_base62() -> None:
    assert re.fullmatch(r"[0-9A-Za-z]{22}", spotify_id("artist", "Polite Wolves"))
    assert spotify_id("artist", "x") != spotify_id("album", "x")


def test_ids_spread_over_the_whole_alphabet() -> None:
    letters = {letter for number in range(500) for letter in spotify_id(number)}
    assert len(letters) == 62


def test_isrcs_have_an_unassigned_country_code() -> None:
    assert re.fullmatch(r"ZZ[0-9A-Z]{3}71\d{5}", isrc(1971, "x"))


def test_hexadecimal_has_the_length_asked_for() -> None:
    assert re.fullmatch(r"[0-9a-f]{24}", hexadecimal(24, "image", "x"))


def test_links_and_uris_contain_the_id() -> None:
    kinds = set()
    for snapshot in ALL:
        for one in _objects([snapshot.metadata, snapshot.entries]):
            if not one.get("id"):
                continue
            kind, id_ = one["type"], one["id"]
            kinds.add(kind)
            assert one["uri"] == f"spotify:{kind}:{id_}"
            assert one["href"] == f"https://api.spotify.com/v1/{kind}s/{id_}"
            assert one["external_urls"] == {"spotify": f"https://open.spotify.com/{kind}/{id_}"}
            assert kind == "user" or re.fullmatch(r"[0-9A-Za-z]{22}", id_)
    assert kinds == {"playlist", "user", "track", "album", "artist", "episode", "show"}


def test_names_are_unique() -> None:
    veterans = [name for names in words.VETERANS.values() for name in names]
    classics = [name for names in words.CLASSICS.values() for name in names]
    for names in (
        [*words.ARTISTS, *veterans],
        [*words.TITLES, *classics, words.INTERLUDE, words.EPIC, words.NAMESAKE],
        [*words.ALBUMS, *words.COMPILATIONS],
        words.MORE_TITLES,
    ):
        assert len(names) == len(set(names))
        assert all(name == name.strip() and name for name in names)


def test_enough_names_for_a_year() -> None:
    assert len(words.TITLES) >= 160
    assert len(words.ARTISTS) >= 60
    assert len(words.MORE_TITLES) >= 1500
