"""pandas' series: what kind of value they hold through selecting, counting and comparing."""

from __future__ import annotations

from ..shapes import A_STR, AN_INT, FLOAT, INT, LIST, UNKNOWN, Const, Dict, Instance, Items, Shape, class_of
from . import join
from .native_arrays import number
from .native_frames import LABEL, NUMBERS, column_of, held_by, is_flag, made, some
from .natives import Call, constructor, method, place
from .run import Run


@constructor("pandas.Series")
def _made_series(run: Run, call: Call) -> Shape:
    run.may_raise()
    known = len(call.positional) == 1 and not set(call.keywords) - {"name"}
    return made(run, call, "Series", argument=column_of(run, call.positional[0]) if known else None)


@method("pandas.Series", "isna", "isnull", "notna", "notnull", "isin", "between", "duplicated", "gt", "lt", "ge", "le", "eq", "ne",
        "__lt__", "__le__", "__gt__", "__ge__", "__eq__", "__ne__")  # fmt: skip
@method("pandas.DataFrame", "duplicated")
def _flagged(run: Run, call: Call) -> Shape:
    run.may_raise()
    return made(run, call, "Series", argument=some(run, "bool_"))


@method("pandas.Series", "__and__", "__or__", "__invert__")
def _both_flagged(run: Run, call: Call) -> Shape:
    element = held_by(call)
    return made(run, call, "Series", argument=element if is_flag(element) else None)


@method("pandas.Series", "all", "any")
def _truth(run: Run, call: Call) -> Shape:
    """numpy's own bool, of columns of Python's texts whatever they hold."""
    return made(run, call, "bool_", "numpy") if is_flag(held_by(call)) and not call.positional else UNKNOWN


@method("pandas.Series", "value_counts")
@method("pandas.SeriesGroupBy", "count", "size", "nunique", "value_counts")
def _counts(run: Run, call: Call) -> Shape:
    run.may_raise()
    shares = "normalize" in call.keywords or call.positional
    return made(run, call, "Series", argument=some(run, "float64" if shares else "int64"))


@method("pandas.DataFrameGroupBy", "size")
def _sizes(run: Run, call: Call) -> Shape:
    run.may_raise()
    series = made(run, call, "Series", argument=some(run, "int64"))
    return join.one_of((series, made(run, call, "DataFrame")))


@method("pandas.Series", "head", "tail", "sort_values", "sort_index", "copy", "dropna", "nlargest", "nsmallest", "sample",
        "drop_duplicates", "rename")  # fmt: skip
def _same_elements(run: Run, call: Call) -> Shape:
    run.may_raise()
    plain = "inplace" not in call.keywords and call.starred is None
    element = held_by(call)
    return made(run, call, "Series", argument=element if type(element) is Instance else None) if plain else UNKNOWN


@method("pandas.Series", "__getitem__")
def _by_key(run: Run, call: Call) -> Shape:
    """A value by its label, or some by a mask, a slice or labels."""
    run.may_raise()
    element, key = held_by(call), run.content(call.argument(0) or UNKNOWN)
    if type(element) is not Instance:
        return UNKNOWN
    series = made(run, call, "Series", argument=element)
    if type(key) is Items or (type(key) is Instance and key.cls.name in ("Series", "slice", "ndarray", "Index")):
        return series
    single = A_STR if element.cls.name == "str_" else Instance(element.cls, (), place(run, call))
    return single if type(key) is Const else join.one_of((single, series))


@method("pandas.Series", "idxmax", "idxmin")
def _label_of_best(run: Run, call: Call) -> Shape:
    run.may_raise()
    return LABEL


@method("pandas.Series", "sum", "max", "min", "prod", "median", "quantile")
def _reduced(run: Run, call: Call) -> Shape:
    """One number of a series of numbers; what others come to is known of times only."""
    name = run.calling.rpartition(".")[2]
    element = held_by(call)
    plain = not set(call.keywords) - {"skipna", "numeric_only"} and len(call.positional) <= (name == "quantile")
    if not plain or any(class_of(run.content(a)) not in (INT, FLOAT) for a in call.positional):
        return UNKNOWN
    if type(element) is not Instance:
        return number(run, call, "int64", "float64") if name not in ("max", "min") else UNKNOWN
    if name in ("median", "quantile"):
        return number(run, call, "float64") if element.cls.name in NUMBERS else UNKNOWN
    if element.cls.name == "bool_":
        return number(run, call, "int64" if name in ("sum", "prod") else "bool_")
    held = (*NUMBERS, "Timestamp") if name in ("max", "min") else NUMBERS
    return Instance(element.cls, (), place(run, call)) if element.cls.name in held else UNKNOWN


@method("pandas.Series", "mean", "std", "var", "sem")
def _averaged(run: Run, call: Call) -> Shape:
    element = held_by(call)
    plain = not call.positional and not set(call.keywords) - {"skipna", "numeric_only", "ddof"}
    numbers = type(element) is not Instance or element.cls.name in (*NUMBERS, "bool_")
    return number(run, call, "float64") if plain and numbers else UNKNOWN


@method("pandas.Series", "to_dict")
def _to_dict(run: Run, call: Call) -> Shape:
    """Numbers become Python's own, all else stays what it is."""
    run.may_raise()
    element = held_by(call)
    kept = type(element) is Instance and element.cls.name in _KEPT
    return run.new(Dict({}, element if kept else UNKNOWN, UNKNOWN))


@method("pandas.Series", "tolist", "to_list")
def _listed(run: Run, call: Call) -> Shape:
    element = held_by(call)
    kept = type(element) is Instance and element.cls.name in _KEPT
    return run.new(Items(LIST, None, element if kept else UNKNOWN))


_KEPT = frozenset({"Timestamp", "Timedelta", "dtype"})


@method("pandas.Series", "count")
def _counted(run: Run, call: Call) -> Shape:
    return made(run, call, "int64", "numpy")


@method("pandas.Series", "nunique")
def _distinct(run: Run, call: Call) -> Shape:
    return AN_INT


@method("pandas.DataFrameGroupBy", "__getitem__")
def _grouped_column(run: Run, call: Call) -> Shape:
    key = call.argument(0)
    return made(run, call, "SeriesGroupBy") if type(key) is Const and isinstance(key.value, str) else UNKNOWN
