"""CDK programs in TypeScript: the constructions of functions with what their names mean."""

from __future__ import annotations

from collections.abc import Iterator

from .cdk import Construction, Program
from .expression import Call, Expression, Member, Name, Object, last_name, walk
from .typescript import Module, read_typescript
from .typescript_contexts import Contexts, Meanings

_CONSTRUCTS = ("PythonFunction", "DockerImageFunction")
_CODE = frozenset({"code", "entry", "runtime"})


def read(text: str) -> Program:
    """The constructions of functions in a file, each once for every way to get there."""
    module = read_typescript(text)
    contexts: Contexts | None = None
    found: list[Construction] = []
    for call in module.calls:
        if any(True for _ in _constructions(call, module, module.names)):
            contexts = contexts or Contexts(text, module)
            for meanings in contexts.at(call):
                found.extend(_constructions(call, module, {**module.names, **meanings}))
    return Program(found, module.calls)


def _constructions(call: Call, module: Module, names: Meanings) -> Iterator[Construction]:
    kind = last_name(call.function)
    construct_id = call.arguments[1] if len(call.arguments) > 1 else None
    variable = module.targets.get(id(call), "")
    for argument in call.arguments:
        options = _resolved(argument, names)
        if options is None:
            continue
        entries = _entries(options, names, 0)
        if ("handler" in entries and entries.keys() & _CODE) or (kind in _CONSTRUCTS and entries.keys() & _CODE):
            yield Construction(kind, construct_id, entries, names, call.place, variable, options.keys)
            return
        for inner in walk(options):
            if (
                isinstance(inner, Object)
                and inner is not options
                and "handler" in inner.entries
                and "code" in inner.entries
            ):
                yield Construction(kind, construct_id, inner.entries, names, inner.place, variable, inner.keys)


def _resolved(node: Expression, names: Meanings) -> Object | None:
    for _ in range(5):
        if not isinstance(node, Name) or node.text not in names:
            break
        node = names[node.text]
    return node if isinstance(node, Object) else None


def _entries(node: Object, names: Meanings, depth: int) -> dict[str, Expression]:
    found: dict[str, Expression] = {}
    for spread in node.spread if depth < 5 else ():
        inner = names.get("this." + spread.name) if isinstance(spread, Member) else spread
        resolved = _resolved(inner, names) if inner is not None else None
        if resolved is not None:
            found.update(_entries(resolved, names, depth + 1))
    return {**found, **node.entries}
