"""Messages between our processes: length, then JSON. Never pickle: one side may be a stranger."""

import json
import socket
import struct
import time
from typing import Any

__all__ = ["LARGEST", "read_frame", "send_frame"]

LARGEST = 64_000_000
"""The most bytes that one message between our own processes may have."""

_SIZE = struct.Struct(">Q")
_MOST_PARTS = 1_300_000  # brackets in a stranger's message, those in texts included: each empty list takes 72 bytes


def send_frame(channel: socket.socket, document: Any) -> None:
    """Send one message, whole."""
    # As it is and not in ASCII: a text in another script would be six times as long. Lone surrogates pass.
    data = json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")
    channel.sendall(_SIZE.pack(len(data)) + data)


def _read(channel: socket.socket, size: int, until: float | None) -> bytes:
    data = bytearray()
    while len(data) < size:
        if until is not None:
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            channel.settimeout(left)
        part = channel.recv(min(size - len(data), 1 << 20))
        if not part:
            raise EOFError
        data += part
    return bytes(data)


def read_frame(channel: socket.socket, *, most: int = LARGEST, until: float | None = None) -> Any:
    """Receive one message of at most `most` bytes.

    Raises `EOFError` when the other side is gone, `ValueError` for what is no message, and `TimeoutError` when the whole of it is not
    there by `until`, a time of the monotonic clock: a stranger may send it a byte at a time.
    """
    (size,) = _SIZE.unpack(_read(channel, _SIZE.size, until))
    if size > most:
        raise ValueError(f"a message of {size:,} bytes")
    data = _read(channel, size, until)
    if until is not None and data.count(b"[") + data.count(b"{") > _MOST_PARTS:
        raise ValueError("a message of too many parts")
    try:
        return json.loads(data)
    except RecursionError:
        raise ValueError("a message nested too deep") from None
