"""``sqlite3``: what rows are follows from the connection's ``row_factory``."""

from __future__ import annotations

from ..shapes import ITERATOR, LIST, NONE, UNKNOWN, Class, Instance, Items, Object, Shape
from .join import union
from .native_library import declared_class
from .natives import Call, function, method, place
from .run import Run


@function("sqlite3.connect", "sqlite3.dbapi2.connect")
def _connect(run: Run, call: Call) -> Shape:
    run.may_raise(False)
    return _made(run, call, "Connection", None)


def _made(run: Run, call: Call, name: str, factory: Shape | None) -> Shape:
    cls = declared_class(run, "sqlite3", name)
    if cls is None:
        return UNKNOWN
    return run.new(Object(cls, {} if factory is None else {"row_factory": factory}, place(run, call), False))


def _factory(run: Run, call: Call) -> Shape | None:
    content = run.content(call.bound) if call.bound is not None else None
    return content.attrs.get("row_factory") if isinstance(content, Object) else None


@method("sqlite3.Connection", "cursor", "execute", "executemany", "executescript")
def _cursor(run: Run, call: Call) -> Shape:
    run.may_raise(False)
    return _made(run, call, "Cursor", _factory(run, call))


@method("sqlite3.Connection", "__enter__")
@method("sqlite3.Cursor", "execute", "executemany")
def _itself(run: Run, call: Call) -> Shape:
    run.may_raise(False)
    return call.bound or UNKNOWN


def _row(run: Run, call: Call) -> Shape:
    factory = _factory(run, call)
    return Instance(factory, (), place(run, call)) if type(factory) is Class and factory.name == "Row" else UNKNOWN


@method("sqlite3.Cursor", "fetchone")
def _one(run: Run, call: Call) -> Shape:
    run.may_raise(False)
    row = _row(run, call)
    return row if row is UNKNOWN else union((row, NONE))


@method("sqlite3.Cursor", "fetchall", "fetchmany")
def _many(run: Run, call: Call) -> Shape:
    run.may_raise(False)
    return run.new(Items(LIST, None, _row(run, call), place(run, call)))


@method("sqlite3.Cursor", "__iter__")
def _iterated(run: Run, call: Call) -> Shape:
    return Instance(ITERATOR, (_row(run, call),), place(run, call))
