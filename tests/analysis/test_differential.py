"""The verdicts against the real serializers: generated handlers are executed, their results given to the runtime's own marshaller.

An error where every execution passes is a false alarm and fails; misses are counted, and their share has a limit.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import os
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from analysis.program_values import FLAGS
from analysis.programs import programs
from analysis.verdicts import errors
from hypothesis import HealthCheck, assume, given, settings

RUNTIME = Path(__file__).resolve().parents[2] / "server" / "bundled" / "runtime"
ALWAYS = -1000
"""So that every call of ``check`` raises."""
EXAMPLES = int(os.environ.get("HANDLERLENS_EXAMPLES", "350"))


@pytest.fixture(scope="module", autouse=True)
def runtime_modules() -> object:
    """The modules that Lambda's runtime would import."""
    sys.path.insert(0, str(RUNTIME))
    yield
    sys.path.remove(str(RUNTIME))


@contextlib.contextmanager
def overheard(refused: list[str]) -> Iterator[None]:
    """Note what ``dumps`` and an encoder's ``encode`` refuse, also where the program catches it."""
    import simplejson

    names: list[tuple[Any, str]] = [(json, "dumps"), (simplejson, "dumps")]
    names += [(json.JSONEncoder, "encode"), (simplejson.JSONEncoder, "encode")]
    kept = [(holder, name, getattr(holder, name)) for holder, name in names]

    def listening(function: Callable[..., str]) -> Callable[..., str]:
        def listen(*args: object, **kwargs: object) -> str:
            try:
                return function(*args, **kwargs)
            except (TypeError, ValueError) as error:
                refused.append(str(error))
                raise

        return listen

    for holder, name, function in kept:
        setattr(holder, name, listening(function))
    try:
        yield
    finally:
        for holder, name, function in kept:
            setattr(holder, name, function)


def executed(text: str) -> tuple[bool, str | None]:
    """Whether every run of a handler came to an end, and what a serializer refused in one of them."""
    from awslambdaric.lambda_context import LambdaContext
    from awslambdaric.lambda_runtime_exception import FaultException
    from awslambdaric.lambda_runtime_marshaller import LambdaMarshaller

    used = [flag for flag in FLAGS if flag in text]
    refused: list[str] = []
    for values in itertools.product((True, False), repeat=len(used)):
        chosen = {flag: True for flag, on in zip(used, values, strict=True) if on}
        calls, left = 0, ALWAYS if "LEFT" in text else 0
        while left <= min(calls, 9):
            space: dict[str, Any] = {"__name__": "handler"}
            try:
                exec(compile(text, "handler.py", "exec", dont_inherit=True), space)
                space.setdefault("LEFT", [0])[0] = left
                with contextlib.redirect_stdout(io.StringIO()), overheard(refused):
                    result = space["handler"](dict(chosen), LambdaContext("id", None, None, 1_900_000_000_000))
                LambdaMarshaller().marshal_response(result)
            except FaultException as error:
                refused.append(str(error.msg))
            except Exception:
                if not refused:
                    return False, None
            if left == 0:
                calls = -space["LEFT"][0]
            left = max(left, -1) + 1
    return True, refused[0] if refused else None


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("dumps", "floor"), [(False, 0.95), (True, 0.95)], ids=["return", "dumps"])
def test_verdicts(dumps: bool, floor: float) -> None:
    counts: Counter[str] = Counter()

    @settings(
        max_examples=EXAMPLES,
        derandomize="HANDLERLENS_EXAMPLES" not in os.environ,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(programs(dumps))
    def compare(text: str) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ran, refused = executed(text)
        assume(ran)
        reported = errors({"handler.py": text})
        if refused is None:
            assert not reported, f"{[f.message for f in reported]}\n{text}"
            counts["fine"] += 1
        else:
            counts["found" if reported else "missed"] += 1

    compare()
    bad = counts["found"] + counts["missed"]
    assert min(bad, counts["fine"]) > EXAMPLES // 20, counts
    assert counts["found"] / bad >= floor, counts
