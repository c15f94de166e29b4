"""numpy: what operators, comparisons and functions by element make of arrays and of numpy's own scalars."""

from __future__ import annotations

from ..shapes import AN_INT, BOOL, FLOAT, INT, UNKNOWN, Instance, Shape, Unknown, class_of
from .join import one_of
from .native_arrays import array_of, is_array, kind_of_array, number
from .natives import Call, function, method, place
from .run import Run

_PLAIN = {INT: "int", FLOAT: "float", BOOL: "bool"}
_TRUE_NUMBERS = ("float64", "int64", "float32")


def _kind(run: Run, shape: Shape) -> str | None:
    """The numpy scalar in an operand, or Python's own number; None where it is not known."""
    content = run.content(shape)
    if is_array(run, content):
        return kind_of_array(run, content)
    cls = class_of(content)
    if cls is None:
        return None
    return cls.name if cls.module == "numpy" else _PLAIN.get(cls)


def _joined(name: str, a: str | None, b: str | None) -> str | None:
    """The scalar that an operator gives for operands of these kinds (numpy's promotion, NEP 50); None where that is not certain."""
    wide = {_SAME.get(kind or "", kind or "") for kind in (a, b)}
    if not wide <= _LEVELS.keys() or wide <= {"bool", "bool_"}:
        return None
    own = wide - {"int", "float", "bool", "bool_"}
    exact = not wide & {"float", "float32", "float64"}
    if name == "truediv" and exact:
        return "float64"
    if not own:
        return "int64" if exact else "float64"
    if len(own) == 1:
        only = own.pop()
        return "float64" if "float" in wide and only.startswith(("int", "uint")) else only
    if all(kind.startswith("int") for kind in own):
        return None if "float" in wide else max(own, key=lambda kind: int(kind[3:]))
    return "float64" if own & {"float64", "int64", "uint32", "int32"} and own & {"float32", "float64"} else None


_SAME = {"intp": "int64"}
_LEVELS = dict.fromkeys(
    (
        "bool",
        "bool_",
        "int",
        "float",
        "int8",
        "int16",
        "int32",
        "int64",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "float32",
        "float64",
    )
)
_OPERATORS = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow")


@method("numpy.ndarray", *(f"__{r}{name}__" for name in _OPERATORS for r in ("", "r")))
def _reckoned(run: Run, call: Call) -> Shape:
    run.may_raise()
    name = run.calling.rpartition(".")[2].strip("_")
    other = call.argument(0) or UNKNOWN
    kinds = _kind(run, call.bound or UNKNOWN), _kind(run, other)
    return array_of(run, call, _joined(name.removeprefix("r"), *kinds))


@method("numpy.integer", *(f"__{r}{name}__" for name in _OPERATORS for r in ("", "r")))
@method("numpy.floating", *(f"__{r}{name}__" for name in _OPERATORS for r in ("", "r")))
def _reckoned_scalar(run: Run, call: Call) -> Shape:
    name = run.calling.rpartition(".")[2].strip("_")
    other = call.argument(0) or UNKNOWN
    kind = _joined(name.removeprefix("r"), _kind(run, call.bound or UNKNOWN), _kind(run, other))
    if is_array(run, other):
        return array_of(run, call, kind)
    return UNKNOWN if kind is None else number(run, call, kind)


@method("numpy.number", "__round__", "__abs__", "__neg__")
def _same_kind(run: Run, call: Call) -> Shape:
    """A number of the same kind; rounded to no digits an ``int``."""
    bound = run.content(call.bound or UNKNOWN)
    if run.calling.endswith("__round__") and not call.positional:
        return AN_INT
    return Instance(bound.cls, (), place(run, call)) if type(bound) is Instance else UNKNOWN


@method("numpy.ndarray", "__lt__", "__le__", "__gt__", "__ge__", "__eq__", "__ne__")
def _compared(run: Run, call: Call) -> Shape:
    run.may_raise()
    return array_of(run, call, "bool_")


@method("numpy.ndarray", "__and__", "__or__", "__invert__", "__xor__")
def _combined(run: Run, call: Call) -> Shape:
    kinds = {_kind(run, call.bound or UNKNOWN), *(_kind(run, a) for a in call.positional)}
    return array_of(run, call, "bool_" if kinds == {"bool_"} else None)


@method("numpy.number", "__lt__", "__le__", "__gt__", "__ge__", "__eq__", "__ne__")
def _compared_scalar(run: Run, call: Call) -> Shape:
    """numpy's own kind of bool, which is no bool of Python."""
    other = call.argument(0) or UNKNOWN
    if is_array(run, other):
        return array_of(run, call, "bool_")
    content = run.content(other)
    ordered = not run.calling.endswith(("__eq__", "__ne__"))
    known = _kind(run, other) is not None or (ordered and type(content) is Unknown and content.json)
    if not known and ordered and type(content) is Unknown:
        return one_of((number(run, call, "bool_"), array_of(run, call, "bool_")))
    return number(run, call, "bool_") if known else UNKNOWN


@method("numpy.ndarray", "__matmul__", "dot")
@function("numpy.dot", "numpy.matmul", "numpy.inner")
def _product(run: Run, call: Call) -> Shape:
    """A number for two vectors, else an array."""
    run.may_raise()
    operands = [*(() if call.bound is None else (call.bound,)), *call.positional[:2]]
    if len(operands) != 2 or call.keywords or not all(is_array(run, a) for a in operands):
        return UNKNOWN
    kind = _joined("mul", *(kind_of_array(run, a) for a in operands))
    return one_of((number(run, call, *((kind,) if kind is not None else _TRUE_NUMBERS)), array_of(run, call, kind)))


@function("numpy.linalg.norm")
def _norm(run: Run, call: Call) -> Shape:
    given = call.argument(0) or UNKNOWN
    if set(call.keywords) & {"axis", "keepdims"} or len(call.positional) > 2:
        return UNKNOWN
    kind = _kind(run, given)
    known = {"int64": "float64", "float64": "float64", "float32": "float32"}.get(kind or "")
    return number(run, call, *((known,) if known is not None else ("float64", "float32")))


_KEEPING = (
    *("round", "around", "abs", "absolute", "square", "negative", "maximum", "minimum", "clip", "add", "subtract", "multiply"),
    *("floor", "ceil", "sign", "mod", "nan_to_num", "cumsum", "cumprod", "diff", "power"),
)  # fmt: skip
_MEASURING = (
    *("sqrt", "exp", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "tanh", "arctan", "arcsin", "arccos"),
    *("rint", "deg2rad", "rad2deg", "radians", "degrees", "divide", "true_divide"),
)  # fmt: skip


def _by_element(run: Run, call: Call, measuring: bool) -> Shape:
    """An array for an array or a list, a scalar for one number."""
    run.may_raise()
    operands = call.positional[:2] if run.calling.rpartition(".")[2] in _PAIRED else call.positional[:1]
    kinds = [_kind(run, a) for a in operands]
    kind = kinds[0] if len(kinds) == 1 else _joined("mul", *kinds) if len(kinds) == 2 else None
    kind = {"int": "int64", "float": "float64"}.get(kind or "", kind)
    if measuring and kind == "int64":
        kind = "float64"
    if kind not in ("int64", "float64", "float32") or "dtype" in call.keywords:
        kind = None
    if any(is_array(run, a) for a in operands):
        return array_of(run, call, kind)
    return number(run, call, kind) if kind is not None and call.positional and not call.keywords else UNKNOWN


_PAIRED = frozenset({"maximum", "minimum", "add", "subtract", "multiply", "divide", "true_divide", "mod", "power"})


@function(*(f"numpy.{name}" for name in _KEEPING))
def _kept(run: Run, call: Call) -> Shape:
    return _by_element(run, call, False)


@function(*(f"numpy.{name}" for name in _MEASURING))
def _measured(run: Run, call: Call) -> Shape:
    return _by_element(run, call, True)


@function("numpy.isnan", "numpy.isinf", "numpy.isfinite", "numpy.isclose", "numpy.isin")
def _tested(run: Run, call: Call) -> Shape:
    """numpy's own bool for a number, bools by element for an array."""
    run.may_raise()
    given = call.argument(0) or UNKNOWN
    if is_array(run, given):
        return array_of(run, call, "bool_")
    return number(run, call, "bool_") if _kind(run, given) is not None and "isin" not in run.calling[-4:] else UNKNOWN
