"""Loops over parts of the event, and functions that are handed on to be called with them."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .event_reads import Kind, Read

if TYPE_CHECKING:
    from .event_walk import Scope, Walk

_SAME_ELEMENTS = frozenset({"sorted", "reversed", "list", "iter", "tuple", "islice", "itertools.islice"})
_PER_ELEMENT = frozenset(
    {"map", "filter", "starmap", "imap", "imap_unordered", "filterfalse", "takewhile", "dropwhile"}
)
_BY_KEYWORD = frozenset({"sorted", "min", "max", "sort"})


def loop(walk: Walk, target: ast.expr, iterated: ast.expr, scope: Scope) -> None:
    """Bind the target of a ``for`` or a comprehension."""
    match iterated:
        case ast.Call(func=ast.Name(id="enumerate"), args=[inner, *_]):
            read = walk.value(inner, scope)
            walk.use("loop", read, inner, iterated)
            if isinstance(target, ast.Tuple) and len(target.elts) == 2:
                _counts(walk, target.elts[0], scope)
                walk.bind(target.elts[1], None, read.element() if read is not None else None, scope)
        case ast.Call(func=ast.Name(id="range"), args=inners):
            for inner in inners:
                walk.value(inner, scope)
            _counts(walk, target, scope)
        case ast.Call(func=ast.Name(id="zip"), args=inners) if isinstance(target, ast.Tuple):
            for part, inner in zip(target.elts, inners, strict=False):
                read = walk.value(inner, scope)
                walk.use("loop", read, inner, iterated)
                walk.bind(part, None, read.element() if read is not None else None, scope)
        case ast.Call(func=ast.Name(id="sorted" | "reversed" | "list" | "iter" | "tuple"), args=[inner, *_]):
            walk.value(iterated, scope)
            loop(walk, target, inner, scope)
        case ast.Call(func=ast.Attribute(value=owner, attr="items" | "keys" | "values" as method), args=[]):
            read = walk.value(owner, scope)
            walk.use("method", read, owner, iterated, method)
            if read is not None:
                read.kinds.add(Kind.OBJECT)
            _entries(walk, target, read, method, scope)
        case _:
            read = walk.value(iterated, scope)
            walk.use("loop", read, iterated, iterated)
            walk.bind(target, None, read.element() if read is not None else None, scope)


def comprehension(
    walk: Walk, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, scope: Scope
) -> Read | None:
    """A list of its own, of parts of the event, where that is what it makes."""
    inner = dict(scope)
    for generator in node.generators:
        loop(walk, generator.target, generator.iter, inner)
        for test in generator.ifs:
            walk.test(test, inner)
    results = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
    made = [walk.value(result, inner) for result in results]
    return Read(item=made[0], kinds={Kind.LIST}) if len(made) == 1 and made[0] is not None else None


def _entries(walk: Walk, target: ast.expr, read: Read | None, method: str, scope: Scope) -> None:
    """Bind what runs over the keys, the values or the pairs of an object."""
    pair = target.elts if isinstance(target, ast.Tuple) and len(target.elts) == 2 else None
    if method == "values":
        walk.bind(target, None, read.free() if read is not None else None, scope)
    elif method == "items" and pair is not None:
        walk.bind(pair[0], None, None, scope)
        walk.bind(pair[1], None, read.free() if read is not None else None, scope)
    else:
        walk.bind(target, None, None, scope)
        if method == "keys" and read is not None and isinstance(target, ast.Name):
            walk.keys_of[target.id] = read


def _counts(walk: Walk, target: ast.expr, scope: Scope) -> None:
    walk.bind(target, None, None, scope)
    if isinstance(target, ast.Name):
        walk.counters.add(target.id)


def by_name(walk: Walk, base: Read, index: ast.Name, scope: Scope) -> Read | None:
    """What ``base[name]`` is: an element where the name counts, the value at some key where it runs over the object's keys."""
    if index.id in walk.counters:
        return base.element()
    key = scope.get(index.id)
    if walk.keys_of.get(index.id) is base:
        return base.free()
    if key is not None and key is base.item:
        base.item = None
        base.kinds.discard(Kind.LIST)
        walk.bind(ast.copy_location(ast.Name(index.id, ast.Store()), index), None, None, scope)
        walk.keys_of[index.id] = base
        return base.free()
    return None


def elements_of(name: str, arguments: Sequence[Read | None]) -> Read | None:
    """What a call returns that goes over the elements of a part of the event: the same elements, or the next one."""
    read = next((argument for argument in arguments if argument is not None), None)
    if read is None:
        return None
    if name == "next":
        return read.element()
    if name in _SAME_ELEMENTS or name == "filter":
        return Read(item=read.element(), kinds={Kind.LIST})
    return None


def handed_on(walk: Walk, name: str, node: ast.Call, arguments: Sequence[Read | None], scope: Scope) -> None:
    """Enter the functions that a call is given to call: ``map(f, records)``, ``pool.submit(f, record)``, ``sorted(records, key=f)``."""
    last = name.rpartition(".")[2]
    for position, argument in enumerate(node.args[:3]):
        given = arguments[position + 1 :]
        if isinstance(argument, ast.Lambda | ast.Name | ast.Attribute) and any(read is not None for read in given):
            walk.called(argument, [_element(read) for read in given] if last in _PER_ELEMENT else given, scope)
            break
    for keyword in node.keywords:
        if keyword.arg == "key" and last in _BY_KEYWORD and arguments:
            walk.called(keyword.value, [_element(arguments[0])], scope)
        elif keyword.arg == "target":
            given_keyword = next((k.value for k in node.keywords if k.arg == "args"), None)
            if isinstance(given_keyword, ast.Tuple | ast.List):
                walk.called(keyword.value, [walk.value(part, scope) for part in given_keyword.elts], scope)
    if last.endswith("process_partial_response"):
        event = next((walk.value(k.value, scope) for k in node.keywords if k.arg == "event"), None)
        record_handlers(walk, node, event or (arguments[0] if arguments else None))


def record_handlers(walk: Walk, node: ast.expr, event: Read | None) -> None:
    """Powertools calls a record handler with each record of the batch."""
    if not isinstance(node, ast.Call) or event is None:
        return
    handler = next((k.value for k in node.keywords if k.arg == "record_handler"), None)
    handler = handler or next((a for a in node.args[1:2] if isinstance(a, ast.Name)), None)
    if handler is not None:
        records = (
            walk.key(event, "records", required=True).free()
            if walk.definitions.kafka
            else walk.key(event, "Records", required=True)
        )
        walk.called(handler, [records.element()], {})


def _element(read: Read | None) -> Read | None:
    return read.element() if read is not None else None
