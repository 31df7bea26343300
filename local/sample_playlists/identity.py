"""Ids, ISRCs and hexadecimal digits in the form of Spotify's, derived from names."""

from functools import cache
from hashlib import sha256

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ID_LENGTH = 22


def spotify_id(*names: object) -> str:
    """Return 22 characters of base62, the same for the same names in every process."""
    number = int.from_bytes(_digest(names)[:16], "big")
    letters = []
    for _ in range(_ID_LENGTH):
        number, digit = divmod(number, 62)
        letters.append(_BASE62[digit])
    return "".join(reversed(letters))


@cache
def hexadecimal(length: int, *names: object) -> str:
    """Return up to 64 hexadecimal digits, as in the URLs of images and previews."""
    return _digest(names).hex()[:length]


def isrc(year: int, *names: object) -> str:
    """Return an ISRC of the country code ZZ, which is not assigned."""
    number = int.from_bytes(_digest(names)[:8], "big")
    registrant = "".join(_BASE62[number // 62**place % 36] for place in range(3))
    return f"ZZ{registrant}{year % 100:02d}{number // 62**3 % 100_000:05d}"


def _digest(names: tuple[object, ...]) -> bytes:
    return sha256("/".join(map(str, names)).encode()).digest()
