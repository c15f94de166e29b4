"""What the real runtime client did for each case, ours does: every byte to the Runtime API and to the log, every exit.

``oracle.json.gz`` holds observations of awslambdaric 4.2.2 with its native extension on Linux x86-64 (its ``about`` and
``notes`` explain the normal form).
"""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from execution.pythons import found

if sys.platform != "linux":
    pytest.skip("the oracle is Linux's", allow_module_level=True)

from execution.runtime_driver import Run, native, ours

ORACLE: dict[str, Any] = json.loads(gzip.decompress((Path(__file__).parent / "oracle.json.gz").read_bytes()))
CASES: dict[str, Any] = ORACLE["cases"]
RUNS = {"3.10": "py310", "3.11": "py311", "3.12": "py312", "3.13": "py313"}

EXCEPTIONS = {
    ("env_sys_path", "/posts/0/body"): "what is on the search path is this machine's",
    (
        "exc_recursion",
        "/posts/0/headers/3",
    ): "the oracle's own server cut this header, at a place that depends on its path",
    ("ret_response_400", "/after_last_post/stderr"): "one frame more: our runtime_client is Python, not C",
    ("ret_response_500", "/after_last_post/stderr"): "one frame more",
    ("exc_error_endpoint_500", "/after_last_post/stderr"): "one frame more",
    (
        "event_next_missing_request_id",
        "/after_last_post",
    ): "one frame more, and no line of C++; our service never leaves it out",
    ("ret_deep_5000", "/posts/0"): "3.12 words the recursion error otherwise when C code recurses",
}
"""What may differ, by case and place, and why; the rest of the case is compared."""


def expected(case: dict[str, Any], run: str) -> dict[str, Any] | None:
    for observed in case["observed"]:
        if run in observed["runs"]:
            return {key: value for key, value in observed.items() if key != "runs"}
    return None


def differences(want: Any, got: Any, where: str = "") -> Iterator[str]:
    if isinstance(want, dict) and "sha256" in want and isinstance(got, dict):
        if (want["len"], want["sha256"]) != (got.get("len"), got.get("sha256")):
            yield f"{where}: another long text, {want['len']} -> {got.get('len')}"
    elif isinstance(want, dict) and isinstance(got, dict):
        for key in sorted(set(want) | set(got)):
            if key != "len":
                yield from differences(want.get(key), got.get(key), f"{where}/{key}")
    elif isinstance(want, list) and isinstance(got, list) and len(want) == len(got):
        for number, (one, other) in enumerate(zip(want, got, strict=True)):
            yield from differences(one, other, f"{where}/{number}")
    elif want != got:
        yield f"{where}: expected {want!r}, got {got!r}"


@pytest.mark.timeout(300)
@pytest.mark.parametrize("version", [version for version in found() if version in RUNS])
async def test_ours_does_what_the_real_one_did(version: str, tmp_path: Path) -> None:
    """Every case; where the real one is here it runs beside ours, each case under one of the Pythons."""
    client, real = ours(found()[version], version), native(found()[version], version)
    versions = [known for known in found() if known in RUNS]
    turns = asyncio.Semaphore(3)
    failures: list[str] = []

    def differ(name: str, want: Any, got: Any, whose: str) -> None:
        allowed = tuple(place for case_name, place in EXCEPTIONS if case_name == name)
        failures.extend(
            f"{name} ({whose}){difference}"
            for difference in differences(want, got)
            if not allowed or not difference.startswith(allowed)
        )

    async def compare(number: int, name: str, case: dict[str, Any]) -> None:
        want = expected(case, RUNS[version])
        async with turns:
            got = await Run(name, case, client, tmp_path / name).observe()
        if want is not None:
            differ(name, want, got, "the oracle")
        if real is not None and versions[number % len(versions)] == version:
            async with turns:
                differ(name, await Run(name, case, real, tmp_path / "native" / name).observe(), got, "the native one")

    await asyncio.gather(*(compare(number, name, case) for number, (name, case) in enumerate(CASES.items())))
    assert not failures, "\n".join(failures)


MORE: dict[str, Any] = json.loads(gzip.decompress((Path(__file__).parent / "more_cases.json.gz").read_bytes()))
"""Cases without an observation: results, errors, imports, records, events and hooks of many more kinds."""
PART = 1 if os.environ.get("HANDLERLENS_EVERY_CASE") else 12


@pytest.mark.timeout(600)
@pytest.mark.parametrize("version", [version for version in found() if native(found()[version], version)])
async def test_ours_and_the_native_one_agree_on_more(version: str, tmp_path: Path) -> None:
    """A part of them under each Python, another under the next; ``HANDLERLENS_EVERY_CASE=1`` runs all."""
    client, real = ours(found()[version], version), native(found()[version], version)
    assert real is not None
    turns = asyncio.Semaphore(3)
    failures: list[str] = []

    async def compare(name: str, case: dict[str, Any]) -> None:
        async with turns:
            want = await Run(name, case, real, tmp_path / "native" / name).observe()
            got = await Run(name, case, client, tmp_path / name).observe()
        failures.extend(f"{name}{difference}" for difference in differences(want, got))

    chosen = {name: case for n, (name, case) in enumerate(MORE.items()) if (n + int(version[2:])) % PART == 0}
    await asyncio.gather(*(compare(name, case) for name, case in chosen.items()))
    assert not failures, "\n".join(failures)
