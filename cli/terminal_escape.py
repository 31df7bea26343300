"""Escape text from outside (names, ids, paths): a terminal shows it and does nothing else."""

# Control characters move the cursor, colour the screen or make it send input; the others reverse
# or break up their line. The marks that right-to-left names need (U+200E, U+200F) are kept.
_STEERING = [
    *range(0x20),
    *range(0x7F, 0xA0),
    0x2028,
    0x2029,
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
]
_VISIBLE = {code: chr(code).encode("unicode_escape").decode() for code in _STEERING}
_IN_JSON = {code: f"\\u{code:04x}" for code in _STEERING if code >= 0x20}


def visible(text: str) -> str:
    r"""
    Write the characters that steer a terminal as escapes.

    Examples
    --------
    >>> visible("red: \x1b[31m")
    'red: \\x1b[31m'
    """
    return text.translate(_VISIBLE)


def visible_json(document: str) -> str:
    """Do the same in a line of JSON, in JSON's own way: it means what it meant."""
    return document.translate(_IN_JSON)
