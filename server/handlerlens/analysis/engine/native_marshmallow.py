"""marshmallow: what ``Schema.load`` gives, by the fields that the schema declares."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from ..shapes import (
    A_BOOL,
    A_FLOAT,
    A_STR,
    AN_INT,
    LIST,
    UNKNOWN,
    Class,
    Const,
    Dict,
    Entry,
    Function,
    Instance,
    Items,
    Object,
    Scalar,
    Shape,
    class_of,
)
from .join import one_of
from .mro import members as declarations
from .mro import mro
from .native_library import declared_class
from .natives import Call, constructor, method, place
from .run import Run

_PLAIN: Mapping[str, Shape] = {
    **dict.fromkeys(("String", "Str", "Email", "Url", "URL"), A_STR),
    **dict.fromkeys(("Integer", "Int"), AN_INT),
    **dict.fromkeys(("Boolean", "Bool"), A_BOOL),
    "Float": A_FLOAT,
}
_CLASSES = {
    "UUID": ("uuid", "UUID"),
    "Decimal": ("decimal", "Decimal"),
    "DateTime": ("datetime", "datetime"),
    "NaiveDateTime": ("datetime", "datetime"),
    "AwareDateTime": ("datetime", "datetime"),
    "Date": ("datetime", "date"),
    "Time": ("datetime", "time"),
    "TimeDelta": ("datetime", "timedelta"),
}
_OPTIONS = frozenset({"dump_only", "load_default", "allow_none", "required", "attribute", "missing"})


def _field(name: str) -> None:
    @constructor(f"marshmallow.fields.{name}")
    def make(run: Run, call: Call) -> Shape:
        cls = declared_class(run, "marshmallow.fields", name)
        options = {k: v for k, v in call.keywords.items() if k in _OPTIONS}
        if call.positional:
            options["inner"] = call.positional[0]
        return UNKNOWN if cls is None else run.new(Object(cls, options, place(run, call), False))


for _name in (*_PLAIN, *_CLASSES, "List", "Nested", "Raw", "Dict", "Method", "Function", "Enum", "IP", "Constant"):
    _field(_name)


@method("marshmallow.Schema", "load", "loads")
def _load(run: Run, call: Call) -> Shape:
    """A dict of what the fields turn their texts into, or what the schema's own ``post_load`` makes of it."""
    run.may_raise()
    cls = class_of(run.content(call.bound or UNKNOWN))
    if cls is None or "partial" in call.keywords or "unknown" in call.keywords:
        return UNKNOWN
    data = run.content(call.argument(0) or UNKNOWN)
    given = set(data.entries) if type(data) is Dict and data.rest is None else None
    many = call.keywords.get("many")
    if many is not None and not (type(many) is Const and not many.value):
        return run.new(Items(LIST, None, _loaded(run, call.bound, cls, None)))
    return _loaded(run, call.bound, cls, given)


def _loaded(run: Run, schema: Shape | None, cls: Class, given: set[Scalar] | None) -> Shape:
    own = [one for one in mro(run, cls)[0] if one.node is not None and one.module.partition(".")[0] != "marshmallow"]
    names = dict.fromkeys(name for one in reversed(own) for name in declarations(one))
    entries: dict[Scalar, Entry] = {}
    for name in names:
        held = next((v for one in own if (v := run.state.get((one, name))) is not None), UNKNOWN)
        field = run.content(held)
        if type(field) is not Object or field.cls.module != "marshmallow.fields" or "dump_only" in field.attrs:
            continue
        if "attribute" in field.attrs:
            return UNKNOWN
        sure = "required" in field.attrs or "load_default" in field.attrs
        if given is None or name in given or sure:
            entries[name] = Entry(_value(run, field), not sure and given is None)
    made = run.new(Dict(entries))
    for function in _after(own):
        return calls.call_value(run, members.bind(run, function, schema or UNKNOWN, None), [made])
    return made


def _after(own: list[Class]) -> Iterator[Function]:
    """The methods that see what was loaded before the caller does."""
    for one in own:
        for statement in one.node.body if one.node is not None else ():
            if isinstance(statement, ast.FunctionDef) and one.scope is not None:
                called = [d.func if isinstance(d, ast.Call) else d for d in statement.decorator_list]
                if any(getattr(c, "id", getattr(c, "attr", "")) == "post_load" for c in called):
                    yield Function(statement, one.scope, one.closure, one)


def _value(run: Run, field: Object) -> Shape:
    name = field.cls.name
    value = _PLAIN.get(name)
    inner = run.content(field.attrs.get("inner", UNKNOWN))
    if name in _CLASSES:
        cls = declared_class(run, *_CLASSES[name])
        value = UNKNOWN if cls is None else Instance(cls, (), field.origin)
    elif name == "List" and type(inner) is Object:
        value = run.lift(Items(LIST, None, _value(run, inner), field.origin))
    elif name == "Nested" and type(inner) is Class:
        value = _loaded(run, None, inner, None)
    elif name == "Nested" and type(inner) is Object:
        value = _loaded(run, None, inner.cls, None)
    if value is None:
        return UNKNOWN
    default = field.attrs.get("load_default")
    return value if default is None and "allow_none" not in field.attrs else one_of((value, default or Const(None)))


from . import calls, members
