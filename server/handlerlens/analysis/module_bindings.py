"""What a module binds at its top level, as the runtime's ``getattr`` on the imported module would find it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .source import Source, before_bodies

_LEVELS = 5
"""How many directories up an absolute import is looked for: from the file's own to those that may be the task root."""
_KEPT = "handlerlens_bindings"


class Binding(NamedTuple):
    """One way a module-level name gets its value: a ``def``, a ``class``, an assignment (with its value) or an import.

    ``target`` is the dotted name an import stands for, with leading dots where it is relative.
    """

    name: str
    node: ast.stmt
    value: ast.expr | None = None
    target: str | None = None
    conditional: bool = False


def bindings(source: Source) -> dict[str, list[Binding]]:
    """Name to its module-level bindings in source order, also under ``if``, ``try`` and ``with``; computed once.

    What only a script (``if __name__ == "__main__"``) or a type checker sees is left out.
    """
    known = source.cache.get(bindings)
    if known is None and (before := before_bodies(source)) is not None:
        known = source.cache[bindings] = bindings(before)
    if known is None:
        found: dict[str, list[Binding]] = {}
        for statement in source.tree.body:
            made: tuple[Binding, ...] | None = statement.__dict__.get(_KEPT)
            if made is None:
                made = statement.__dict__[_KEPT] = tuple(_statements([statement], conditional=False))
            for binding in made:
                if binding.name in found:
                    found[binding.name].append(binding)
                else:
                    found[binding.name] = [binding]
        known = source.cache[bindings] = found
    return known  # type: ignore[return-value]


def effective(group: list[Binding]) -> Binding:
    """The binding that counts: the last unconditional one, else the first alternative (``try`` before ``except``)."""
    for binding in reversed(group):
        if not binding.conditional:
            return binding
    return group[0]


def _statements(body: list[ast.stmt], *, conditional: bool) -> Iterator[Binding]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield Binding(node.name, node, conditional=conditional)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            yield from _assignment(node, conditional)
        elif isinstance(node, ast.ImportFrom):
            prefix = "." * node.level + (node.module or "")
            joint = "" if prefix.endswith(".") or not prefix else "."
            for alias in node.names:
                yield Binding(alias.asname or alias.name, node, None, prefix + joint + alias.name, conditional)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                name = alias.asname or alias.name.partition(".")[0]
                yield Binding(name, node, None, alias.name if alias.asname else name, conditional)
        elif isinstance(node, ast.If):
            guard = is_main_guard(node.test) or _is_type_checking(node.test)
            if not guard:
                yield from _statements(node.body, conditional=True)
            yield from _statements(node.orelse, conditional=True)
        elif isinstance(node, ast.Try) or type(node).__name__ == "TryStar":
            yield from _try(node)  # type: ignore[arg-type]
        elif isinstance(node, ast.With | ast.For | ast.While):
            yield from _statements(node.body, conditional=conditional or not isinstance(node, ast.With))


def _try(node: ast.Try) -> Iterator[Binding]:
    for part in (node.body, *(handler.body for handler in node.handlers), node.orelse, node.finalbody):
        yield from _statements(part, conditional=True)


def _assignment(node: ast.Assign | ast.AnnAssign, conditional: bool) -> Iterator[Binding]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if node.value is None:
        return
    for target in targets:
        if isinstance(target, ast.Name):
            yield Binding(target.id, node, node.value, None, conditional)


def is_main_guard(test: ast.expr) -> bool:
    """Whether a condition is ``__name__ == "__main__"``, alone or with others."""
    if isinstance(test, ast.BoolOp):
        return any(is_main_guard(value) for value in test.values)
    if not isinstance(test, ast.Compare) or len(test.comparators) != 1:
        return False
    sides = (test.left, test.comparators[0])
    return any(isinstance(s, ast.Name) and s.id == "__name__" for s in sides) and any(
        isinstance(s, ast.Constant) and s.value == "__main__" for s in sides
    )


def _is_type_checking(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else test.id if isinstance(test, ast.Name) else ""
    return name == "TYPE_CHECKING"


def dotted(source: Source, node: ast.expr) -> str | None:
    """A name or attribute chain through the module's imports: ``pw.Logger`` as ``aws_lambda_powertools.Logger``; None for others."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    group = bindings(source).get(node.id)
    target = effective(group).target if group else None
    return ".".join([target or node.id, *reversed(parts)])


def imported(source: Source) -> frozenset[str]:
    """Everything the module imports absolutely at its top level, dotted, and each of the packages on the way there."""
    known = source.cache.get(imported)
    if known is None and (before := before_bodies(source)) is not None:
        known = source.cache[imported] = imported(before)
    if known is None:
        found: set[str] = set()
        for group in bindings(source).values():
            for binding in group:
                target = binding.target
                if target and not target.startswith("."):
                    if isinstance(binding.node, ast.Import):
                        found.update(alias.name for alias in binding.node.names)
                    while target:
                        found.add(target)
                        target = target.rpartition(".")[0]
        known = source.cache[imported] = frozenset(found)
    return known  # type: ignore[return-value]


def named_import(source: Source, node: ast.expr | None) -> tuple[str, str]:
    """Module and name of something imported, both empty for anything else.

    ``create`` of ``from .orders import create``, ``orders.create``; the module with leading dots where the import is relative.
    """
    owner = node.value if isinstance(node, ast.Attribute) else node
    group = bindings(source).get(owner.id) if isinstance(owner, ast.Name) else None
    target = effective(group).target if group else None
    if target is None:
        return "", ""
    if isinstance(node, ast.Attribute):
        return target, node.attr
    module, _, name = target.rpartition(".")
    return module or "." * (len(target) - len(target.lstrip("."))), name


def module_files(path: Path, module: str) -> list[Path]:
    """Where a module that a file imports (with leading dots where the import is relative) may be: a few directories up at most."""
    level = len(module) - len(module.lstrip("."))
    names = [name for name in module[level:].split(".") if name]
    if level > len(path.parents):
        return []
    found: list[Path] = []
    for base in [path.parents[level - 1]] if level else path.parents[:_LEVELS]:
        place = base.joinpath(*names)
        found.extend([place / "__init__.py", *([place.with_name(place.name + ".py")] if names else [])])
    return found
