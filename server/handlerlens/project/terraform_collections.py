"""Terraform's lists and mappings: the functions that make them, and the defaults that a variable's type gives its attributes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING

from .declaration import local_directory
from .expression import Array, Call, Expression, Name, Object, Text, last_name, walk
from .terraform_functions import applied

if TYPE_CHECKING:
    from .terraform_values import Module

MOST_TURNS = 50
_DEEPEST = 12
_MOST_STEPS = 2_000
_DEEPEST_FOLDER = 4
_SAME = frozenset({"tomap", "toset", "tolist", "sort", "distinct", "compact", "reverse", "sensitive", "nonsensitive"})
_OF_TURNS = frozenset({"each", "count", "source", "environment"})
"""Names that stand for something else in each turn of a loop of blocks."""
_JOINED = frozenset({"concat", "setunion", "coalescelist"})
_FIRST = frozenset({"try", "coalesce"})


def collection(module: Module, call: Call) -> Expression | None:
    """The list or mapping that a call makes; None for a call that makes none, or one that is not told."""
    state = module.known("collections")
    made: dict[Expression, Expression | None] = state.setdefault("made", {})
    if call in made:
        return made[call]
    under_way: list[Expression] = state.setdefault("under_way", [])
    state["steps"] = state["steps"] + 1 if under_way else 0
    if call in under_way or len(under_way) > _DEEPEST or state["steps"] > _MOST_STEPS:
        return None
    under_way.append(call)
    try:
        found = _made(module, last_name(call.function), call)
    finally:
        under_way.pop()
    if not any(isinstance(part, Name) and part.text in _OF_TURNS for part in walk(call)):
        made[call] = found
    return found


def _made(module: Module, name: str, call: Call) -> Expression | None:
    given, place = call.arguments, call.place
    match name, len(given):
        case "split", 2:
            separator, text = (module.text(argument) for argument in given)
            if separator and text is not None:
                return Array([Text(part, place) for part in text.split(separator)[:MOST_TURNS]], place)
        case (("keys" | "values"), 1):
            entries = module.entries(given[0])
            keys = [Text(key, place) for key in sorted(entries)]
            return Array(list(keys) if name == "keys" else [entries[key.text] for key in keys], place)
        case (("yamldecode" | "jsondecode"), 1):
            return _decoded(module, given[0])
        case "fileset", 2:
            return Array([Text(file, place) for file in _files(module, call)], place)
        case "flatten", 1:
            return Array(list(_flat(module, given[0], 0))[:MOST_TURNS], place)
        case "zipmap", 2:
            names = [module.text(item) for item in module.items(given[0])]
            pairs = zip(names, module.items(given[1]), strict=False)
            return Object({key: value for key, value in pairs if key is not None}, place)
        case "formatlist", _:
            return Array([Text(text, place) for text in _formatted(module, given)], place)
        case "setproduct", _:
            turns = product(*(module.items(argument) for argument in given))
            return Array([Array(list(turn), place) for turn, _ in zip(turns, range(MOST_TURNS), strict=False)], place)
        case "lookup", (2 | 3):
            key = module.text(given[1])
            found = module.entries(given[0]).get(key) if key is not None else None
            return _kept(module, found if found is not None else given[2] if len(given) > 2 else None)
        case _ if name in _SAME and len(given) == 1:
            return _kept(module, given[0])
        case _ if name in _JOINED:
            return Array([item for argument in given for item in module.items(argument)][:MOST_TURNS], place)
        case _ if name in _FIRST:
            return next((found for argument in given if (found := _kept(module, argument)) is not None), None)
    return None


def _formatted(module: Module, given: list[Expression]) -> Iterator[str]:
    """The texts of ``formatlist("%s/%s", folder, names)``: what is no list is the same in each."""
    parts = [module.bound(argument) or argument for argument in given]
    turns = min((len(part.items) for part in parts if isinstance(part, Array)), default=0)
    for turn in range(min(turns, MOST_TURNS)):
        texts = [module.text(part.items[turn] if isinstance(part, Array) else part) for part in parts]
        known = [text for text in texts if text is not None]
        made = applied("format", known) if len(known) == len(texts) else None
        if made is not None:
            yield made


def _kept(module: Module, node: Expression | None) -> Expression | None:
    """What an argument stands for, where that is a list or mapping."""
    found = module.bound(node) if node is not None else None
    return found if isinstance(found, Array | Object) else None


def _flat(module: Module, node: Expression, depth: int) -> Iterator[Expression]:
    for item in module.items(node)[:MOST_TURNS]:
        inner = module.bound(item) or item
        if isinstance(inner, Array) and depth < _DEEPEST:
            yield from _flat(module, inner, depth + 1)
        else:
            yield inner


def _decoded(module: Module, node: Expression) -> Expression | None:
    """What stands in the file of ``file("functions.yaml")`` or ``templatefile("functions.yaml", { stage = var.stage })``."""
    read = module.bound(node)
    if not isinstance(read, Call) or last_name(read.function) not in ("file", "templatefile") or not read.arguments:
        return None
    text = module.text(read.arguments[0])
    path = local_directory(module.root, text) if text is not None else None
    found = module.files.document(path) if path is not None and module.files is not None else None
    if found is None or len(read.arguments) < 2:
        return found
    given = {f"${{{name}}}": module.text(value) for name, value in module.entries(read.arguments[1]).items()}
    return _filled(found, {name: value for name, value in given.items() if value is not None})


def _filled(node: Expression, given: Mapping[str, str]) -> Expression:
    """A decoded file with variables in place."""
    if isinstance(node, Text):
        text = node.text
        for name, value in given.items() if "${" in text else ():
            text = text.replace(name, value)
        return Text(text, node.place)
    if isinstance(node, Array):
        return Array([_filled(item, given) for item in node.items], node.place)
    if isinstance(node, Object):
        return Object({key: _filled(value, given) for key, value in node.entries.items()}, node.place)
    return node


def _files(module: Module, call: Call) -> list[str]:
    """The files of ``fileset(path, pattern)``, relative to the path, in order; ``**`` stands for a few levels of folders."""
    where, pattern = (module.text(argument) for argument in call.arguments)
    base = local_directory(module.root, where) if where is not None else None
    if (
        base is None
        or pattern is None
        or not base.is_dir()
        or pattern.startswith("/")
        or ".." in pattern
        or "{" in pattern
    ):
        return []
    any_depth, rest = pattern.startswith("**/"), pattern.removeprefix("**/")
    if "**" in rest:
        return []
    patterns = ["*/" * level + rest for level in range(_DEEPEST_FOLDER)] if any_depth else [rest]
    try:
        found = sorted(path for each in patterns for path in base.glob(each))
    except (ValueError, NotImplementedError, OSError):
        return []
    return [path.relative_to(base).as_posix() for path in found[:MOST_TURNS] if path.is_file()]


def typed(value: Expression | None, kind: Expression | None, depth: int = 0) -> Expression | None:
    """A value with what its type gives the attributes that it leaves out: ``object({ handler = optional(string, "app.handler") })``."""
    if not isinstance(kind, Call) or not kind.arguments or depth > _DEEPEST:
        return value
    inner = kind.arguments[0]
    match last_name(kind.function), value:
        case "optional", None:
            return typed(kind.arguments[1], inner, depth + 1) if len(kind.arguments) > 1 else None
        case "optional", _:
            return typed(value, inner, depth + 1)
        case "object", Object(entries=entries) if isinstance(inner, Object) and not value.spread:
            made = {key: typed(entries.get(key), each, depth + 1) for key, each in inner.entries.items()}
            known = {key: each for key, each in made.items() if each is not None}
            return Object({**entries, **known}, value.place, value.keys)
        case "map", Object(entries=entries):
            filled = {key: typed(each, inner, depth + 1) or each for key, each in entries.items()}
            return Object(filled, value.place, value.keys, value.spread)
        case (("list" | "set"), Array(items=items)):
            return Array([typed(item, inner, depth + 1) or item for item in items], value.place)
    return value
