"""numpy: what kind of number an array holds."""

from __future__ import annotations

from ..shapes import (
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
    Unknown,
    class_of,
    options,
)
from .iterate import element_of
from .join import one_of
from .native_library import declared_class
from .natives import Call, function, method, place
from .run import Run

_SCALARS = {INT: "int64", FLOAT: "float64", BOOL: "bool_", STR: "str_"}


def array_of(run: Run, call: Call, element: str | None) -> Shape:
    """An array, of one kind of numpy scalars where that is known."""
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
    return array_of(run, call, kind_of(run, call.argument(0) or UNKNOWN) if typed is None else _dtype(run, typed))


@method("numpy.ndarray", "astype")
def _converted(run: Run, call: Call) -> Shape:
    run.may_raise()
    return array_of(run, call, _dtype(run, call.argument(0, "dtype") or UNKNOWN))


@method("numpy.ndarray", "argsort")
@function("numpy.argsort", "numpy.argpartition", "numpy.searchsorted", "numpy.digitize", "numpy.flatnonzero")
def _order(run: Run, call: Call) -> Shape:
    """Places in an array."""
    run.may_raise()
    many = run.calling not in ("numpy.searchsorted", "numpy.digitize") or is_array(run, call.argument(1) or UNKNOWN)
    return array_of(run, call, "int64") if many else UNKNOWN


@method(
    "numpy.ndarray",
    *("reshape", "flatten", "ravel", "transpose", "copy", "round", "clip", "squeeze"),
)
def _same_elements(run: Run, call: Call) -> Shape:
    run.may_raise()
    bound = call.bound
    return Instance(bound.cls, bound.args, place(run, call)) if type(bound) is Instance else UNKNOWN


@function("numpy.sort", "numpy.flip", "numpy.reshape", "numpy.ravel", "numpy.squeeze", "numpy.tile", "numpy.repeat")
def _same_elements_of(run: Run, call: Call) -> Shape:
    run.may_raise()
    if class_of(run.content(call.argument(0) or UNKNOWN)) in (INT, FLOAT):
        return UNKNOWN
    return array_of(run, call, kind_of_array(run, call.argument(0) or UNKNOWN))


@function("numpy.where")
def _where(run: Run, call: Call) -> Shape:
    """The places where a condition holds (one argument), or one or the other of two values."""
    if len(call.positional) == 1 and not call.keywords:
        return Items(TUPLE, None, array_of(run, call, "int64"))
    return array_of(run, call, None)


@method("numpy.random.Generator", "integers")
def _random_integers(run: Run, call: Call) -> Shape:
    sized = len(call.positional) > 2 or set(call.keywords) - {"endpoint", "low", "high"}
    return (
        array_of(run, call, "int64")
        if "size" in call.keywords
        else UNKNOWN
        if sized
        else _scalar(run, call, "int64", 2)
    )


@function("numpy.random.randint")
def _random_int(run: Run, call: Call) -> Shape:
    """An ``int``, or an array of the size that is asked for."""
    if set(call.keywords) - {"low", "high", "size"} or len(call.positional) > 3:
        return UNKNOWN
    sized = call.argument(2, "size")
    if sized is None:
        return Instance(INT, (), place(run, call))
    return UNKNOWN if type(sized) is Const and sized.value is None else array_of(run, call, "int64")


@function("numpy.random.rand", "numpy.random.randn")
def _random_shaped(run: Run, call: Call) -> Shape:
    return array_of(run, call, "float64") if call.positional else Instance(FLOAT, (), place(run, call))


def _drawn(run: Run, call: Call, before: int) -> Shape:
    """Numbers of a distribution with so many parameters before the size."""
    sized = call.argument(before, "size")
    if sized is None:
        return Instance(FLOAT, (), place(run, call)) if not call.keywords else UNKNOWN
    return UNKNOWN if type(sized) is Const and sized.value is None else array_of(run, call, "float64")


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
    return array_of(run, call, "float64" if "dtype" not in call.keywords and len(call.positional) < 2 else None)


@function("numpy.histogram")
def _histogram(run: Run, call: Call) -> Shape:
    """How many values lie between two edges each, and the edges."""
    run.may_raise()
    counted = not {"density", "weights"} & set(call.keywords) and len(call.positional) < 4
    return Items(TUPLE, (array_of(run, call, "int64" if counted else None), array_of(run, call, None)))


@function("numpy.bincount")
def _counts(run: Run, call: Call) -> Shape:
    return array_of(run, call, None if call.keywords or len(call.positional) > 1 else "int64")


@function("numpy.arange")
def _arange(run: Run, call: Call) -> Shape:
    kinds = {kind_of(run, a) for a in call.positional}
    return array_of(run, call, "int64" if kinds == {"int64"} and not call.keywords else None)


def _element(call: Call) -> Shape:
    bound = call.bound
    return bound.args[0] if type(bound) is Instance and bound.args else UNKNOWN


_ANY_NUMBER = ("float64", "int64", "float32")


def number(run: Run, call: Call, *kinds: str) -> Shape:
    """A numpy scalar of one of these kinds."""
    found = [declared_class(run, "numpy", kind) for kind in kinds]
    return one_of(Instance(cls, (), place(run, call)) for cls in found if cls is not None)


@method("numpy.ndarray", "sum", "max", "min", "prod")
def _reduced(run: Run, call: Call) -> Shape:
    if call.positional or call.keywords:
        return UNKNOWN
    found = _element(call)
    if type(found) is not Instance:
        return number(run, call, *_ANY_NUMBER)
    if found.cls.name == "bool_":
        return number(run, call, "int64" if run.calling.endswith((".sum", ".prod")) else "bool_")
    return Instance(found.cls, (), place(run, call))


@method("numpy.ndarray", "mean", "std", "var")
def _averaged(run: Run, call: Call) -> Shape:
    """A number, of the precision that the elements have."""
    if call.positional or set(call.keywords) - {"ddof"}:
        return UNKNOWN
    found = _element(call)
    if type(found) is not Instance:
        return number(run, call, "float64", "float32")
    return number(run, call, found.cls.name if found.cls.name in ("float16", "float32") else "float64")


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


def kind_of_array(run: Run, shape: Shape) -> str | None:
    """The numpy scalar in an array or a list; None where it is not known."""
    if type(shape) is Instance and shape.cls.name == "ndarray":
        element = shape.args[0] if shape.args else None
        return element.cls.name if type(element) is Instance else None
    return kind_of(run, shape) if type(run.content(shape)) is Items else None


def is_array(run: Run, shape: Shape) -> bool:
    """Whether numpy sees an array in a value: one of its own, or a list or tuple."""
    content = run.content(shape)
    return type(content) is Items or (type(content) is Instance and content.cls.name == "ndarray")


@function("numpy.sum", "numpy.max", "numpy.min", "numpy.amax", "numpy.amin", "numpy.prod")
def _reduced_of(run: Run, call: Call) -> Shape:
    given = call.argument(0) or UNKNOWN
    kind = kind_of_array(run, given)
    if len(call.positional) > 1 or call.keywords or not is_array(run, given):
        return UNKNOWN
    if kind == "bool_":
        return number(run, call, "int64" if run.calling.endswith(("sum", "prod")) else "bool_")
    return number(run, call, *((kind,) if kind is not None and kind != "str_" else _ANY_NUMBER))


def _numbers(run: Run, shape: Shape) -> bool:
    """Whether a value is an array to numpy; what the event holds is one."""
    content = run.content(shape)
    return is_array(run, content) or (type(content) is Unknown and content.json)


@function("numpy.mean", "numpy.std", "numpy.var", "numpy.median", "numpy.average")
def _averaged_of(run: Run, call: Call) -> Shape:
    given = call.argument(0) or UNKNOWN
    if len(call.positional) > 1 or set(call.keywords) - {"ddof"} or not _numbers(run, given):
        return UNKNOWN
    return number(run, call, "float64", *(("float32",) if _single(run, given) else ()))


def _single(run: Run, shape: Shape) -> bool:
    """Whether an array may hold numbers of less than double precision."""
    return is_array(run, shape) and kind_of_array(run, shape) not in ("int64", "float64", "bool_")


@function("numpy.percentile", "numpy.quantile", "numpy.nanpercentile", "numpy.nanquantile")
def _ranked(run: Run, call: Call) -> Shape:
    """A number for one rank, an array for some."""
    given, rank = call.argument(0) or UNKNOWN, call.argument(1, "q") or UNKNOWN
    if len(call.positional) > 2 or set(call.keywords) - {"q"} or not _numbers(run, given):
        return UNKNOWN
    if is_array(run, rank):
        return array_of(run, call, None)
    plain = class_of(run.content(rank)) in (INT, FLOAT)
    return number(run, call, "float64", *(("float32",) if _single(run, given) else ())) if plain else UNKNOWN


@function("numpy.unique")
def _unique(run: Run, call: Call) -> Shape:
    values = array_of(run, call, kind_of_array(run, call.argument(0) or UNKNOWN))
    if len(call.positional) > 1 or set(call.keywords) - {"return_counts"}:
        return UNKNOWN
    return Items(TUPLE, (values, array_of(run, call, "int64"))) if call.keywords else values


_INDEXES = frozenset({"int", "int64", "int32", "intp"})


@method("numpy.ndarray", "__getitem__")
def _picked(run: Run, call: Call) -> Shape:
    run.may_raise()
    key = call.argument(0)
    element = _element(call)
    if type(key) is Instance and key.cls.name in ("ndarray", "slice") and type(call.bound) is Instance:
        return Instance(call.bound.cls, call.bound.args, place(run, call))
    cls = class_of(key) if key is not None else None
    if cls is not None and cls.name in _INDEXES and type(element) is Instance and type(call.bound) is Instance:
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
