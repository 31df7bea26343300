"""Edge cases of real playlists: at least one entry of each kind."""

from dataclasses import replace
from datetime import date

from local.sample_playlists.identity import isrc, spotify_id
from local.sample_playlists.model import Album, Artist, Song
from local.sample_playlists.payload import Json, local_track
from local.sample_playlists.podcast import episode, episode_as_track
from local.sample_playlists.slots import Moment, Slot, show, song_slot

# The number of the day from which some ids have another name or release date.
CHANGE_DAY = 5
NO_TIME = "1970-01-01T00:00:00Z"

# Each is the name of a song, its artist and its album: hard to parse, print or export.
ODD_NAMES = (
    "Comma, Comma, and Other Pauses",
    'She Said "Maybe"',
    "Nobody's O'Clock",
    "Zero\u200bWidth",
    "Line\u2028Separated",
    "🚲🌧️",
    "1984000",
    "True",
    "NULL",
    "=SUM(A1:A9)",
    "Back\\slash; {curly}",
)


def oddities() -> list[Slot]:
    """Return the entries; their order does not matter."""
    return [*_not_songs(), *_odd_entries(), *_odd_songs(), *_short_of_fields()]


def _not_songs() -> list[Slot]:
    podcast, footnotes = "The Missing Teaspoon", "Footnotes & Thunder"
    return [
        Slot(lambda _: None),
        Slot(lambda _: None, "track"),
        Slot(lambda _: None, "both"),
        Slot(lambda _: local_track('Aunt Vera, "live"', "Accordion Practice, Kitchen", 183)),
        Slot(lambda _: local_track("", "track 07 (final FINAL)", 61), "track"),
        Slot(lambda _: episode(podcast, "41: The Warm Letterbox", 52, "2020-09-04")),
        Slot(lambda _: episode(podcast, "42: Who Left the Gate", 47, "2020-09-18"), "both"),
        Slot(lambda _: episode_as_track(footnotes, "7: Ibid.", 88)),
        Slot(lambda _: episode_as_track(footnotes, "8: Op. Cit.", 95), "track"),
    ]


def _odd_entries() -> list[Slot]:
    twice = _song("Heard You the First Time", "Echo Chamber Pots")
    return [
        song_slot(_song("Before There Was Time", "Epoch Zero"), added_at=NO_TIME),
        song_slot(_song("Nothing Happened in 1970", "Epoch Zero"), added_at=NO_TIME),
        song_slot(_song("Since When?", "The Undated"), added_at=None),
        song_slot(_song("Anonymous Gift", "The Undated"), user=""),
        song_slot(_song("Old Way Round", "Turnstile Saints"), "track"),
        song_slot(_song("Both Ways Round", "Turnstile Saints"), "both"),
        song_slot(twice),
        song_slot(twice),
    ]


def _odd_songs() -> list[Slot]:
    undated = _song("Out Whenever", "The Undated")
    lent = _song("Someone Else's Record", "Wheelbarrow Saints")
    owner = (Artist.named("Gazebo Police"),)
    song = _song("One Song, Two Passports", "Border Terriers", "Departures")
    again = _song("One Song, Two Passports", "Border Terriers", "Departures (Deluxe)")
    draft = _song("Working Title", "Second Draft")
    final = replace(draft, name="Finished Title", album=replace(draft.album, name="The Album"))
    early = _song("Pushed Back", "Second Draft")
    late = replace(early, album=replace(early.album, release_date="2019-05-17"))
    return [
        song_slot(
            replace(undated, album=replace(undated.album, release_date="0000", precision="year"))
        ),
        song_slot(replace(lent, album=replace(lent.album, artists=owner))),
        song_slot(song),
        song_slot(replace(again, isrc=song.isrc)),
        _changing(draft, final),
        _changing(early, late),
        *(song_slot(_song(name, name, name)) for name in ODD_NAMES),
    ]


def _short_of_fields() -> list[Slot]:
    """Return songs that lack fields, as an app in development mode gets them."""
    everything = ("popularity", "external_ids", "available_markets")
    return [
        *(_without(field) for field in everything),
        _without(*everything),
        _without_pictures(),
    ]


def _without(*fields: str) -> Slot:
    song = _song(f"Without {' or '.join(fields)}", "Development Mode")

    def content(moment: Moment) -> Json:
        track = show(song, moment)
        for field in fields:
            track.pop(field, None)
            track["album"].pop(field, None)
        return track

    return Slot(content)


def _without_pictures() -> Slot:
    song = _song("Without a Picture", "Development Mode")

    def content(moment: Moment) -> Json:
        track = show(song, moment)
        track["album"]["images"] = []
        return track

    return Slot(content)


def _changing(before: Song, after: Song) -> Slot:
    return Slot(lambda moment: show(after if moment.number >= CHANGE_DAY else before, moment))


def _song(name: str, artist: str, album: str = "") -> Song:
    by = (Artist.named(artist),)
    released = date(2019, 4, 12)
    key = (artist, name, album)
    return Song(
        id=spotify_id("song", *key),
        name=name,
        album=Album(
            id=spotify_id("album", *key),
            name=album or name,
            album_type="album" if album else "single",
            artists=by,
            release_date=released.isoformat(),
            precision="day",
            total_tracks=10 if album else 1,
        ),
        artists=by,
        released=released,
        duration_ms=201_000 + len(name),
        explicit=False,
        isrc=isrc(released.year, *key),
        track_number=1,
    )
