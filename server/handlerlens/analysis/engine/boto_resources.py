"""boto3's resources: attributes, collections, actions; DynamoDB's tables with their ``Decimal`` numbers."""

from __future__ import annotations

import re
from typing import Any, cast

from .. import boto3_table
from ..shapes import (
    A_STR,
    INT,
    JSON,
    LIST,
    NONE,
    UNKNOWN,
    Class,
    Const,
    Dict,
    Entry,
    Instance,
    Items,
    Native,
    Scalar,
    Shape,
    class_of,
)
from .boto import _VALUE, client_class, library_class, resource_class, response, shape_of
from .join import one_of
from .natives import Call, function, method, place
from .run import Run

_ITEMS = {"get_item": "Item", "query": "Items", "scan": "Items", "put_item": "Attributes", "update_item": "Attributes",
          "delete_item": "Attributes", "batch_get_item": "Responses"}  # fmt: skip
_UPDATES = ("UpdateExpression", "ExpressionAttributeNames", "ExpressionAttributeValues")


def resource_attribute(run: Run, value: Shape, cls: Class, name: str) -> Shape | None:
    """An attribute of a resource; None for what is looked up elsewhere."""
    service, kind = cast(tuple[str, str], cls.facts["boto resource"])
    table = boto3_table.service(service)
    definition = table["resources"].get(kind) if table is not None else None
    if definition is None:
        return None
    if name == "meta":
        meta = library_class(run, "boto3.resources.base", "ResourceMeta")
        return None if meta is None else Instance(meta, (Const(service),))
    if name in definition["attributes"]:
        run.may_raise()
        return run.lift(shape_of(run, service, kind, definition["attributes"][name], None))
    if name in definition["children"]:
        return Native("boto3.child", value, (Const(service), Const(definition["children"][name])))
    if name in definition["references"]:
        run.may_raise()
        return _referred(run, service, *definition["references"][name])
    if name in definition["collections"]:
        return _collection(run, service, definition["collections"][name])
    if name in definition["actions"] or name == "batch_get_item":
        return Native("boto3.action", value, (Const(service), Const(kind), Const(name)))
    return None


def _referred(run: Run, service: str, kind: str, many: bool) -> Shape:
    """A resource that the data of another names, None where it names none."""
    cls = resource_class(run, service, kind)
    if cls is None:
        return UNKNOWN
    return run.lift(Items(LIST, None, Instance(cls))) if many else one_of((Instance(cls), NONE))


def _collection(run: Run, service: str, kind: str) -> Shape:
    cls = library_class(run, "boto3.resources.collection", "CollectionManager")
    element = resource_class(run, service, kind)
    return UNKNOWN if cls is None or element is None else Instance(cls, (Instance(element),))


@function("boto3.child")
def _child(run: Run, call: Call) -> Shape:
    service, kind = (str(e.value) for e in call.extra if type(e) is Const)
    cls = resource_class(run, service, kind)
    return UNKNOWN if cls is None else Instance(cls, (), place(run, call))


@function("boto3.action")
def _action(run: Run, call: Call) -> Shape:
    run.may_raise()
    service, kind, name = (str(e.value) for e in call.extra if type(e) is Const)
    table = boto3_table.service(service)
    assert table is not None
    if service == "dynamodb" and name in _ITEMS:
        if _ITEMS[name] == "Attributes" and "ReturnValues" not in call.keywords and call.starred is None:
            return run.new(Dict({}, JSON, A_STR))
        counted = _counted(run, call) if name == "update_item" else {}
        return run.lift(_dynamodb(name, counted))
    definition: dict[str, Any] | None = table["resources"][kind]["actions"].get(name)
    if definition is None:
        return UNKNOWN
    made = definition.get("resource")
    if made is None:
        return response(run, service, definition["operation"], definition["output"], place(run, call))
    cls = resource_class(run, service, made)
    if cls is None:
        return UNKNOWN
    one = Instance(cls, (), place(run, call))
    return run.lift(Items(LIST, None, one, place(run, call))) if definition["many"] else one


_LONGEST = 4096
"""Characters that DynamoDB takes as an expression."""
_CLAUSE = re.compile(r"\b(SET|ADD|REMOVE|DELETE)\b", re.IGNORECASE)
_SUM = re.compile(r"\s*(#?\w+)\s*=(.*[+-].*)", re.DOTALL)
_ADDED = re.compile(r"\s*(#?\w+)\s+(:\w+)\s*")


def _counted(run: Run, call: Call) -> dict[Scalar, Entry]:
    """The attributes that ``ADD views :one`` or ``SET views = views + :one`` leaves a number in."""
    expression, names, values = (run.content(call.keywords.get(n, UNKNOWN)) for n in _UPDATES)
    returned = call.keywords.get("ReturnValues")
    decimal = library_class(run, "decimal", "Decimal")
    text = expression.value if type(expression) is Const else None
    if not isinstance(text, str) or len(text) > _LONGEST or decimal is None:
        return {}
    found: list[str] = []
    _, *clauses = _CLAUSE.split(text)
    for verb, clause in zip(clauses[::2], clauses[1::2], strict=True):
        for part in re.split(r",(?![^(]*\))", clause):
            if verb.upper() == "SET" and (match := _SUM.fullmatch(part)):
                found.append(match[1])
            elif verb.upper() == "ADD" and (match := _ADDED.fullmatch(part)):
                added = values.entries.get(match[2]) if type(values) is Dict else None
                if added is not None and class_of(run.content(added.value)) is INT:
                    found.append(match[1])
    aliases = names.entries if type(names) is Dict else {}
    named = [aliases[n].value if n in aliases else Const(n) for n in found]
    new = type(returned) is Const and str(returned.value).endswith("_NEW")
    made = Instance(decimal, (), place(run, call))
    return {n.value: Entry(made, not new) for n in named if type(n) is Const and not str(n.value).startswith("#")}


def _dynamodb(name: str, known: dict[Scalar, Entry]) -> Dict:
    """The response of a table: its items hold text, ``Decimal``, sets and so on, which is not known."""
    item = Dict(known, _VALUE, A_STR)
    held: Shape = item
    if _ITEMS[name] == "Items":
        held = Items(LIST, None, item)
    elif _ITEMS[name] == "Responses":
        held = Dict({}, Items(LIST, None, item), A_STR)
    return Dict({_ITEMS[name]: Entry(held, True)}, JSON, A_STR)


@function("boto3.meta.client")
def _meta_client(run: Run, call: Call) -> Shape:
    return UNKNOWN


def meta_attribute(run: Run, content: Instance, name: str) -> Shape | None:
    """``resource.meta.client``."""
    if name == "client" and content.args and type(content.args[0]) is Const:
        service = str(content.args[0].value)
        cls = client_class(run, service)
        if cls is None or service == "dynamodb":
            return UNKNOWN
        return Instance(cls)
    return None


@method("boto3.resources.collection.CollectionManager", "all", "filter", "limit", "page_size")
def _narrowed(run: Run, call: Call) -> Shape:
    return call.bound if type(call.bound) is Instance else UNKNOWN
