"""Control characters in file names and contents are escaped on a terminal."""

from pathlib import Path

import pytest

from tests.integration.local.terminal import on_a_terminal

STEERING = "\x1b]0;title\x07\x1b[2J\r\n\u202ed\x9bm"
ESCAPED = r"\x1b]0;title\x07\x1b[2J\r\n\u202ed\x9bm"


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "--lake", "lake", f"missing{STEERING}"),
        ("query", "--lake", "lake", f"missing{STEERING}.sql"),
        ("report", "--lake", f"missing{STEERING}"),
        ("query", "--lake", f"missing{STEERING}", "SELECT 1 FROM song"),
    ],
)
def test_control_characters_of_a_file_name_are_escaped(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    lake = str(tmp_path / "lake")
    code, text = on_a_terminal(*(lake if each == "lake" else each for each in arguments))

    assert code == 1
    assert ESCAPED in text
    assert all(line.isprintable() for line in text.split("\n"))


def test_control_characters_of_a_rejected_file_are_escaped(tmp_path: Path) -> None:
    waiting = tmp_path / "lake/raw/to_process"
    waiting.mkdir(parents=True)
    (waiting / f"p{STEERING}.jsonl").write_bytes(b'{"format": "\\u001b[2J\\u202e"}')

    code, text = on_a_terminal("load", "--lake", str(tmp_path / "lake"))

    assert code == 1
    assert rf"p{ESCAPED}.jsonl: line 1: Invalid enum value '\x1b[2J\u202e'" in text
    assert all(line.isprintable() for line in text.split("\n"))
