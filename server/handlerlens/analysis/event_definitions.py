"""What a module defines at its top level, as the walk of an event through its handlers needs it."""

from __future__ import annotations

import ast

from .event_branches import choices
from .event_models import Models
from .handlers import Function
from .source import Source, before_bodies


class Definitions:
    """Functions, methods (None: several of that name), constants, tables and annotated classes of a module."""

    def __init__(self, tree: ast.Module) -> None:
        self.functions: dict[str, Function] = {}
        self.methods: dict[str, Function | None] = {}
        self.constants: dict[str, object] = {}
        self.tables: dict[str, ast.expr] = {}
        """The displays whose keys or elements are constants."""
        self.models = Models(tree)
        self.kafka = False
        """Whether a batch processor of Powertools takes Kafka's records."""
        for node in tree.body:
            if isinstance(node, Function):
                self.functions[node.name] = node
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        self.constants[target.id] = node.value.value
            elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and choices(node.value):
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    if isinstance(target, ast.Name):
                        self.tables[target.id] = node.value
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                given = [*node.value.args, *(keyword.value for keyword in node.value.keywords)]
                self.kafka |= any(isinstance(part, ast.Attribute) and part.attr == "Kafka" for part in given)
            elif isinstance(node, ast.ClassDef):
                for member in node.body:
                    if isinstance(member, Function):
                        name = node.name if member.name == "__init__" else member.name
                        self.methods[name] = None if name in self.methods else member

    def alike(self, other: Definitions) -> bool:
        """Whether they are the same nodes and constants, whatever the functions' bodies are by now."""
        return (
            self.functions == other.functions
            and self.methods == other.methods
            and self.constants == other.constants
            and self.tables == other.tables
            and self.kafka == other.kafka
            and self.models.classes == other.models.classes
        )


def definitions(source: Source) -> Definitions:
    """Those of a module; computed once for a source."""
    known = source.cache.get(definitions)
    if known is None and (before := before_bodies(source)) is not None:
        known = source.cache[definitions] = definitions(before)
    if known is None:
        known = source.cache[definitions] = Definitions(source.tree)
    return known  # type: ignore[return-value]
