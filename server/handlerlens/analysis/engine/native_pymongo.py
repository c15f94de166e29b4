"""pymongo: the ids that the driver makes, and the documents that have them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ..modules import Scope
from ..shapes import (
    A_STR,
    LIST,
    NONE,
    UNKNOWN,
    Const,
    Dict,
    Entry,
    Instance,
    Items,
    Ref,
    Shape,
)
from .join import elements, one_of, union
from .native_library import declared_class
from .natives import Call, member, method, place
from .run import Run

_COLLECTION = "pymongo.collection.Collection"


def _made_id(run: Run, call: Call, document: Shape | None) -> Shape:
    """Put the id that the driver makes into a document that has none; the id, unknown where there may be one."""
    content = run.content(document or UNKNOWN)
    cls = declared_class(run, "bson.objectid", "ObjectId")
    if type(content) is not Dict or content.rest is not None or "_id" in content.entries or cls is None:
        return UNKNOWN
    made = Instance(cls, (), place(run, call))
    if type(document) is Ref:
        entries = {**content.entries, "_id": Entry(made, False, place(run, call))}
        run.store(document, Dict(entries, None, content.rest_key, content.cls))
    return made


@method(_COLLECTION, "insert_one")
def _insert(run: Run, call: Call) -> Shape:
    run.may_raise()
    cls = declared_class(run, "pymongo.results", "InsertOneResult")
    made = _made_id(run, call, call.argument(0, "document"))
    return UNKNOWN if cls is None else Instance(cls, (made,), place(run, call))


@method(_COLLECTION, "insert_many")
def _insert_many(run: Run, call: Call) -> Shape:
    run.may_raise()
    cls = declared_class(run, "pymongo.results", "InsertManyResult")
    documents = run.content(call.argument(0, "documents") or UNKNOWN)
    made = [_made_id(run, call, one) for one in elements(documents)] if type(documents) is Items else []
    held = Items(LIST, None, union(made)) if made and UNKNOWN not in made else UNKNOWN
    return UNKNOWN if cls is None else Instance(cls, (held,), place(run, call))


@member("pymongo.results.InsertOneResult", "inserted_id")
@member("pymongo.results.InsertManyResult", "inserted_ids")
def _inserted(run: Run, call: Call) -> Shape:
    result = call.argument(0)
    return run.lift(result.args[0]) if type(result) is Instance and result.args else UNKNOWN


def _document(run: Run, call: Call, projection: Shape | None) -> Shape:
    """A document as the server gives it: with the ``ObjectId`` that it has under ``_id`` where nobody gives others."""
    content = run.content(projection) if projection is not None else None
    excluded = type(content) is Dict and "_id" in content.entries
    known = projection is None or (type(content) is Dict and content.rest is None) or type(content) is Items
    cls = declared_class(run, "bson.objectid", "ObjectId")
    if cls is None or excluded or not known or _own_ids(run):
        return Dict({}, UNKNOWN, A_STR)
    return Dict({"_id": Entry(Instance(cls, (), place(run, call)), False, place(run, call))}, UNKNOWN, A_STR)


def _own_ids(run: Run) -> bool:
    """Whether the program puts ids of its own into documents, or asks for documents by such."""
    return any(_gives_ids(scope) for scope in run.modules)


def _gives_ids(scope: Scope) -> bool:
    """Whether a module writes ``{"_id": value}`` with a value that is no ``ObjectId`` and leaves nothing out; kept with its tree."""
    if scope.tree is None or scope.source is None:
        return False
    known: bool | None = scope.tree.__dict__.get(_OWN)
    if known is None:
        known = scope.tree.__dict__[_OWN] = '_id"' in scope.source.text.replace("'", '"') and any(
            not _no_id(value, scope.source.text) for value in _written(scope.tree)
        )
    return known


def _written(tree: ast.Module) -> Iterator[ast.expr]:
    """What a module puts under ``_id``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "_id":
                    yield value
        elif isinstance(node, ast.Assign):
            keys = [t.slice for t in node.targets if isinstance(t, ast.Subscript)]
            if any(isinstance(key, ast.Constant) and key.value == "_id" for key in keys):
                yield node.value


_OWN = "handlerlens_own_ids"


def _no_id(value: ast.expr, text: str) -> bool:
    """``0``, ``1``, ``False``; a field of a pipeline; an ``ObjectId``; the text of an id."""
    if isinstance(value, ast.Constant):
        return isinstance(value.value, int) or value.value is None or str(value.value).startswith("$")
    if isinstance(value, ast.Name):
        return re.search(rf"\b{value.id}\s*=\s*[\w.]*ObjectId\(", text) is not None
    written = ast.unparse(value) if isinstance(value, ast.Call) else ""
    return isinstance(value, ast.Dict) or "ObjectId(" in written or (written.startswith("str(") and "_id" in written)


_PLAIN_KEYS = frozenset(
    {
        "filter",
        "projection",
        "skip",
        "limit",
        "sort",
        "batch_size",
        "max_time_ms",
        "session",
        "upsert",
        "return_document",
    }
)


def _projection(call: Call, index: int) -> Shape | None:
    """What is asked of each document; unknown where arguments are not told apart."""
    if call.star is not None or call.starred is not None or not _PLAIN_KEYS.issuperset(call.keywords):
        return UNKNOWN
    found = call.argument(index, "projection")
    return None if type(found) is Const and found.value is None else found


@method(_COLLECTION, "find")
def _find(run: Run, call: Call) -> Shape:
    run.may_raise()
    cls = declared_class(run, "pymongo.cursor", "Cursor")
    held = _document(run, call, _projection(call, 1))
    return UNKNOWN if cls is None else Instance(cls, (held,), place(run, call))


@method(_COLLECTION, "find_one")
def _find_one(run: Run, call: Call) -> Shape:
    """A document; asked for by an ``ObjectId``, it has that under ``_id`` where nothing else says what it holds."""
    run.may_raise()
    content = run.content(call.argument(0, "filter") or UNKNOWN)
    entry = content.entries.get("_id") if type(content) is Dict else None
    plain = len(call.positional) == 1 and not call.keywords
    by_id = entry is not None and type(entry.value) is Instance and entry.value.cls.name == "ObjectId"
    if entry is not None and by_id and plain:
        return one_of((run.new(Dict({"_id": Entry(entry.value)}, UNKNOWN, A_STR)), NONE))
    found = _document(run, call, _projection(call, 1)) if entry is None else Dict({}, UNKNOWN, A_STR)
    return one_of((run.new(found), NONE))


@method(_COLLECTION, "find_one_and_update", "find_one_and_replace", "find_one_and_delete")
def _found_and_changed(run: Run, call: Call) -> Shape:
    run.may_raise()
    index = 1 if run.calling.endswith("delete") else 2
    return one_of((run.new(_document(run, call, _projection(call, index))), NONE))
