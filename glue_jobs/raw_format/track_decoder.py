"""Track objects from their JSON, each decoded once while it stays as it is.

From one day to the next most of a playlist's entries are the same, byte for byte. A worker reads a
playlist's days one after another, so most tracks it meets are ones it has just decoded.
"""

import msgspec
from msgspec import UNSET, Raw, UnsetType

from glue_jobs.raw_format.payload import Track, TrackItem

# Some thousand tracks: what a worker may hold of them, in bytes of their JSON.
MAX_BYTES = 16 * 1024**2

_DECODER = msgspec.json.Decoder(Track | None)


class TrackDecoder:
    """Decodes track objects; what was decoded of the same bytes before is the same object."""

    def __init__(self) -> None:
        self._known: dict[bytes, Track | None] = {}
        self._bytes = 0

    def decode(self, raw: Raw | UnsetType) -> TrackItem:
        """Return the track or episode object, or null, in a piece of JSON.

        Raises
        ------
        msgspec.DecodeError
            It is neither.
        RecursionError
            It is nested too deeply.
        """
        if raw is UNSET:
            return UNSET
        text = bytes(raw)
        known = self._known
        if text in known:
            return known[text]
        track: Track | None = _DECODER.decode(text)
        self._bytes += len(text)
        if self._bytes > MAX_BYTES:
            known.clear()
            self._bytes = len(text)
        known[text] = track
        return track
