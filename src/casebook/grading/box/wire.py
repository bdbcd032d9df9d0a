"""Messages between our processes: length, then JSON. Never pickle: one side may be a stranger."""

import json
import socket
import struct
from typing import Any

__all__ = ["LARGEST", "read_frame", "send_frame"]

LARGEST = 64_000_000
"""The most bytes that one message may have."""

_SIZE = struct.Struct(">Q")


def send_frame(channel: socket.socket, document: Any) -> None:
    """Send one message, whole."""
    data = json.dumps(document, ensure_ascii=True).encode()
    channel.sendall(_SIZE.pack(len(data)) + data)


def _read(channel: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        part = channel.recv(min(size - len(data), 1 << 20))
        if not part:
            raise EOFError
        data += part
    return bytes(data)


def read_frame(channel: socket.socket) -> Any:
    """Receive one message; raises `EOFError` when the other side is gone and `ValueError` for what is no message."""
    (size,) = _SIZE.unpack(_read(channel, _SIZE.size))
    if size > LARGEST:
        raise ValueError(f"a message of {size:,} bytes")
    try:
        return json.loads(_read(channel, size))
    except RecursionError:
        raise ValueError("a message nested too deep") from None
