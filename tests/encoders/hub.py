"""A Hub on loopback: the few answers of huggingface.co that a download needs, and the ways in which they go wrong."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Hub:
    """Files by path within the repository. Large files are redirected to another path, as the Hub redirects to its store."""

    repository: str
    revision: str
    files: dict[str, bytes]
    large: frozenset[str] = frozenset({"onnx/model.onnx"})
    status: int | None = None
    hang_up_after: int | None = None
    hang_ups_left: int = 0
    knows_ranges: bool = True
    asked: list[tuple[str, str, str | None]] = field(default_factory=list)
    url: str = ""

    def bytes_sent(self, path: str) -> int:
        """How many bytes of a file went out, over all requests."""
        return self._sent.get(path, 0)

    _sent: dict[str, int] = field(default_factory=dict)


class _Handler(BaseHTTPRequestHandler):
    hub: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self.answer(body=False)

    def do_GET(self) -> None:
        self.answer(body=True)

    def answer(self, *, body: bool) -> None:
        self.hub.asked.append((self.command, self.path, self.headers.get("Range")))
        if self.hub.status is not None:
            return self.bare(self.hub.status)
        prefix = f"/{self.hub.repository}/resolve/{self.hub.revision}/"
        stored = self.path.startswith("/store/")
        path = self.path.removeprefix("/store/" if stored else prefix)
        if path not in self.hub.files or not (stored or self.path.startswith(prefix)):
            return self.bare(404, {"X-Error-Code": "EntryNotFound"})
        data = self.hub.files[path]
        headers = {"X-Repo-Commit": self.hub.revision, "ETag": f'"{hashlib.sha256(data).hexdigest()}"'}
        if path in self.hub.large and not stored:
            linked = {
                "X-Linked-Size": str(len(data)),
                "X-Linked-Etag": headers["ETag"],
                "Location": f"/store/{path}",
            }
            return self.bare(302, headers | linked)
        return self.send(path, data, headers, body=body)

    def bare(self, status: int, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": "0", **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()

    def send(self, path: str, data: bytes, headers: dict[str, str], *, body: bool) -> None:
        asked = self.headers.get("Range")
        start = int(asked.removeprefix("bytes=").split("-")[0]) if asked and self.hub.knows_ranges else 0
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        for name, value in {**headers, "Content-Length": str(len(data) - start)}.items():
            self.send_header(name, value)
        self.end_headers()
        if not body:
            return
        rest = data[start:]
        if self.hub.hang_up_after is not None and self.hub.hang_ups_left and path in self.hub.large:
            self.hub.hang_ups_left -= 1
            rest = rest[: self.hub.hang_up_after]
            self.close_connection = True
        self.wfile.write(rest)
        self.hub._sent[path] = self.hub._sent.get(path, 0) + len(rest)


@contextmanager
def running(hub: Hub) -> Generator[Hub]:
    """Serve a Hub until the block ends; ``hub.url`` is its endpoint."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"hub": hub}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    hub.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
