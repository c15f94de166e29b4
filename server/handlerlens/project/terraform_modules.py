"""Terraform's modules: the files of a folder as one, its calls of folders beside it with what they pass and give back, turns of loops."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from .declaration import local_directory
from .expression import Array, Call, Expression, Loop, Object, Text, Unknown, dotted, last_name, shown
from .hcl import Block, Body
from .terraform_blocks import Blocks
from .terraform_files import Files
from .terraform_values import Module

_DEEPEST = 4
"""How many calls are followed into one another."""
_DEEPEST_LOOP = 5
"""How many ``for_each`` are followed that go over what another one makes."""
_MOST_TURNS = 50
_MOST_CALLS = 60
"""How many calls of a module are looked into for what they give back."""
_OF_CALLS = frozenset({"source", "version", "for_each", "count", "providers", "depends_on"})


def opened(directory: Path, root: Path, files: Files, known: tuple[Path, Body] | None = None, depth: int = 0) -> Module:
    """The module of a folder; ``known`` is one of its files that was read already."""
    blocks: list[tuple[Path, Block]] = []
    for path in sorted(directory.glob("*.tf")) if directory.is_dir() else []:
        body = known[1] if known is not None and path == known[0] else files.body(path)
        blocks.extend((path, block) for block in (body.blocks if body is not None else ()))
    if known is not None and not any(path == known[0] for path, _ in blocks):
        blocks.extend((known[0], block) for block in known[1].blocks)
    return Module(directory, root, Blocks(tuple(blocks)), files=files, outputs=_outputs, depth=depth)


def called(module: Module, block: Block) -> Module | None:
    """The module that a ``module`` block calls, with what it passes; None where it is no folder on disk, or too deep."""
    source = module.text(block.body.attributes.get("source")) or ""
    directory = local_directory(module.directory, source) if source.startswith(".") else None
    if directory is None or not directory.is_dir() or module.depth >= _DEEPEST or module.files is None:
        return None
    given = {
        name: module.settled(value) or Unknown(shown(value), value.place)
        for name, value in block.body.attributes.items()
        if name not in _OF_CALLS
    }
    return replace(opened(directory, module.root, module.files, depth=module.depth + 1), given=given)


def returned(module: Module, node: Expression) -> tuple[Module, Expression]:
    """For ``module.x.name`` the module that is called and what it gives back by that name; anything else as it is."""
    for _ in range(_DEEPEST):
        node = module.reference(node)
        chain = dotted(node)
        if chain[:1] != ("module",) or len(chain) not in (3, 4):
            break
        known = turns(module, chain[1])
        inner = known.get(chain[2] if len(chain) == 4 else "")
        value = inner.blocks.outputs.get(chain[-1]) if inner is not None else None
        if inner is None or value is None:
            break
        module, node = inner, value
    return module, node


def _outputs(module: Module, name: str) -> Expression | None:
    """What ``module.x`` is: a mapping of its outputs, or one of these for each turn of its loop."""
    known: dict[str, Expression | None] = module.known("outputs")
    if name not in known:
        known[name] = None  # while it is worked out: modules may go in a circle
        if len(known) < _MOST_CALLS:
            known[name] = _worked_out(module, name)
    return known[name]


def _worked_out(module: Module, name: str) -> Expression | None:
    results: dict[str, Expression] = {}
    block = module.blocks.calls.get(name)
    if block is None:
        return None
    for key, inner in turns(module, name).items():
        values = {
            label: inner.settled(value) or Unknown(shown(value), value.place)
            for label, value in inner.blocks.outputs.items()
        }
        results[key] = Object(values, block.place)
    if not results:
        return None
    if "count" in block.body.attributes:
        return Array(list(results.values()), block.place)
    return results[""] if "" in results else Object(results, block.place)


def turns(module: Module, name: str) -> dict[str, Module]:
    """The modules that a ``module`` block calls: by the key or number of each turn of its loop, or as ``""``."""
    known: dict[str, dict[str, Module]] = module.known("calls")
    if name not in known:
        known[name] = {}
        block = module.blocks.calls.get(name)
        for at, each in enumerate(instances(module, block)) if block is not None else ():
            inner = called(each, block) if block is not None else None
            key = each.text(each.each["key"]) if "key" in each.each else str(at) if "count.index" in each.each else ""
            if inner is not None and key is not None:
                known[name][key] = inner
    return known[name]


def instances(module: Module, block: Block, depth: int = 0) -> list[Module]:
    """The module as a block sees it: once, or once for each entry of its ``for_each`` where that is literal."""
    over = block.body.attributes.get("for_each")
    count = block.body.attributes.get("count")
    if over is None:
        return _counted(module, count) if count is not None else [module]
    other = _addressed(module, dotted(over))
    if other is not None and depth < _DEEPEST_LOOP:
        return [replace(each, each={**each.each, "value": over}) for each in instances(module, other, depth + 1)]
    entries = module.entries(over)
    found = [
        replace(module, each={"key": Text(key, value.place), "value": value})
        for key, value in list(entries.items())[:_MOST_TURNS]
    ]
    if not entries and (isinstance(over, Call | Loop) or module.bound(over) is not None):
        found = [replace(module, each={"key": item, "value": item}) for item in module.items(over)[:_MOST_TURNS]]
        found = [each for each in found if module.text(each.each["key"]) is not None]
    return found or [module]


def _counted(module: Module, count: Expression) -> list[Module]:
    """The turns of ``count = length(local.names)``; one where the number is not told, or one."""
    text = module.text(count)
    turns = int(text) if text is not None and text.isdecimal() else 1
    if isinstance(count, Call) and last_name(count.function) == "length" and count.arguments:
        turns = len(module.entries(count.arguments[0]) or module.items(count.arguments[0]))
    if not 1 < turns <= _MOST_TURNS:
        return [module]
    return [replace(module, each={"count.index": Text(str(at), count.place)}) for at in range(turns)]


def _addressed(module: Module, chain: tuple[str, ...]) -> Block | None:
    """The block that ``data.archive_file.name`` or ``aws_s3_object.name`` means, if it has a ``for_each`` of its own."""
    labels = chain[1:] if chain[:1] == ("data",) else chain
    found = module.blocks.of_type(labels[0]) if len(labels) == 2 else []
    return next((b for b in found if b.labels == labels and "for_each" in b.body.attributes), None)
