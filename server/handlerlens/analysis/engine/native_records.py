"""Dataclasses, attrs, named tuples: their decorators, factories and converters."""

from __future__ import annotations

import ast

from ..shapes import (
    A_STR,
    LIST,
    OBJECT,
    TRUE,
    TUPLE,
    UNKNOWN,
    Class,
    Const,
    Dict,
    Entry,
    Instance,
    Items,
    Native,
    Object,
    Shape,
    class_of,
    options,
)
from .kind_tests import is_record
from .mro import mro
from .native_library import declared_class
from .natives import Call, function, method
from .records import as_dict, fields_of, record_kind
from .run import Run, Unreachable


@function("engine.fields")
def _fields(run: Run, call: Call) -> Shape:
    """``named_tuple._asdict()``."""
    content = run.content(call.bound or UNKNOWN)
    if type(content) is not Items or content.items is None:
        return UNKNOWN
    names: list[str] = content.cls.facts["fields"]  # type: ignore[assignment]
    return run.new(Dict({n: Entry(v) for n, v in zip(names, content.items, strict=False)}))


def _record_decorator(kind: str):  # type: ignore[no-untyped-def]
    def decorate(run: Run, call: Call) -> Shape:
        target = call.argument(0)
        validates = run.calling.startswith("pydantic") or bool(call.extra)
        if type(target) is Class:
            target.facts["kind"] = kind
            if validates:
                target.facts["validates"] = True
            return target
        return Native(f"engine.{kind}", None, (TRUE,) if validates else ())

    return decorate


for _kind, _names in {
    "dataclass": ("dataclasses.dataclass", "pydantic.dataclasses.dataclass"),
    "attrs": ("attr.s", "attr.attrs", "attr.define", "attr.frozen", "attr.mutable", "attr.dataclass", "attrs.define", "attrs.frozen",
              "attrs.mutable"),
}.items():  # fmt: skip
    function(*_names, f"engine.{_kind}")(_record_decorator(_kind))


@function("dataclasses.asdict", "attr.asdict", "attrs.asdict")
def _asdict(run: Run, call: Call) -> Shape:
    run.may_raise()
    value = call.argument(0) or UNKNOWN
    if all(type(one := run.content(o)) is Class or is_record(run, one) is False for o in options(value)):
        raise Unreachable
    if len(call.positional) > 1 or call.keywords:
        return run.new(Dict({}, UNKNOWN, A_STR))
    return as_dict(run, value)


@function("dataclasses.astuple", "attr.astuple", "attrs.astuple")
def _astuple(run: Run, call: Call) -> Shape:
    made = run.content(as_dict(run, call.argument(0) or UNKNOWN))
    if type(made) is Dict:
        return Items(TUPLE, tuple(e.value for e in made.entries.values()))
    return UNKNOWN


@function("dataclasses_json.dataclass_json", "engine.json_dataclass")
def _json_dataclass(run: Run, call: Call) -> Shape:
    """The class with the methods of ``DataClassJsonMixin``."""
    target, mixin = call.argument(0), declared_class(run, "dataclasses_json", "DataClassJsonMixin")
    if type(target) is Class and mixin is not None:
        target.bases = (*(target.bases or ()), mixin)
        target.facts.pop("mro", None)
        target.facts["encoded"] = bool(call.extra)
        return target
    return Native("engine.json_dataclass", None, (TRUE,) if call.keywords else ())


@method("dataclasses_json.DataClassJsonMixin", "to_dict")
def _to_dict(run: Run, call: Call) -> Shape:
    """``asdict`` with lists for all collections, where no field has an encoder of its own."""
    record = run.content(call.bound or UNKNOWN)
    cls = class_of(record)
    own = [one.node for one in mro(run, cls)[0] if one.node is not None] if cls is not None else []
    told = any("metadata" in ast.unparse(node) for node in own) or (cls is not None and cls.facts.get("encoded"))
    asked = {
        name: value for name, value in call.keywords.items() if not (type(value) is Const and value.value is False)
    }
    if told or call.positional or asked or cls is None or record_kind(run, cls) != "dataclass":
        return run.new(Dict({}, UNKNOWN, A_STR))
    return _with_lists(run, as_dict(run, call.bound or UNKNOWN), 0)


def _with_lists(run: Run, shape: Shape, depth: int) -> Shape:
    content = run.content(shape)
    if type(content) is Dict and depth < 8:
        entries = {
            k: Entry(_with_lists(run, e.value, depth + 1), e.optional, e.node) for k, e in content.entries.items()
        }
        return run.new(Dict(entries, content.rest, content.rest_key))
    if type(content) is Items:
        return run.new(Items(LIST, content.items, content.elem, content.origin))
    return shape


@function("dataclasses.replace", "attr.evolve", "attrs.evolve", "copy.replace")
def _replace(run: Run, call: Call) -> Shape:
    return protocols.over(run, call.argument(0) or UNKNOWN, lambda value: _replaced(run, value, call))


def _replaced(run: Run, value: Shape, call: Call) -> Shape:
    content = run.content(value)
    if type(content) is Object:
        return run.new(Object(content.cls, {**content.attrs, **call.keywords}, content.origin, content.whole))
    return content if type(content) is Instance else UNKNOWN


@function("dataclasses.fields")
def _field_objects(run: Run, call: Call) -> Shape:
    """A ``Field`` for each field of a record or its class, in order."""
    content = run.content(call.argument(0) or UNKNOWN)
    cls = content if type(content) is Class else class_of(content)
    field = declared_class(run, "dataclasses", "Field")
    if cls is None or field is None or record_kind(run, cls) != "dataclass":
        return UNKNOWN
    return Items(
        TUPLE,
        tuple(
            run.new(Object(field, {"name": Const(one.name), **one.options(run)}, None, False))
            for one in fields_of(run, cls)
            if not one.only_given
        ),
    )


@function("collections.namedtuple")
def _namedtuple(run: Run, call: Call) -> Shape:
    name, names = call.argument(0, "typename"), call.argument(1, "field_names")
    content = run.content(names) if names is not None else UNKNOWN
    fields: list[str] = []
    if type(content) is Const and isinstance(content.value, str):
        fields = content.value.replace(",", " ").split()
    elif type(content) is Items and content.items is not None:
        fields = [i.value for i in content.items if type(i) is Const and isinstance(i.value, str)]
    cls = named_tuple_class(run, name, fields)
    given = call.node_of(1 << 30, "defaults")
    if isinstance(given, (ast.Tuple, ast.List)) and 0 < len(given.elts) <= len(fields):
        cls.facts["defaults"] = dict(zip(fields[-len(given.elts) :], given.elts, strict=True))
    return cls


@function("dataclasses.make_dataclass")
def _made_dataclass(run: Run, call: Call) -> Shape:
    content = run.content(call.argument(1, "fields") or UNKNOWN)
    if type(content) is not Items or content.items is None:
        return UNKNOWN
    parts = [run.content(part) for part in content.items]
    first = [p.items[0] if type(p) is Items and p.items else p for p in parts]
    cls = named_tuple_class(run, call.argument(0, "cls_name"), [str(p.value) for p in first if type(p) is Const])
    cls.facts["kind"] = "dataclass"
    cls.bases = (OBJECT,)
    return cls


@function("typing.NamedTuple")
def _typed_namedtuple(run: Run, call: Call) -> Shape:
    content = run.content(call.argument(1) or UNKNOWN)
    fields: list[str] = []
    if type(content) is Items and content.items is not None:
        pairs = [p.items[0] for p in content.items if type(p) is Items and p.items]
        fields.extend(str(name.value) for name in pairs if type(name) is Const)
    return named_tuple_class(run, call.argument(0), fields)


def named_tuple_class(run: Run, name: Shape | None, fields: list[str]) -> Class:
    """A class made by ``namedtuple``."""
    label = name.value if type(name) is Const and isinstance(name.value, str) else "namedtuple"
    cls = Class(label, run.frame.scope.name, (TUPLE,), None, run.frame.scope)
    cls.facts["kind"] = "namedtuple"
    cls.facts["fields"] = fields
    return cls


from . import protocols
