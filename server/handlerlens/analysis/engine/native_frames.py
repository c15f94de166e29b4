"""pandas: what kind of value a column holds, what selecting from a frame gives.

A frame made from values that are known is an object whose attribute ``COLUMNS`` is a dict of a scalar for each column; it is forgotten
as soon as something may change it in place.
"""

from __future__ import annotations

from ..shapes import (
    A_STR,
    ITERATOR,
    LIST,
    NONE,
    UNKNOWN,
    Const,
    Dict,
    Entry,
    Instance,
    Items,
    Object,
    Ref,
    Scalar,
    Shape,
    Unknown,
    class_of,
    options,
)
from .iterate import element_of
from .native_arrays import kind_of
from .native_library import declared_class
from .natives import Call, constructor, function, member, method, place
from .run import Run

COLUMNS = "[columns]"
LABEL = Unknown("a label of a pandas index")
NUMBERS = ("int64", "float64")


def made(run: Run, call: Call, name: str, module: str = "pandas", argument: Shape | None = None) -> Shape:
    if name == "DataFrame":
        return _frame(run, call, Dict({}, UNKNOWN, UNKNOWN))
    cls = declared_class(run, module, name)
    if cls is None:
        return UNKNOWN
    return Instance(cls, () if argument is None else (argument,), place(run, call))


def column_of(run: Run, values: Shape) -> Shape:
    """The scalar of a column made from these values."""
    content = run.content(values)
    if type(content) is Instance and content.cls.qualname == "pandas.DatetimeIndex":
        stamp = declared_class(run, "pandas", "Timestamp")
        return UNKNOWN if stamp is None else Instance(stamp)
    if type(content) is Instance and content.cls.qualname == "pandas.Series" and content.args:
        return content.args[0]
    if type(content) is Instance and content.cls.qualname in ("pandas.Timestamp", "datetime.datetime"):
        stamp = declared_class(run, "pandas", "Timestamp")  # one value for all rows
        return UNKNOWN if stamp is None else Instance(stamp)
    name = kind_of(run, values)
    cls = declared_class(run, "numpy", name) if name in (*NUMBERS, "str_") else None
    return UNKNOWN if cls is None else Instance(cls)


def _frame(run: Run, call: Call, columns: Shape) -> Shape:
    cls = declared_class(run, "pandas", "DataFrame")
    return UNKNOWN if cls is None else run.new(Object(cls, {COLUMNS: columns}, place(run, call), False))


@constructor("pandas.DataFrame")
def _made(run: Run, call: Call) -> Shape:
    run.may_raise()
    data = run.content(call.argument(0, "data") or UNKNOWN)
    columns: dict[Scalar, Entry] = {}
    if len(call.positional) > 1 or set(call.keywords) - {"data"}:
        return made(run, call, "DataFrame")
    if type(data) is Dict:
        columns = {k: Entry(column_of(run, e.value)) for k, e in data.entries.items() if not e.optional}
    elif type(data) is Items and data.items:
        rows = [run.content(row) for row in data.items]
        if all(type(row) is Dict and row.rest is None for row in rows):
            for key in rows[0].entries:  # type: ignore[attr-defined]
                values = [row.entries[key].value for row in rows if key in row.entries]  # type: ignore[attr-defined]
                if len(values) == len(rows):
                    columns[key] = Entry(column_of(run, Items(data.cls, tuple(values))))
    return _frame(run, call, Dict(columns, UNKNOWN, UNKNOWN))


@function("pandas.to_datetime")
def _times(run: Run, call: Call) -> Shape:
    run.may_raise()
    given = run.content(call.argument(0, "arg") or UNKNOWN)
    stamp = made(run, call, "Timestamp")
    if type(given) is Items or (type(given) is Instance and given.cls.name.endswith("Index")):
        return made(run, call, "DatetimeIndex")
    if type(given) is Instance and given.cls.name == "Series":
        return made(run, call, "Series", argument=stamp)
    plain = type(given) is Const or (type(given) is Instance and given.cls.name in ("str", "int", "float", "datetime"))
    return stamp if plain and not (type(given) is Const and given.value is None) else UNKNOWN


def some(run: Run, kind: str) -> Shape:
    """Some value of a numpy scalar."""
    cls = declared_class(run, "numpy", kind)
    return UNKNOWN if cls is None else Instance(cls)


@method("pandas.DataFrame", "isna", "isnull", "notna", "notnull", "isin")
def _flags(run: Run, call: Call) -> Shape:
    run.may_raise()
    return _frame(run, call, Dict({}, some(run, "bool_"), UNKNOWN))


def is_flag(shape: Shape | None) -> bool:
    return type(shape) is Instance and shape.cls.name == "bool_"


@method("pandas.DataFrame", "all", "any")
def _truth_by_column(run: Run, call: Call) -> Shape:
    plain = not call.positional and not call.keywords
    return made(run, call, "Series", argument=some(run, "bool_")) if plain else UNKNOWN


@function("pandas.read_json", "pandas.read_parquet", "pandas.read_sql_query", "pandas.json_normalize", "pandas.merge")
def _some_frame(run: Run, call: Call) -> Shape:
    run.may_raise()
    if {"chunksize", "iterator"} & set(call.keywords):
        return UNKNOWN
    kind = call.keywords.get("typ")
    return made(run, call, "Series" if type(kind) is Const and kind.value == "series" else "DataFrame")


@function("pandas.read_csv", "pandas.read_excel")
def _read(run: Run, call: Call) -> Shape:
    """A table; the columns that are asked to be read as times."""
    run.may_raise()
    named = run.content(call.keywords["parse_dates"]) if "parse_dates" in call.keywords else UNKNOWN
    stamp = declared_class(run, "pandas", "Timestamp")
    names = [n.value for n in named.items or () if type(n) is Const] if type(named) is Items else []
    columns: dict[Scalar, Entry] = {
        name: Entry(Instance(stamp)) for name in names if isinstance(name, str) and stamp is not None
    }
    if (
        "chunksize" in call.keywords
        or "iterator" in call.keywords
        or call.starred is not None
        or "sheet_name" in call.keywords
    ):
        return UNKNOWN
    return _frame(run, call, Dict(columns, UNKNOWN, UNKNOWN))


def _columns(run: Run, frame: Shape | None) -> Shape:
    content = run.content(frame or UNKNOWN)
    return content.attrs.get(COLUMNS, UNKNOWN) if type(content) is Object else UNKNOWN


def _forget(run: Run, frame: Shape | None) -> None:
    content = run.content(frame or UNKNOWN)
    if type(frame) is Ref and type(content) is Object:
        run.store(frame, Object(content.cls, {}, content.origin, False))


@method("pandas.DataFrame", "__setitem__")
def _put(run: Run, call: Call) -> Shape:
    """``frame["name"] = values`` makes or replaces one column."""
    run.may_raise()
    key, frame = call.argument(0), run.content(call.bound or UNKNOWN)
    columns = _columns(run, call.bound)
    if type(key) is Const and type(frame) is Object and type(call.bound) is Ref and type(columns) is Dict:
        entries = {**columns.entries, key.value: Entry(column_of(run, call.argument(1) or UNKNOWN))}
        known = Dict(entries, columns.rest, columns.rest_key)
        run.store(call.bound, Object(frame.cls, {**frame.attrs, COLUMNS: known}, frame.origin, False))
    else:
        _forget(run, call.bound)
    return UNKNOWN


@method("pandas.DataFrame", "insert", "update", "pop", "eval")
def _changed(run: Run, call: Call) -> Shape:
    run.may_raise()
    _forget(run, call.bound)
    return UNKNOWN


@member("pandas.DataFrame", "loc")
def _by_label(run: Run, call: Call) -> Shape:
    return made(run, call, "LabelIndexer", argument=call.argument(0) or UNKNOWN)


@method("pandas.LabelIndexer", "__getitem__")
def _at_label(run: Run, call: Call) -> Shape:
    """A row or some rows by one label, some labels or a mask; with a column beside it, anything."""
    run.may_raise()
    key = run.content(call.argument(0) or UNKNOWN)
    cls = class_of(key)
    if type(key) is Instance and key.cls.name in ("Series", "slice"):
        return made(run, call, "DataFrame")
    plain = cls is not None and (cls.name in ("str", "int", "float", "int64", "str_", "Timestamp"))
    if key is LABEL:
        return join.one_of((made(run, call, "Series"), made(run, call, "DataFrame")))
    return made(run, call, "Series") if plain else UNKNOWN


@method("pandas.LabelIndexer", "__setitem__")
def _put_at_label(run: Run, call: Call) -> Shape:
    _forget(run, held_by(call))
    return NONE


@member("pandas.DataFrame", "at", "iat")
def _indexer(run: Run, call: Call) -> Shape:
    _forget(run, call.argument(0))
    return UNKNOWN


@method("pandas.Index", "__iter__")
def _labels(run: Run, call: Call) -> Shape:
    return Instance(ITERATOR, (LABEL,), place(run, call))


@member("pandas.DataFrame", "dtypes")
def _kinds(run: Run, call: Call) -> Shape:
    return made(run, call, "Series", argument=some(run, "dtype"))


@method("pandas.DataFrame", "to_dict")
def _to_dict(run: Run, call: Call) -> Shape:
    """Numbers become Python's own, times stay what they are."""
    run.may_raise()
    orient = call.argument(0, "orient")
    columns = _columns(run, call.bound)
    known = columns.entries if type(columns) is Dict else {}
    stamps = {k: e.value for k, e in known.items() if type(e.value) is Instance and e.value.cls.name == "Timestamp"}
    if type(orient) is Const and orient.value == "records":
        row = Dict({k: Entry(v) for k, v in stamps.items()}, UNKNOWN, UNKNOWN)
        return run.new(Items(LIST, None, row, place(run, call)))
    listed = type(orient) is Const and orient.value == "list"
    if orient is not None and not listed:
        return UNKNOWN
    held = {k: Items(LIST, None, v) if listed else Dict({}, v, UNKNOWN) for k, v in stamps.items()}
    return run.new(Dict({k: Entry(v) for k, v in held.items()}, UNKNOWN, UNKNOWN))


def _derived(kept: bool):  # type: ignore[no-untyped-def]
    def answer(run: Run, call: Call) -> Shape:
        run.may_raise()
        flag = call.keywords.get("inplace")
        if flag is not None or call.starred is not None:
            _forget(run, call.bound)
            return NONE if type(flag) is Const and flag.value is True else UNKNOWN
        columns = _columns(run, call.bound) if kept else UNKNOWN
        return _frame(run, call, columns if type(columns) is Dict else Dict({}, UNKNOWN, UNKNOWN))

    return answer


method(
    "pandas.DataFrame",
    "head",
    "tail",
    "copy",
    "sort_values",
    "sort_index",
    "drop_duplicates",
    "query",
    "dropna",
    "reset_index",
)(_derived(True))
method("pandas.DataFrame", "fillna", "drop", "rename", "set_index", "replace", "where", "mask", "clip",
       "interpolate", "ffill", "bfill", "merge", "join", "assign", "astype",
       "explode", "nlargest", "nsmallest", "sample")(_derived(False))  # fmt: skip


@method("pandas.DataFrame", "__getitem__")
def _selected(run: Run, call: Call) -> Shape:
    run.may_raise()
    key = call.argument(0) or UNKNOWN
    content = run.content(key)
    columns = _columns(run, call.bound)
    if type(key) is Const and isinstance(key.value, str):
        entry = columns.entries.get(key.value) if type(columns) is Dict else None
        held = entry.value if entry is not None else columns.rest if type(columns) is Dict else None
        return made(run, call, "Series", argument=held if type(held) is Instance else None)
    if key is LABEL:
        held = columns.rest if type(columns) is Dict else None
        series = made(run, call, "Series", argument=held if type(held) is Instance else None)
        return join.one_of((series, made(run, call, "DataFrame")))
    masked = type(content) is Instance and content.cls.name == "Series"
    if type(content) is Items and content.cls.name == "list" and type(columns) is Dict:
        names = [item.value for item in content.items or () if type(item) is Const]
        if content.items is None or len(names) < len(content.items):
            return made(run, call, "DataFrame")
        columns = Dict({name: columns.entries.get(name, Entry(UNKNOWN)) for name in names})
    if masked or (type(content) is Items and content.cls.name == "list"):
        return _frame(run, call, columns) if type(columns) is Dict else made(run, call, "DataFrame")
    return UNKNOWN


@method("pandas.DataFrame", "sum", "mean", "median", "std", "var", "min", "max", "prod", "count", "nunique")
def _summed_up(run: Run, call: Call) -> Shape:
    plain = not call.positional and not set(call.keywords) - {"numeric_only", "skipna"}
    columns = _columns(run, call.bound)
    flags = type(columns) is Dict and is_flag(columns.rest) and all(is_flag(e.value) for e in columns.entries.values())
    counted = run.calling.endswith((".count", ".nunique")) or (flags and run.calling.endswith(".sum"))
    return made(run, call, "Series", argument=some(run, "int64") if counted else None) if plain else UNKNOWN


def held_by(call: Call) -> Shape:
    bound = call.bound
    return bound.args[0] if type(bound) is Instance and bound.args else UNKNOWN


@member("pandas.Series", "iloc")
@member("pandas.DataFrame", "iloc")
def _by_position(run: Run, call: Call) -> Shape:
    holder = call.argument(0) or UNKNOWN
    return made(run, call, "PositionIndexer", argument=holder)


@method("pandas.PositionIndexer", "__getitem__")
def _at_position(run: Run, call: Call) -> Shape:
    run.may_raise()
    key = call.argument(0)
    holder = run.content(held_by(call))
    if type(holder) is Instance and holder.cls.name == "Series":
        element = holder.args[0] if holder.args else UNKNOWN
        if type(key) is Const and type(element) is Instance:
            return A_STR if element.cls.name == "str_" else Instance(element.cls, (), place(run, call))
        return UNKNOWN
    if type(key) is Const:
        return made(run, call, "Series")
    return made(run, call, "DataFrame") if type(key) is Instance and key.cls.name == "slice" else UNKNOWN


@method("pandas.PositionIndexer", "__setitem__")
def _put_at_position(run: Run, call: Call) -> Shape:
    _forget(run, held_by(call))
    return NONE


@function("pandas.concat")
def _together(run: Run, call: Call) -> Shape:
    """Frames make a frame; series make a longer one, or beside each other a frame."""
    run.may_raise()
    parts = element_of(run, call.argument(0, "objs") or UNKNOWN)
    names = {getattr(class_of(run.content(part)), "name", "") for part in options(parts)}
    if "DataFrame" in names and names <= {"DataFrame", "Series"}:
        return made(run, call, "DataFrame")
    return made(run, call, "Series") if names == {"Series"} and "axis" not in call.keywords else UNKNOWN


__all__ = ["COLUMNS"]

from . import join
