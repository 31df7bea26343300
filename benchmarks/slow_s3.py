"""An S3 bucket in memory with the latencies of S3, for the requests of the load job only.

The emulators from PyPI need 1 to 2 ms of CPU time per request, as much as the job: on the same
machine they would be the bottleneck. This one needs a tenth of it.
"""

import asyncio
import re
import threading
import time
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from html import unescape
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

Operation = Literal["ListObjectsV2", "GetObject", "CopyObject", "DeleteObjects", "DeleteObject"]

_KEYS_PER_PAGE = 1_000
_HTTP_TEXTS = {200: "OK", 204: "No Content", 404: "Not Found", 412: "Precondition Failed"}


@dataclass(frozen=True)
class Request:
    """A request that was responded to; times are those of ``time.monotonic``.

    Attributes
    ----------
    user
        The access key id that signed it.
    """

    operation: Operation
    user: str
    began: float
    ended: float


@dataclass(frozen=True)
class _Object:
    body: bytes
    etag: str


@dataclass
class SlowS3:
    """One bucket.

    Attributes
    ----------
    latencies
        Seconds from a request to its response, by operation; of one that is not named, none.
    requests
        All so far.
    """

    latencies: Mapping[str, float]
    url: str = ""
    requests: list[Request] = field(default_factory=list)
    _objects: dict[str, _Object] = field(default_factory=dict)

    def put(self, key: str, body: bytes) -> None:
        """Put an object, without a request."""
        etag = blake2b(body, digest_size=16).hexdigest()
        self._objects[key] = _Object(body, f'"{etag}"')

    def listed(self) -> list[str]:
        """Return all keys, sorted."""
        return sorted(self._objects)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Respond to the requests of a connection, one by one."""
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                began = time.monotonic()
                line, *header_lines = head.rstrip().split("\r\n")
                method, target, _ = line.split(" ")
                headers = {
                    name.lower(): value for name, value in (h.split(": ", 1) for h in header_lines)
                }
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                operation = _operation(method, target, headers)
                await asyncio.sleep(self.latencies.get(operation, 0))
                status, etag, content = self._respond(operation, target, headers, body)
                answer = [
                    f"HTTP/1.1 {status} {_HTTP_TEXTS[status]}",
                    f"Content-Length: {len(content)}",
                    *([f"ETag: {etag}"] if etag else []),
                ]
                user = re.search("Credential=([^/]+)", headers.get("authorization", ""))
                # Before the response: a test that has received it may look at the requests at once.
                self.requests.append(
                    Request(operation, user[1] if user else "", began, time.monotonic())
                )
                writer.write("\r\n".join([*answer, "", ""]).encode() + content)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            writer.close()

    def _respond(
        self, operation: Operation, target: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, str, bytes]:
        """Return status, ETag and body of the response."""
        url = urlsplit(target)
        key = _key(url.path)
        match operation:
            case "ListObjectsV2":
                return 200, "", self._list(parse_qs(url.query))
            case "GetObject":
                found = self._objects.get(key)
                return (200, found.etag, found.body) if found else _error(404, "NoSuchKey")
            case "CopyObject":
                return self._copy(key, headers)
            case "DeleteObjects":
                return 200, "", self._delete_all(body.decode())
            case "DeleteObject":
                return (204, "", b"") if self._objects.pop(key, None) else _error(404, "NoSuchKey")

    def _copy(self, key: str, headers: Mapping[str, str]) -> tuple[int, str, bytes]:
        source = self._objects.get(_key(unquote(headers["x-amz-copy-source"])))
        if source is None:
            return _error(404, "NoSuchKey")
        if headers.get("x-amz-copy-source-if-match", source.etag) != source.etag:
            return _error(412, "PreconditionFailed")
        self._objects[key] = source
        result = f"<CopyObjectResult><ETag>{source.etag}</ETag></CopyObjectResult>"
        return 200, "", result.encode()

    def _list(self, query: Mapping[str, list[str]]) -> bytes:
        prefix = query["prefix"][0]
        keys = self.listed()
        start = bisect_right(keys, query.get("continuation-token", [prefix])[0])
        page = [k for k in keys[start : start + _KEYS_PER_PAGE] if k.startswith(prefix)]
        more = start + len(page) < len(keys) and keys[start + len(page)].startswith(prefix)
        contents = "".join(
            f"<Contents><Key>{key}</Key><Size>{len(self._objects[key].body)}</Size></Contents>"
            for key in page
        )
        token = f"<NextContinuationToken>{page[-1]}</NextContinuationToken>" if more else ""
        return (
            f"<ListBucketResult><IsTruncated>{str(more).lower()}</IsTruncated>{token}{contents}"
            "</ListBucketResult>"
        ).encode()

    def _delete_all(self, body: str) -> bytes:
        errors = []
        for text in re.findall("<Object>(.*?)</Object>", body, re.DOTALL):
            key = unescape(text.partition("<Key>")[2].partition("</Key>")[0])
            etag = unescape(text.partition("<ETag>")[2].partition("</ETag>")[0])
            found = self._objects.get(key)
            if found and etag in {"", found.etag}:
                del self._objects[key]
            elif found:
                errors.append(f"<Error><Key>{key}</Key><Code>PreconditionFailed</Code></Error>")
        return f"<DeleteResult>{''.join(errors)}</DeleteResult>".encode()


def _operation(method: str, target: str, headers: Mapping[str, str]) -> Operation:
    if method == "GET":
        return "ListObjectsV2" if "list-type=2" in target else "GetObject"
    if method == "PUT" and "x-amz-copy-source" in headers:
        return "CopyObject"
    if method == "POST":
        return "DeleteObjects"
    if method == "DELETE":
        return "DeleteObject"
    raise ConnectionError(f"the load job does not ask for this: {method} {target}")


def _key(path: str) -> str:
    """Return the key in ``/bucket/key``."""
    return unquote(path).lstrip("/").partition("/")[2]


def _error(status: int, code: str) -> tuple[int, str, bytes]:
    return status, "", f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()


@contextmanager
def run_slow_s3(latencies: Mapping[str, float]) -> Iterator[SlowS3]:
    """Run it in a thread of this process."""
    s3 = SlowS3(latencies)
    started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def run() -> None:
        stopping = asyncio.Event()
        async with await asyncio.start_server(s3.serve, "127.0.0.1", 0, backlog=1_000) as server:
            s3.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            started.set_result((asyncio.get_running_loop(), stopping))
            await stopping.wait()

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    loop, stopping = started.result(timeout=10)
    try:
        yield s3
    finally:
        loop.call_soon_threadsafe(stopping.set)
        thread.join()
