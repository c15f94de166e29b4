"""A Serverless Framework service that a program gives (``serverless.ts``, ``serverless.js``), as if it were the YAML of it.

https://www.serverless.com/framework/docs/providers/aws/guide/intro (``module.exports = { service, provider, functions }``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from .cdk_sources import Open, constants
from .cdk_typescript import TypeScriptFile
from .cdk_values import Environment, Values
from .expression import Array, Call, Expression, Name, Object, Text
from .nodes import Document, Node, Place, Scalar, Sequence, Table
from .typescript import expression_at

_STEM = "serverless"
_EXPORTS = (("module", ".", "exports", "="), ("export", "default"), ("export", "="))
_ESSENTIAL = frozenset({"provider", "functions"})
_NOTHING = frozenset({"null", "undefined"})
_DEEPEST = 20
_MOST = 5_000
_SHOWN = 60
"""Characters of an expression that is not told."""


def is_program(path: Path) -> bool:
    """Whether a TypeScript or JavaScript file may be a service, by its name."""
    return path.name.partition(".")[0] == _STEM


def document(file: TypeScriptFile, read: Open) -> tuple[Document, set[Path]] | None:
    """The service that a file exports, and the other files read for it; None where it exports none."""
    imported, included = constants(file, read)
    converter = _Converter(file, {**imported, **file.names})
    for exported in (*_exported(file), *file.names.values()):
        root = converter.service(exported)
        if root is not None:
            return Document(root), included
    return None


def _exported(file: TypeScriptFile) -> list[Expression]:
    tokens = file.module.tokens
    found = []
    for index, token in enumerate(tokens):
        if token.text in ("module", "export"):
            for words in _EXPORTS:
                after = index + len(words)
                if tuple(each.text for each in tokens[index:after]) == words:
                    expression = expression_at(file.text, tokens, after)
                    found += [expression] if expression is not None else []
    return found


@dataclass
class _Converter:
    file: TypeScriptFile
    names: Environment
    done: int = 0
    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lines = self.file.text.split("\n")
        self.values = Values(self.file.path, self.file.path.parent)

    def service(self, exported: Expression) -> Table | None:
        """A mapping with what every service has, also one that a function is given (``defineConfig({ … })``)."""
        made, names = self.values.made(exported, self.names)
        given = made.arguments[:1] if isinstance(made, Call) else [made]
        for each in given:
            options = self.values.options(each, names) if each is not None else {}
            if options.keys() >= _ESSENTIAL:
                node = self.node(each, 0)
                return node if isinstance(node, Table) else None
        return None

    def node(self, expression: Expression | None, depth: int) -> Node:
        """An expression as a value of YAML; what is not told as a variable (``${process.env.STAGE}``)."""
        self.done += 1
        place = expression.place if expression is not None else Place(0, 0, 0, 0)
        made, names = self.values.made(expression, self.names)
        if made is None or depth > _DEEPEST or self.done > _MOST:
            return Scalar("", place)
        if isinstance(made, Object):
            entries = {key: self.node(value, depth + 1) for key, value in self.values.options(made, names).items()}
            keys = {key: made.keys.get(key, entries[key].place) for key in entries}
            return Table(entries, made.place if made.place.line else place, len(entries), keys)
        if isinstance(made, Array):
            items = [self.node(item, depth + 1) for item in made.items]
            return Sequence(items, place, len(items))
        if isinstance(made, Name) and made.text in _NOTHING:
            return Scalar("null", place)
        text = made.text if isinstance(made, Name) and made.text in ("true", "false") else self.values.text(made, names)
        if text is None:
            return Scalar("${" + self._source(place) + "}", place)
        return Scalar(text, made.place if isinstance(made, Text) and made.place.line else place, plain=False)

    def _source(self, place: Place) -> str:
        line = self.lines[place.line - 1] if 0 < place.line <= len(self.lines) else ""
        end = place.end_column if place.end_line == place.line else len(line)
        return line[place.column : end].strip()[:_SHOWN].translate({ord(c): None for c in "${}"}) or "…"
