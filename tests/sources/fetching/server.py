"""A web server on this machine that serves made files, and breaks in every way a server can."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass
class Site:
    """What is served: contents by path, how each request in turn is answered, and what was asked for.

    ``faults`` hold, for each path, what happens to its first, second, third request; after that all is well. A fault is
    a method of `Answering`'s by name, with its arguments behind it.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, list[tuple[object, ...]]] = field(default_factory=dict)
    etag: str | None = '"one"'
    ranges: bool = True
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    address: str = ""

    def times(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(asked == path for asked, _range in self.asked)


class Answering(BaseHTTPRequestHandler):
    """Answers GET from the server's `Site`."""

    site: Site

    def do_GET(self) -> None:
        path, given = self.path, self.headers.get("Range")
        self.site.asked.append((path, given))
        waiting = self.site.faults.get(path)
        if waiting:
            name, *words = waiting.pop(0)
            getattr(self, str(name))(*words)
        elif path not in self.site.files:
            self.refuse(404)
        else:
            self.whole_or_rest()

    def whole_or_rest(self) -> None:
        content, given = self.site.files[self.path], self.headers.get("Range")
        if given and self.site.ranges and self.headers.get("If-Range") == self.site.etag:
            start = int(given.removeprefix("bytes=").removesuffix("-"))
            if start >= len(content):
                self.refuse(416)
            else:
                span = f"bytes {start}-{len(content) - 1}/{len(content)}"
                self.say(206, content[start:], **{"Content-Range": span})
        else:
            self.say(200, content)

    def say(self, status: int, content: bytes, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        if self.site.etag:
            self.send_header("ETag", self.site.etag)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    # --- Faults ---

    def refuse(self, status: int, **headers: str) -> None:
        self.say(status, b"<html>No.</html>", **headers)

    def wait(self, status: int, retry_after: str) -> None:
        self.refuse(status, **{"Retry-After": retry_after})

    def break_off(self, after: int) -> None:
        """Promise all, send so many bytes of what was asked for, and hang up."""
        content, given = self.site.files[self.path], self.headers.get("Range")
        start = int(given.removeprefix("bytes=").removesuffix("-")) if given and self.site.ranges else 0
        rest = content[start:]
        span = {"Content-Range": f"bytes {start}-{len(content) - 1}/{len(content)}"} if start else {}
        self.say(206 if start else 200, rest[:after], length=len(rest), **span)

    def hang_up(self) -> None:
        """No answer at all."""
        self.close_connection = True
        self.connection.close()

    def silence(self, seconds: float) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "10")
        self.end_headers()
        time.sleep(seconds)

    def drip(self, seconds: float, times: int) -> None:
        """One byte at a time."""
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        for _time in range(times):
            try:
                self.wfile.write(b"x")
                self.wfile.flush()
            except OSError:
                return
            time.sleep(seconds)

    def chunked(self, whole: object) -> None:
        """The file in chunks, with or without its last one."""
        self.protocol_version = "HTTP/1.1"
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        content = self.site.files[self.path]
        for start in range(0, len(content), 1000):
            chunk = content[start : start + 1000]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        if whole:
            self.wfile.write(b"0\r\n\r\n")
        self.close_connection = True

    def redirect(self, to: str, status: int = 302) -> None:
        self.refuse(status, Location=to)

    def packed(self) -> None:
        self.say(200, b"\x1f\x8b", **{"Content-Encoding": "gzip"})

    def another_part(self) -> None:
        self.say(206, b"zz", **{"Content-Range": "bytes 7-8/9"})

    def web_page(self) -> None:
        self.say(200, b"<!DOCTYPE html><html><body>Please log in</body></html>")

    def log_message(self, *_words: object) -> None:
        """Nothing: the tests ask the site."""


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    """Serve a site while the block runs; its address is then known."""
    handler: Callable[..., Answering] = type("Handler", (Answering,), {"site": site})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        site.address = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield site
        finally:
            server.shutdown()
