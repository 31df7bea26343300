"""Read a file's bytes as JSON text in UTF-8: unpack, convert, or refuse it by what it is."""

import codecs
import csv
import gzip
import io
import json
import re
import zlib
from typing import IO, cast

from cli.commands import lake
from cli.errors import UserError

# A playlist's largest page has half a megabyte: what holds or unpacks to more than this is meant to
# do harm, or has to be split to fit into memory.
MAX_UNPACKED_BYTES = 1024**3
_CHUNK_BYTES = 256 * 1024

_GZIP = b"\x1f\x8b"
_UNPACK = "unpack it and import what is in it"
_BINARY_FORMATS = (
    (b"PK\x03\x04", f"a zip archive: {_UNPACK} (unzip)"),
    (b"PK\x05\x06", "an empty zip archive: leave it out"),
    (b"BZh", f"packed with bzip2: {_UNPACK} (bunzip2)"),
    (b"\xfd7zXZ\0", f"packed with xz: {_UNPACK} (unxz)"),
    (b"\x28\xb5\x2f\xfd", f"packed with zstd: {_UNPACK} (unzstd)"),
    (b"7z\xbc\xaf\x27\x1c", f"a 7-Zip archive: {_UNPACK}"),
    (b"Rar!", f"a RAR archive: {_UNPACK}"),
    (b"PAR1", "a Parquet file: write the Web API's answers as JSON"),
    (b"Obj\x01", "an Avro file: write the Web API's answers as JSON"),
    (b"ORC", "an ORC file: write the Web API's answers as JSON"),
    (b"SQLite format 3\0", "an SQLite database: write the Web API's answers as JSON"),
    (b"%PDF", "a PDF: leave it out"),
    (b"\x89PNG", "an image: leave it out"),
    (b"\xff\xd8\xff", "an image: leave it out"),
    (b"GIF8", "an image: leave it out"),
)
_PICKLE = re.compile(rb"\x80[\x02-\x05]")
_TAR = (257, b"ustar")

_EXPORTIFY = re.compile(r"(?i)\b(?:track ur[il]|spotify (?:id|uri)|track id)\b")


class NotJsonError(UserError):
    """A file is not JSON at all; the text says what it is and the way out."""


def read_json_text(file: IO[bytes]) -> bytes:
    """
    Return a file's JSON text in UTF-8, without a byte order mark.

    Gzip is unpacked, UTF-16 and UTF-32 are converted, whatever the file is called.

    Raises
    ------
    NotJsonError
        If its beginning shows that it is something else. The rest is not read then.
    UserError
        If it is empty, damaged, too large or of another encoding.
    """
    stream = _Buffered(file)
    if stream.first.startswith(_GZIP):
        try:
            with gzip.GzipFile(fileobj=cast("IO[bytes]", stream)) as unpacked:
                return _read_text(_Buffered(cast("IO[bytes]", unpacked)), "unpacks to")
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise UserError(f"broken gzip ({error}): get the file again") from error
    return _read_text(stream, "holds")


class _Buffered(io.RawIOBase):
    """A stream whose first chunk can be looked at before it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.first = file.read(_CHUNK_BYTES)
        self._rest: bytes | None = self.first

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if self._rest is None:
            return self._file.read(size)
        if 0 <= size < len(self._rest):
            part, self._rest = self._rest[:size], self._rest[size:]
            return part
        part, self._rest = self._rest, None
        return part


def _read_text(stream: _Buffered, verb: str) -> bytes:
    first = stream.first
    if first.startswith(_GZIP):
        raise UserError("it is gzipped twice: unpack it once (gunzip)")
    if not first:
        raise UserError("the file is empty: get it again, or leave it out")
    _refuse_binary(first)
    encoding = json.detect_encoding(first)
    _refuse_other_text(first, encoding)
    data = _read_all(stream, verb)
    if encoding.startswith("utf-8"):
        data = data.removeprefix(codecs.BOM_UTF8)
        _check_utf8(data)
    else:
        data = _to_utf8(data, encoding)
    if not data or data.isspace():
        raise UserError("the file is empty: get it again, or leave it out")
    return data


def _refuse_binary(first: bytes) -> None:
    for magic, reason in _BINARY_FORMATS:
        if first.startswith(magic):
            raise NotJsonError(reason)
    if _PICKLE.match(first):
        raise NotJsonError("a Python pickle: load it and write it with json.dump")
    if first[_TAR[0] :].startswith(_TAR[1]):
        raise NotJsonError(f"a tar archive: {_UNPACK} (tar -xf)")


def _refuse_other_text(first: bytes, encoding: str) -> None:
    text = first[:4096].decode(encoding, "replace").lstrip("\ufeff \t\r\n\x1e")
    if text[:1] in {"{", "["} and not re.match(r"[\[{(\s]*'", text):
        return
    if re.match(r"[\[{(]\s*['(\[{]", text) or re.match(r"\(", text):
        raise NotJsonError(
            "a Python repr, as str() or print() write it, not JSON: "
            "write it with json.dump, or read it with ast.literal_eval first"
        )
    if re.match(r"(?i)<(!doctype\s+)?html", text):
        raise NotJsonError("an HTML page, not JSON: save the Web API's answer, not a web page")
    if text.startswith("<"):
        raise NotJsonError("XML, not JSON: save the Web API's answer")
    if re.match(r"(?i)too many requests", text):
        raise NotJsonError("an API error, not a playlist (429 Too Many Requests): fetch it again")
    if _is_csv(text):
        if _is_exportify(text):
            raise NotJsonError(
                "a CSV of playlist entries, as Exportify writes it, which lacks what the tables "
                f"need: fetch the playlist itself ({lake('extract', 'PLAYLIST')})"
            )
        raise NotJsonError("a CSV, not JSON: import the Web API's answers it was made from")
    if "\0" in text:
        raise NotJsonError("not JSON, but binary: leave it out")
    if text and not re.match(r'["0-9tfn-]', text):
        start = text[:20].split("\n")[0]
        raise NotJsonError(f'not JSON (it begins with "{start}"): get the file again')


def _is_exportify(text: str) -> bool:
    return bool(_EXPORTIFY.search(text.partition("\n")[0]))


def _is_csv(text: str) -> bool:
    """Return whether the first two lines have the same number of columns, more than one."""
    lines = text.split("\n")[:2]
    for separator in (",", ";", "\t"):
        columns = [len(row) for row in csv.reader(lines, delimiter=separator)]
        if len(set(columns)) == 1 and columns[0] > 1 and (len(columns) == 2 or _is_exportify(text)):
            return True
    return False


def _read_all(stream: _Buffered, verb: str) -> bytes:
    data = io.BytesIO()
    while chunk := stream.read(_CHUNK_BYTES):
        if data.tell() + len(chunk) > MAX_UNPACKED_BYTES:
            raise UserError(
                f"{verb} more than {MAX_UNPACKED_BYTES} bytes: split it into smaller files"
            )
        data.write(chunk)
    return data.getvalue()


def _check_utf8(data: bytes) -> None:
    # msgspec checks only the strings that it decodes, and most are passed on verbatim. In chunks,
    # as the decoded whole could take four times the file's size.
    if data.isascii():
        return
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data), _CHUNK_BYTES):
        pending = len(decoder.getstate()[0])
        end = start + _CHUNK_BYTES
        try:
            decoder.decode(data[start:end], final=end >= len(data))
        except UnicodeDecodeError as error:
            position = start - pending + error.start
            raise UserError(f"not UTF-8 at byte {position}: save it as UTF-8") from error


def _to_utf8(data: bytes, encoding: str) -> bytes:
    try:
        return data.decode(encoding).removeprefix("\ufeff").encode()
    except UnicodeError as error:  # half a surrogate pair does not encode
        raise UserError(f"broken {encoding.upper()} ({error}): save it as UTF-8") from error
