"""The hastened simplejson writes and reads what the plain one does, and fails as it does."""

from __future__ import annotations

import collections
import decimal
import enum
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

SERVER = Path(__file__).resolve().parents[2] / "server"
Point = collections.namedtuple("Point", "x y")


class Level(enum.IntEnum):
    LOW = 1


class Odd(list):  # type: ignore[type-arg]
    def __iter__(self) -> Iterator[str]:
        return iter("odd")


@pytest.fixture(scope="module")
def marshallers() -> SimpleNamespace:
    """``plain`` and ``fast`` marshallers of the bundled runtime, each with a simplejson of its own."""
    before, path = dict(sys.modules), list(sys.path)
    sys.path[:0] = [str(SERVER / "runtime"), str(SERVER / "bundled" / "runtime")]
    made = {}
    try:
        for kind in ("plain", "fast"):
            for name in [n for n in sys.modules if n.partition(".")[0] in ("simplejson", "awslambdaric")]:
                del sys.modules[name]
            module = importlib.import_module("awslambdaric.lambda_runtime_marshaller")
            if kind == "fast":
                fast_json = importlib.import_module("handlerlens_runtime.fast_json")
                fast_json.hasten(sys.modules["simplejson"], module.Encoder)
            made[kind] = module.LambdaMarshaller()
    finally:
        sys.path[:] = path
        for name in [n for n in sys.modules if n not in before]:
            del sys.modules[name]
    return SimpleNamespace(**made)


def outcome(call: Any, *given: Any) -> Any:
    try:
        return call(*given)
    except Exception as error:
        return type(error).__name__, str(error), getattr(error, "msg", None)


scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.text(alphabet="\ud800\u2028\x7f\"\\/é😀\0"), st.binary(),
    st.decimals(), st.just(Level.LOW), st.just(Point(1, "a")), st.just(Odd([1, 2])), st.just(collections.OrderedDict(a=1)),
    st.just({1, 2}), st.just(decimal.Decimal("1E+3")),
)  # fmt: skip
keys = st.one_of(
    st.text(), st.integers(), st.floats(), st.booleans(), st.none(), st.binary(), st.just((1, 2)), st.just(Level.LOW)
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner), st.tuples(inner, inner), st.dictionaries(keys, inner)),
    max_leaves=20,
)


@given(value=values)
@settings(max_examples=400)
def test_writing(marshallers: SimpleNamespace, value: Any) -> None:
    assert outcome(marshallers.fast.marshal_response, value) == outcome(marshallers.plain.marshal_response, value)


def test_writing_a_circle(marshallers: SimpleNamespace) -> None:
    circle: list[Any] = [1]
    circle.append({"again": circle})
    told = outcome(marshallers.fast.marshal_response, circle)
    assert told == outcome(marshallers.plain.marshal_response, circle)
    assert "Circular reference detected" in told[2]


TEXTS = (
    '{"a": [1, 2.5, -0, 1e999, "\\ud800", "\\u00e9"], "a": null}', "[NaN]", "[Infinity, -Infinity]", "{'a': 1}", '{"a": 1,}', "[1 2]",
    "01", "1.", '"\t"', "", "  ", '"open', "nul", "[1]]", '\ufeff{"a": 1}', "1" * 5000, '{"a" 1}', "[,1]", "tru", '{"a": 1 /*c*/}',
)  # fmt: skip


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:20]))
def test_reading(marshallers: SimpleNamespace, text: str) -> None:
    body = text.encode()
    assert repr(outcome(marshallers.fast.unmarshal_request, body)) == repr(
        outcome(marshallers.plain.unmarshal_request, body)
    )


@given(
    value=st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()), st.lists
    )
)
@settings(max_examples=200)
def test_reading_back(marshallers: SimpleNamespace, value: Any) -> None:
    text, _ = marshallers.plain.marshal_response(value)
    fast = outcome(marshallers.fast.unmarshal_request, text.encode())
    assert repr(fast) == repr(outcome(marshallers.plain.unmarshal_request, text.encode()))
