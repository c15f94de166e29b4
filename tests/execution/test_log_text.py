"""From the bytes of the log pipe to text, however they are cut."""

from __future__ import annotations

import struct
import time

import pytest

from handlerlens.execution.log_text import LogText


def frame(message: str, kind: int = 0xA55A0017) -> bytes:
    body = message.encode()
    return struct.pack(">IIQ", kind, len(body), time.time_ns() // 1000) + body


CASES = {
    "plain": (b"one\ntwo", "one\ntwo"),
    "a record is a line": (b"a\n" + frame("x\ny") + b"b\n", "a\nx\ny\nb\n"),
    "a record with its own newline": (frame("x\n"), "x\n"),
    "records in a row": (frame("x") + frame("y"), "x\ny\n"),
    "unicode": ("é😀".encode(), "é😀"),
    "not UTF-8": (b"a\xffb", "a\ufffdb"),
    "a lone mark": (b"\xa5\x5a\x00 and on", "\ufffdZ\x00 and on"),
    "a length that lies": (struct.pack(">IIQ", 0xA55A0003, 2**31, time.time_ns() // 1000) + b"x", None),
    "a record from another time": (struct.pack(">IIQ", 0xA55A0003, 1, 5) + b"x", None),
    "cut off": (frame("long record")[:-3], None),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_cut_anyhow(case: str, size: int) -> None:
    data, expected = CASES[case]
    text = LogText()
    got = "".join(text.feed(data[at : at + size]) for at in range(0, len(data), size)) + text.flush()
    assert got == (expected if expected is not None else data.decode("utf-8", "replace"))
