"""numpy and pandas: what kind of number an array holds, what selecting from a frame gives."""

from __future__ import annotations

from ..shapes import (
    A_BOOL,
    BOOL,
    FLOAT,
    INT,
    STR,
    TUPLE,
    UNKNOWN,
    Class,
    Const,
    Instance,
    Items,
    Shape,
    class_of,
    options,
)
from .iterate import element_of
from .join import one_of
from .native_library import declared_class
from .natives import Call, function, method, place
from .run import Run

_SCALARS = {INT: "int64", FLOAT: "float64", BOOL: "bool_", STR: "str_"}


def _array(run: Run, call: Call, element: str | None) -> Shape:
    cls = declared_class(run, "numpy", "ndarray")
    if cls is None:
        return UNKNOWN
    scalar = declared_class(run, "numpy", element) if element is not None else None
    return Instance(cls, (Instance(scalar),) if scalar is not None else (), place(run, call))


def _kind(run: Run, shape: Shape, depth: int = 0) -> str | None:
    content = run.content(shape)
    if type(content) is Items and depth < 4:
        return _kind(run, element_of(run, shape), depth + 1)
    kinds = {_SCALARS.get(cls) if (cls := class_of(o)) is not None else None for o in options(content)}
    if kinds == {"int64", "float64"}:
        return "float64"
    return kinds.pop() if len(kinds) == 1 else None


@function("numpy.array", "numpy.asarray")
def _from_data(run: Run, call: Call) -> Shape:
    run.may_raise()
    typed = call.argument(1, "dtype")
    return _array(run, call, None if typed is not None else _kind(run, call.argument(0) or UNKNOWN))


@function("numpy.zeros", "numpy.ones", "numpy.empty", "numpy.linspace")
def _floats(run: Run, call: Call) -> Shape:
    return _array(run, call, "float64" if "dtype" not in call.keywords and len(call.positional) < 2 else None)


@function("numpy.arange")
def _arange(run: Run, call: Call) -> Shape:
    kinds = {_kind(run, a) for a in call.positional}
    return _array(run, call, "int64" if kinds == {"int64"} and not call.keywords else None)


def _element(call: Call) -> Shape:
    bound = call.bound
    return bound.args[0] if type(bound) is Instance and bound.args else UNKNOWN


@method("numpy.ndarray", "sum", "max", "min", "prod")
def _reduced(run: Run, call: Call) -> Shape:
    if call.positional or call.keywords:
        return UNKNOWN
    found = _element(call)
    return (
        Instance(found.cls, (), place(run, call)) if type(found) is Instance and found.cls.name != "bool_" else UNKNOWN
    )


@method("numpy.ndarray", "mean", "std", "var")
def _averaged(run: Run, call: Call) -> Shape:
    cls = declared_class(run, "numpy", "float64")
    plain = not call.positional and not call.keywords and type(_element(call)) is Instance
    return Instance(cls, (), place(run, call)) if cls is not None and plain else UNKNOWN


def _scalar(run: Run, call: Call, name: str, given: int = 0) -> Shape:
    """A number, where no argument (``axis``) may make it an array."""
    cls = declared_class(run, "numpy", name)
    plain = len(call.positional) <= given and not call.keywords
    return Instance(cls, (), place(run, call)) if cls is not None and plain else UNKNOWN


@method("numpy.ndarray", "argmax", "argmin")
def _position(run: Run, call: Call) -> Shape:
    return _scalar(run, call, "int64")


@function("numpy.argmax", "numpy.argmin")
def _position_of(run: Run, call: Call) -> Shape:
    return _scalar(run, call, "int64", 1)


@method("numpy.ndarray", "all", "any")
def _truth(run: Run, call: Call) -> Shape:
    return _scalar(run, call, "bool_")


@function("numpy.all", "numpy.any")
def _truth_of(run: Run, call: Call) -> Shape:
    return _scalar(run, call, "bool_", 1)


def _kind_of_array(run: Run, shape: Shape) -> str | None:
    if type(shape) is Instance and shape.cls.name == "ndarray":
        element = shape.args[0] if shape.args else None
        return element.cls.name if type(element) is Instance else None
    return _kind(run, shape) if type(run.content(shape)) is Items else None


@function("numpy.sum", "numpy.max", "numpy.min", "numpy.amax", "numpy.amin", "numpy.prod")
def _reduced_of(run: Run, call: Call) -> Shape:
    kind = _kind_of_array(run, call.argument(0) or UNKNOWN)
    return _scalar(run, call, kind, 1) if kind in ("int64", "float64") else UNKNOWN


@function("numpy.dot")
def _product(run: Run, call: Call) -> Shape:
    kinds = {_kind_of_array(run, a) for a in call.positional}
    cls = declared_class(run, "numpy", "ndarray")
    if kinds != {"int64"} or cls is None:
        return UNKNOWN
    return one_of((_scalar(run, call, "int64", 2), Instance(cls, (), place(run, call))))


@function("numpy.unique")
def _unique(run: Run, call: Call) -> Shape:
    values = _array(run, call, _kind_of_array(run, call.argument(0) or UNKNOWN))
    if len(call.positional) > 1 or set(call.keywords) - {"return_counts"}:
        return UNKNOWN
    return Items(TUPLE, (values, _array(run, call, "int64"))) if call.keywords else values


@method("numpy.ndarray", "__getitem__")
def _picked(run: Run, call: Call) -> Shape:
    run.may_raise()
    key = call.argument(0)
    element = _element(call)
    if type(key) is Const and type(element) is Instance and type(call.bound) is Instance:
        return one_of((Instance(element.cls, (), place(run, call)), Instance(call.bound.cls, (), place(run, call))))
    return UNKNOWN


@method("pandas.DataFrameGroupBy", "__getitem__")
def _grouped_column(run: Run, call: Call) -> Shape:
    key = call.argument(0)
    cls = declared_class(run, "pandas", "SeriesGroupBy")
    return Instance(cls) if cls is not None and type(key) is Const and isinstance(key.value, str) else UNKNOWN


@method("pandas.PositionIndexer", "__getitem__")
def _at_position(run: Run, call: Call) -> Shape:
    run.may_raise()
    key = call.argument(0)
    name = (
        "Series" if type(key) is Const else "DataFrame" if type(key) is Instance and key.cls.name == "slice" else None
    )
    cls = declared_class(run, "pandas", name) if name is not None else None
    return UNKNOWN if cls is None else Instance(cls, (), place(run, call))


@method("numpy.ndarray", "__iter__")
def _iterated(run: Run, call: Call) -> Shape:
    from ..shapes import ITERATOR

    return Instance(ITERATOR, (_element(call),), place(run, call))


@method("numpy.ndarray", "tolist")
def _listed(run: Run, call: Call) -> Shape:
    from ..shapes import JSON, LIST

    return run.new(Items(LIST, None, JSON))


@method("pandas.DataFrame", "__getitem__")
def _selected(run: Run, call: Call) -> Shape:
    run.may_raise()
    key = call.argument(0) or UNKNOWN
    content = run.content(key)
    name = "Series" if type(key) is Const and isinstance(key.value, str) else None
    if type(content) is Items and content.cls.name == "list":
        name = "DataFrame"
    cls: Class | None = declared_class(run, "pandas", name) if name is not None else None
    return UNKNOWN if cls is None else Instance(cls, (), place(run, call))


@function("numpy.isnan", "numpy.isinf", "numpy.isfinite")
def _tested(run: Run, call: Call) -> Shape:
    cls = class_of(run.content(call.argument(0) or UNKNOWN))
    return A_BOOL if cls in (INT, FLOAT) else UNKNOWN
