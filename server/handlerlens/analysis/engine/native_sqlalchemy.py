"""SQLAlchemy: what the attributes of mapped objects hold, by the types of their columns."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from ..modules import Origin
from ..shapes import (
    A_BOOL,
    A_FLOAT,
    A_STR,
    AN_INT,
    JSON,
    LIST,
    SOME_BYTES,
    UNKNOWN,
    Class,
    Const,
    Instance,
    Items,
    Object,
    Shape,
    class_of,
)
from .mro import members, mro
from .native_library import declared_class
from .natives import Call, function, member, place
from .run import Run

_PLAIN: Mapping[str, Shape] = {
    **dict.fromkeys(("Integer", "BigInteger", "SmallInteger"), AN_INT),
    **dict.fromkeys(("String", "Text", "Unicode", "UnicodeText"), A_STR),
    "Boolean": A_BOOL,
    "Float": A_FLOAT,
    "JSON": JSON,
    "LargeBinary": SOME_BYTES,
}
_CLASSES = {
    **dict.fromkeys(("DateTime", "TIMESTAMP"), ("datetime", "datetime")),
    "Date": ("datetime", "date"),
    "Time": ("datetime", "time"),
    "Interval": ("datetime", "timedelta"),
    **dict.fromkeys(("Uuid", "UUID"), ("uuid", "UUID")),
    "Numeric": ("decimal", "Decimal"),
}


@function("sqlalchemy.Column")
def _column(run: Run, call: Call) -> Shape:
    """``Column("name", DateTime(timezone=True), ...)`` in the body of a class, as its instances show it."""
    for argument in (*call.positional, *(v for k, v in call.keywords.items() if k == "type_")):
        content = run.content(argument)
        kind = content if type(content) is Class else content.cls if type(content) is Instance else None
        if kind is None or not kind.module.startswith("sqlalchemy"):
            continue
        if kind.name in _PLAIN:
            return _PLAIN[kind.name]
        if kind.name in _CLASSES:
            cls = declared_class(run, *_CLASSES[kind.name])
            return UNKNOWN if cls is None else Instance(cls, (), place(run, call))
    return UNKNOWN


@member("sqlalchemy.orm.DeclarativeBase", "__table__")
def _table(run: Run, call: Call) -> Shape:
    """The table of a mapped class, with its columns by name."""
    cls = class_of(run.content(call.argument(0) or UNKNOWN))
    table = declared_class(run, "sqlalchemy", "Table")
    if cls is None or table is None:
        return UNKNOWN
    held = _described(run, cls)
    return run.new(Object(table, {"columns": held, "c": held}, None, False))


def _described(run: Run, cls: Class) -> Shape:
    """The columns of a mapped class, each with its name and the attribute that it is."""
    column = declared_class(run, "sqlalchemy", "TableColumn")
    if column is None:
        return UNKNOWN
    columns = tuple(
        run.new(Object(column, {"name": Const(name), "key": Const(key)}, None, False))
        for key, name in columns_of(run, cls)
    )
    return run.new(Items(LIST, columns)) if columns else UNKNOWN


@function("sqlalchemy.inspect", "sqlalchemy.orm.class_mapper")
def _inspected(run: Run, call: Call) -> Shape:
    """The state of a mapped object, with the mapper of its class; of a class the mapper."""
    run.may_raise()
    given = run.content(call.argument(0) or UNKNOWN)
    cls = given if type(given) is Class else class_of(given)
    mapper, state = (
        declared_class(run, "sqlalchemy.orm", "Mapper"),
        declared_class(run, "sqlalchemy.orm", "InstanceState"),
    )
    if (
        cls is None
        or mapper is None
        or state is None
        or not any(c.module == "sqlalchemy.orm" for c in mro(run, cls)[0])
    ):
        return UNKNOWN
    held = _described(run, cls)
    mapped = run.new(Object(mapper, {"column_attrs": held, "columns": held, "c": held}, None, False))
    return mapped if type(given) is Class else run.new(Object(state, {"mapper": mapped}, None, False))


def columns_of(run: Run, cls: Class) -> Iterator[tuple[str, str]]:
    """The attributes of a mapped class that are columns, with the columns' names."""
    for one in reversed(mro(run, cls)[0]):
        if one.scope is None or one.scope.kind is not Origin.PROJECT:
            continue
        for key, statements in members(one).items():
            statement = statements[-1]
            value = statement.value if isinstance(statement, (ast.Assign, ast.AnnAssign)) else None
            made = ast.unparse(value.func).rpartition(".")[2] if isinstance(value, ast.Call) else ""
            typed = isinstance(statement, ast.AnnAssign) and "Mapped[" in ast.unparse(statement.annotation)
            if made in ("Column", "mapped_column") or (typed and value is None):
                first = value.args[0] if isinstance(value, ast.Call) and value.args else None
                named = isinstance(first, ast.Constant) and isinstance(first.value, str)
                yield key, first.value if named else key  # type: ignore[union-attr]
