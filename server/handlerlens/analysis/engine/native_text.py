"""Methods of str and bytes, and of JSON of unknown form."""

from __future__ import annotations

import contextlib

from ..shapes import (
    A_BOOL,
    A_STR,
    AN_INT,
    DICT_ITEMS,
    DICT_KEYS,
    DICT_VALUES,
    JSON,
    LIST,
    NONE,
    SOME_BYTES,
    TUPLE,
    Class,
    Const,
    Dict,
    Instance,
    Items,
    Shape,
)
from .join import elements, union
from .natives import Call, function, method, place
from .run import Run


def _counted(run: Run, call: Call) -> Shape:
    run.may_raise()
    return AN_INT


def _fixed(shape: Shape):  # type: ignore[no-untyped-def]
    def answer(run: Run, call: Call) -> Shape:
        return shape

    return answer


def _tested(run: Run, call: Call) -> Shape:
    """``"_id".startswith("_")`` of constants."""
    name = run.calling.rpartition(".")[2]
    values = [call.bound, *call.positional]
    if name in ("startswith", "endswith") and len(values) == 2:
        found = [p.value if type(p) is Const else _constants(p) for p in values]
        with contextlib.suppress(TypeError):
            return Const(getattr(found[0], name)(found[1])) if None not in found else A_BOOL
    return A_BOOL


def _constants(shape: Shape | None) -> tuple[object, ...] | None:
    if type(shape) is Items and shape.items is not None and all(type(i) is Const for i in shape.items):
        return tuple(i.value for i in shape.items)  # type: ignore[attr-defined]
    return None


_TO_TEXT = (
    *(
        "capitalize",
        "casefold",
        "center",
        "expandtabs",
        "format",
        "format_map",
        "join",
        "ljust",
        "lower",
        "lstrip",
        "replace",
        "rjust",
    ),
    *("rstrip", "strip", "swapcase", "title", "translate", "upper", "zfill", "removeprefix", "removesuffix"),
)
_TO_BOOL = (
    *(
        "endswith",
        "startswith",
        "isalnum",
        "isalpha",
        "isascii",
        "isdecimal",
        "isdigit",
        "isidentifier",
        "islower",
        "isnumeric",
    ),
    *("isprintable", "isspace", "istitle", "isupper"),
)
method("str", *_TO_TEXT)(_fixed(A_STR))
method("bytes", *(n for n in _TO_TEXT if n != "join"))(_fixed(SOME_BYTES))
for _cls in ("str", "bytes"):
    method(_cls, *_TO_BOOL)(_tested)
    method(_cls, "count", "find", "rfind")(_fixed(AN_INT))
    method(_cls, "index", "rindex")(_counted)


@method("str", "encode")
def _encode(run: Run, call: Call) -> Shape:
    bound = call.bound
    if type(bound) is Const and isinstance(bound.value, str) and not call.positional and bound.value.isascii():
        return Const(bound.value.encode())
    codec = call.argument(0, "encoding")
    if type(bound) is Const and type(codec) is Const and len(str(bound.value)) < 100:
        with contextlib.suppress(UnicodeError, LookupError):
            return Const(str(bound.value).encode(str(codec.value)))
    return Instance(SOME_BYTES.cls, (A_STR,), place(run, call))


@function("base64.b64encode", "base64.standard_b64encode", "base64.urlsafe_b64encode", "base64.encodebytes", "base64.b32encode",
          "base64.b16encode", "base64.b85encode", "base64.a85encode", "binascii.hexlify", "binascii.b2a_base64")  # fmt: skip
def _ascii(run: Run, call: Call) -> Shape:
    run.may_raise(False)
    return Instance(SOME_BYTES.cls, (A_STR,), place(run, call))


@method("bytes", "decode")
def _decode(run: Run, call: Call) -> Shape:
    run.may_raise()
    return A_STR


@method("bytes", "hex")
def _hex(run: Run, call: Call) -> Shape:
    return A_STR


def _split(shape: Shape):  # type: ignore[no-untyped-def]
    def answer(run: Run, call: Call) -> Shape:
        return run.new(Items(LIST, None, shape))

    return answer


def _partition(shape: Shape):  # type: ignore[no-untyped-def]
    def answer(run: Run, call: Call) -> Shape:
        return Items(TUPLE, (shape, shape, shape))

    return answer


for _cls, _shape in (("str", A_STR), ("bytes", SOME_BYTES)):
    method(_cls, "split", "rsplit", "splitlines")(_split(_shape))
    method(_cls, "partition", "rpartition")(_partition(_shape))


# -- JSON of unknown form: what its methods can only be ------------------------------------------------------------------------------


@method("json", "get", "pop", "setdefault")
def _json_get(run: Run, call: Call) -> Shape:
    run.may_raise()
    default = call.argument(1)
    if default is None or (type(default) is Const):
        return JSON
    content = run.content(default)
    if (type(content) is Dict and not content.entries) or (type(content) is Items and not elements(content)):
        return JSON
    return union((JSON, default))


@method("json", "items")
def _json_items(run: Run, call: Call) -> Shape:
    return Instance(DICT_ITEMS, (JSON,), place(run, call))


@method("json", "keys")
def _json_keys(run: Run, call: Call) -> Shape:
    return Instance(DICT_KEYS, (JSON,), place(run, call))


@method("json", "values")
def _json_values(run: Run, call: Call) -> Shape:
    return Instance(DICT_VALUES, (JSON,), place(run, call))


@method("json", "copy")
def _json_copy(run: Run, call: Call) -> Shape:
    return run.new(Dict({}, JSON, JSON))


method("json", *(n for n in _TO_TEXT))(_fixed(A_STR))
method("json", *_TO_BOOL)(_fixed(A_BOOL))
method("json", "count", "find", "rfind", "index", "rindex", "bit_length")(_fixed(AN_INT))
method("json", "split", "rsplit", "splitlines")(_split(A_STR))
method("json", "partition", "rpartition")(_partition(A_STR))
method("json", "encode")(_fixed(Instance(SOME_BYTES.cls, (A_STR,))))
method("json", "is_integer")(_fixed(A_BOOL))
method("json", "append", "extend", "update", "clear", "sort", "reverse", "insert", "remove")(_fixed(NONE))

__all__ = ["Class"]
