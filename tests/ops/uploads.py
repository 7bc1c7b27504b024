"""Things that nobody should send, and what the server's processes weigh meanwhile."""

from __future__ import annotations

import socket
import struct
import threading
import time
import zlib
from pathlib import Path
from urllib.parse import urlsplit

from tests.servers import LiveServer, children

MIB = 1024 * 1024


def bomb(side: int = 20_000) -> bytes:
    """A small PNG file of very many pixels."""
    row = b"\0" + b"\0" * (side // 8)
    packer = zlib.compressobj(1)
    rows = b"".join([*(packer.compress(row) for _ in range(side)), packer.flush()])
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def form(fields: dict[str, str], name: str, data: bytes) -> tuple[bytes, str]:
    """A multipart body with one file, and its content type."""
    parts = [f'--uji\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{text}\r\n' for key, text in fields.items()]
    parts.append(f'--uji\r\nContent-Disposition: form-data; name="proof"; filename="{name}"\r\n')
    head = "".join(parts).encode() + b"Content-Type: image/jpeg\r\n\r\n"
    return head + data + b"\r\n--uji--\r\n", "multipart/form-data; boundary=uji"


def send(url: str, path: str, megabytes: int) -> tuple[int, str]:
    """Send a body of so many MiB piece by piece, as a browser does; status and text, 0 when the line broke."""
    address = urlsplit(url)
    length = megabytes * MIB
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Length: {length}\r\n"
        "Content-Type: multipart/form-data; boundary=uji\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection((address.hostname or "", address.port or 80), timeout=30) as line:
        line.sendall(head.encode())
        try:
            for _ in range(megabytes * 16):
                line.sendall(b"x" * (MIB // 16))
        except OSError:
            pass
        return _answer(line)


def _answer(line: socket.socket) -> tuple[int, str]:
    found = b""
    try:
        while piece := line.recv(65536):
            found += piece
    except OSError:
        pass
    words = found.split(None, 2)
    return (int(words[1]) if len(words) > 1 else 0), found.decode(errors="replace")


class Scales(threading.Thread):
    """Weighs the server with all its processes again and again; `peak` is the heaviest, in MiB."""

    def __init__(self, server: LiveServer) -> None:
        super().__init__(daemon=True)
        self.server, self.done = server, threading.Event()
        self.before = self.peak = self.weigh()
        self.start()

    def weigh(self) -> float:
        """Pss of the tree in MiB: what the machine really gives for it."""
        root = self.server.process.pid if self.server.process else 0
        return sum(_pss(pid) for pid in (root, *children(root))) / 1024

    def run(self) -> None:
        while not self.done.is_set():
            self.peak = max(self.peak, self.weigh())
            time.sleep(0.05)

    def gained(self) -> float:
        """How much heavier it was at most than before."""
        self.done.set()
        self.join()
        return self.peak - self.before


def _pss(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
