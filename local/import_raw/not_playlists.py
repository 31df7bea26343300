"""Tell by its name what is JSON and no playlist, and what to import instead."""

import re

from cli.commands import lake
from local.import_raw.json_values import (
    Fields,
    begins,
    elements_of,
    fields_of,
    is_null,
    text,
    whole_number,
)

_FETCH = f"fetch the playlist itself ({lake('extract', 'PLAYLIST')})"
_EXPORT = f"Spotify's account data export, which has no ids or details of songs: {_FETCH}"
_HISTORY = f"a streaming history, not a playlist: {_FETCH}"
_PLAYED = f"recently played tracks, not a playlist: {_FETCH}"
_PLAYER = f"the player's answer, not a playlist: {_FETCH}"
_ALBUMS = f"albums, not playlists: {_FETCH}"
_SEARCH = f"search results, not a playlist: {_FETCH}"
_FEATURES = f"audio features, not a playlist: {_FETCH}"
_WEB_PLAYER = f"an answer of Spotify's web player, not of the Web API: {_FETCH}"
_TOKEN = "an access token, not a playlist: leave it out"  # noqa: S105
_PANDAS = "a table as pandas writes it (DataFrame.to_json): import the answers it was made from"
_FLAT_TABLE = f"a table of songs in columns of its own: {_FETCH}"
NO_ENTRIES = (
    "a playlist without its entries (no list at items.items or tracks.items): "
    "import the playlist's pages instead"
)
NO_IDS = (
    "no entry has an id: fetch it again without a fields filter, or with one that keeps "
    "items(track(id))"
)

# Names of fields that no page, playlist or entry has.
_BY_NAME = {
    "access_token": _TOKEN,
    "refresh_token": _TOKEN,
    "bannedTracks": _EXPORT,
    "numberOfFollowers": _EXPORT,
    "searchQuery": _EXPORT,
    "trackUri": _EXPORT,
    "addedDate": _EXPORT,
    "localTrack": _EXPORT,
    "msPlayed": _HISTORY,
    "ms_played": _HISTORY,
    "played_at": _PLAYED,
    "cursors": f"recently played tracks or followed artists, not a playlist: {_FETCH}",
    "currently_playing_type": _PLAYER,
    "currently_playing": _PLAYER,
    "is_playing": _PLAYER,
    "progress_ms": _PLAYER,
    "album_type": _ALBUMS,
    "danceability": _FEATURES,
    "audio_features": _FEATURES,
    "seeds": f"recommendations, not a playlist: {_FETCH}",
    "playlistV2": _WEB_PLAYER,
    "itemV2": _WEB_PLAYER,
    "__typename": _WEB_PLAYER,
    "num_tracks": f"the Million Playlist Dataset, which has no ids: {_FETCH}",
}
_BY_HREF = (
    (re.compile(r"/me/top/"), f"a user's top items, not a playlist: {_FETCH}"),
    (re.compile(r"/v1/search\?"), _SEARCH),
    (re.compile(r"/v1/albums\b|/browse/new-releases"), _ALBUMS),
)
_BY_TYPE = {
    "album": _ALBUMS,
    "artist": f"artists, not a playlist: {_FETCH}",
    "audiobook": f"audiobooks, not a playlist: {_FETCH}",
    "episode": f"episodes by themselves, no playlist: {_FETCH}",
    "show": f"shows, not a playlist: {_FETCH}",
    "track": f"tracks by themselves, no playlist: {_FETCH}",
    "user": f"a user, not a playlist: {_FETCH}",
}
_SAVED = {
    "album": "saved albums, not a playlist: leave them out",
    "show": "saved shows, not a playlist: leave them out",
    "episode": "saved episodes, not a playlist: leave them out",
    "audiobook": "saved audiobooks, not a playlist: leave them out",
}


def name_object(fields: Fields) -> str | None:
    """Return what an object is; None if it may be a playlist, a part of one, or hold one."""
    if reason := _name_by_names(fields):
        return reason
    if {"columns", "index", "data"} <= fields.keys():
        return _PANDAS
    return _api_error(fields) or _name_by_href(fields) or _name_by_type(fields)


def name_container(fields: Fields) -> str | None:
    """Return what an object is in which no playlist was found; None if that is not known."""
    if _is_indexed(fields):
        return _PANDAS
    for child in map(fields_of, fields.values()):
        if reason := _name_by_href(child):
            return reason
    for name in ("items", "tracks"):
        page = fields_of(fields.get(name))
        if page and "items" not in page and ("total" in page or "href" in page):
            return NO_ENTRIES
    sample = _sample(fields)
    return _name_row(fields) or _name_row(sample) or (name_container(sample) if sample else None)


def name_entries(track: Fields, around: Fields, *, were_played: bool) -> str:
    """Return what entries are whose tracks have no ids, or that were played and not added."""
    if were_played:
        return _PLAYED
    return _PANDAS if _is_indexed(around) else _name_by_names(track) or NO_IDS


def _name_by_names(fields: Fields) -> str | None:
    if _BY_NAME.keys().isdisjoint(fields):
        return None
    return next(reason for name, reason in _BY_NAME.items() if name in fields)


def _name_row(fields: Fields) -> str | None:
    if "added_at" in fields:
        for name, reason in _SAVED.items():
            if begins(fields.get(name), b"{"):
                return reason
    if any(name.startswith(("track.", "track_", "item.", "items.")) for name in fields):
        return _FLAT_TABLE
    return name_object(fields)


def _is_indexed(fields: Fields) -> bool:
    """Return whether every field is an object with the keys 0, 1, 2 and so on."""
    columns = [list(fields_of(value)) for value in fields.values()]
    rows = [str(row) for row in range(len(columns[0]))] if columns else []
    return len(columns) > 1 and bool(rows) and all(column == rows for column in columns)


def _sample(fields: Fields) -> Fields:
    """Return the fields of the first item of a list, or of its track."""
    for name in ("items", "tracks"):
        for element in elements_of(fields.get(name)):
            if not is_null(element):
                entry = fields_of(element)
                return fields_of(entry.get("track")) or entry
    return {}


def _name_by_href(fields: Fields) -> str | None:
    href = text(fields.get("href"))
    if not href or "/playlists/" in href:
        return None
    return next((reason for form, reason in _BY_HREF if form.search(href)), None)


def _name_by_type(fields: Fields) -> str | None:
    if any(begins(fields.get(name), b"{") for name in ("item", "track")):
        return None  # an entry, which may have a type of its own
    if begins(fields.get("artists"), b"[") and ("duration_ms" in fields or "album" in fields):
        return _BY_TYPE["track"]
    return _BY_TYPE.get(text(fields.get("type")) or "")


def _api_error(fields: Fields) -> str | None:
    error = fields.get("error", fields.get("errorMessage"))
    if error is None or is_null(error) or "items" in fields or "tracks" in fields:
        return None
    details = fields_of(error)
    status = whole_number(details.get("status"))
    message = text(details.get("message")) or text(fields.get("error_description")) or text(error)
    told = " ".join(str(part) for part in (status, message) if part is not None)
    return f"an API error, not a playlist ({told[:100]}): fetch it again"
