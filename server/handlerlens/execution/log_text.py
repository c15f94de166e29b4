"""From the bytes of an environment's log pipe to text.

What the function prints and the records of its loggers share one pipe, so their order is kept. Records come in frames of the
telemetry protocol (awslambdaric's ``FramedTelemetryLogSink``): type, length, timestamp in microseconds, message, big-endian.
"""

from __future__ import annotations

import codecs
import struct
import time

_HEADER = struct.Struct(">IIQ")
_TYPES = frozenset(0xA55A0000 | low for low in (3, 0x0A, 0x0B, 0x0E, 0x0F, 0x12, 0x13, 0x16, 0x17, 0x1A, 0x1B))
_MARK = b"\xa5\x5a\x00"
_LONGEST = 64 * 1024 * 1024
_DAY = 86_400 * 1_000_000


class LogText:
    """Decodes one environment's output piece by piece."""

    def __init__(self) -> None:
        self._bytes = b""
        self._decoder = _decoder()

    def feed(self, data: bytes) -> str:
        """The text that is complete after ``data``."""
        self._bytes += data
        text: list[str] = []
        while self._bytes:
            start = self._bytes.find(_MARK[:1])
            if start < 0:
                text.append(self._plain(self._bytes))
                self._bytes = b""
                break
            text.append(self._plain(self._bytes[:start]))
            self._bytes = self._bytes[start:]
            frame = self._frame()
            if frame is None:
                break
            text.append(frame)
        return "".join(text)

    def flush(self) -> str:
        """What is left over when an invocation ends, complete or not."""
        rest = self._decoder.decode(self._bytes, final=True)
        self._bytes = b""
        self._decoder = _decoder()
        return rest

    def _plain(self, data: bytes) -> str:
        return self._decoder.decode(data)

    def _frame(self) -> str | None:
        """The record at the front, or the one byte there when no frame begins with it; None when more bytes are needed."""
        header = self._bytes[: _HEADER.size]
        if not header.startswith(_MARK[: len(header)]):
            return self._byte()
        if len(header) < _HEADER.size:
            return None
        kind, length, stamp = _HEADER.unpack(header)
        if kind not in _TYPES or length > _LONGEST or abs(stamp - time.time_ns() // 1000) > _DAY:
            return self._byte()
        end = _HEADER.size + length
        if len(self._bytes) < end:
            return None
        message = self._bytes[_HEADER.size : end].decode("utf-8", "replace")
        self._bytes = self._bytes[end:]
        return message if message.endswith("\n") else message + "\n"

    def _byte(self) -> str:
        text = self._plain(self._bytes[:1])
        self._bytes = self._bytes[1:]
        return text


def _decoder() -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder("utf-8")("replace")
