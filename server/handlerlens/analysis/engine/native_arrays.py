"""numpy: what kind of number an array holds."""

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


def kind_of(run: Run, shape: Shape, depth: int = 0) -> str | None:
    """The numpy scalar that holds each of these values; None where there is no single one."""
    kinds: set[str | None] = set()
    for option in options(run.content(shape)):
        content = run.content(option)
        if type(content) is Items and depth < 4:
            kinds.add(kind_of(run, element_of(run, option), depth + 1))
        else:
            cls = class_of(content)
            kinds.add(None if cls is None else _SCALARS.get(cls))
    if kinds == {"int64", "float64"}:
        return "float64"
    return kinds.pop() if len(kinds) == 1 else None


_NAMED = frozenset(
    f"{kind}{bits}"
    for kind, sizes in (("int", (8, 16, 32, 64)), ("uint", (8, 16, 32, 64)), ("float", (16, 32, 64)))
    for bits in sizes
)


def _dtype(run: Run, shape: Shape) -> str | None:
    """The scalar that a ``dtype`` names: ``int``, ``np.float32``, ``"int32"``."""
    content = run.content(shape)
    if type(content) is Class:
        name = _SCALARS.get(content, content.name)
    elif type(content) is Const and isinstance(content.value, str):
        name = {"int": "int64", "float": "float64"}.get(content.value, content.value)
    else:
        return None
    return name if name in _NAMED else None


@function("numpy.array", "numpy.asarray")
def _from_data(run: Run, call: Call) -> Shape:
    run.may_raise()
    typed = call.argument(1, "dtype")
    return _array(run, call, kind_of(run, call.argument(0) or UNKNOWN) if typed is None else _dtype(run, typed))


@method("numpy.ndarray", "astype")
def _converted(run: Run, call: Call) -> Shape:
    run.may_raise()
    return _array(run, call, _dtype(run, call.argument(0, "dtype") or UNKNOWN))


@function("numpy.where")
def _where(run: Run, call: Call) -> Shape:
    """The places where a condition holds (one argument), or one or the other of two values."""
    if len(call.positional) == 1 and not call.keywords:
        return Items(TUPLE, None, _array(run, call, "int64"))
    return _array(run, call, None)


@method("numpy.random.Generator", "integers")
def _random_integers(run: Run, call: Call) -> Shape:
    sized = len(call.positional) > 2 or set(call.keywords) - {"endpoint", "low", "high"}
    return (
        _array(run, call, "int64") if "size" in call.keywords else UNKNOWN if sized else _scalar(run, call, "int64", 2)
    )


@function("numpy.random.randint")
def _random_int(run: Run, call: Call) -> Shape:
    """An ``int``, or an array of the size that is asked for."""
    if set(call.keywords) - {"low", "high", "size"} or len(call.positional) > 3:
        return UNKNOWN
    sized = call.argument(2, "size")
    if sized is None:
        return Instance(INT, (), place(run, call))
    return UNKNOWN if type(sized) is Const and sized.value is None else _array(run, call, "int64")


@function("numpy.random.rand", "numpy.random.randn")
def _random_shaped(run: Run, call: Call) -> Shape:
    return _array(run, call, "float64") if call.positional else Instance(FLOAT, (), place(run, call))


def _drawn(run: Run, call: Call, before: int) -> Shape:
    """Numbers of a distribution with so many parameters before the size."""
    sized = call.argument(before, "size")
    if sized is None:
        return Instance(FLOAT, (), place(run, call)) if not call.keywords else UNKNOWN
    return UNKNOWN if type(sized) is Const and sized.value is None else _array(run, call, "float64")


@function("numpy.random.random", "numpy.random.random_sample")
def _random(run: Run, call: Call) -> Shape:
    return _drawn(run, call, 0)


@function("numpy.random.uniform", "numpy.random.normal")
def _distributed(run: Run, call: Call) -> Shape:
    return _drawn(run, call, 2)


@method("numpy.random.Generator", "random")
def _generated(run: Run, call: Call) -> Shape:
    return _drawn(run, call, 0)


@method("numpy.random.Generator", "normal", "uniform")
def _generated_of(run: Run, call: Call) -> Shape:
    return _drawn(run, call, 2)


@function("numpy.zeros", "numpy.ones", "numpy.empty", "numpy.linspace")
def _floats(run: Run, call: Call) -> Shape:
    return _array(run, call, "float64" if "dtype" not in call.keywords and len(call.positional) < 2 else None)


@function("numpy.bincount")
def _counts(run: Run, call: Call) -> Shape:
    return _array(run, call, None if call.keywords or len(call.positional) > 1 else "int64")


@function("numpy.arange")
def _arange(run: Run, call: Call) -> Shape:
    kinds = {kind_of(run, a) for a in call.positional}
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
    return kind_of(run, shape) if type(run.content(shape)) is Items else None


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
    if type(key) is Instance and key.cls.name in ("ndarray", "slice") and type(call.bound) is Instance:
        return Instance(call.bound.cls, call.bound.args, place(run, call))
    if type(key) is Const and type(element) is Instance and type(call.bound) is Instance:
        return one_of((Instance(element.cls, (), place(run, call)), Instance(call.bound.cls, (), place(run, call))))
    return UNKNOWN


@method("numpy.ndarray", "__iter__")
def _iterated(run: Run, call: Call) -> Shape:
    from ..shapes import ITERATOR

    return Instance(ITERATOR, (_element(call),), place(run, call))


@method("numpy.ndarray", "tolist")
def _listed(run: Run, call: Call) -> Shape:
    from ..shapes import JSON, LIST

    return run.new(Items(LIST, None, JSON))


_BY_ELEMENT = (
    *(
        "round",
        "around",
        "abs",
        "absolute",
        "sqrt",
        "square",
        "exp",
        "log",
        "log2",
        "log10",
        "log1p",
        "power",
        "floor",
        "ceil",
    ),
    *(
        "sin",
        "cos",
        "tan",
        "tanh",
        "sign",
        "negative",
        "maximum",
        "minimum",
        "add",
        "subtract",
        "multiply",
        "divide",
        "rint",
    ),
    *("nan_to_num", "deg2rad", "rad2deg", "mod", "cumprod"),
)


@function(*(f"numpy.{name}" for name in _BY_ELEMENT))
def _by_element(run: Run, call: Call) -> Shape:
    """An array for an array or a list."""
    for given in call.positional[:2]:
        content = run.content(given)
        if type(content) is Items or (type(content) is Instance and content.cls.name == "ndarray"):
            return _array(run, call, None)
    return UNKNOWN


@function("numpy.isnan", "numpy.isinf", "numpy.isfinite")
def _tested(run: Run, call: Call) -> Shape:
    cls = class_of(run.content(call.argument(0) or UNKNOWN))
    return A_BOOL if cls in (INT, FLOAT) else UNKNOWN
