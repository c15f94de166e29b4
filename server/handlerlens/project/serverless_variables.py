"""The variables of a serverless.yml (``${self:…}``, ``${opt:…}``, ``${env:…}``, ``${file(…)}``), as far as files alone tell them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ..analysis.function_config import Unresolved
from .declaration import local_directory
from .nodes import Node, ReadError, Scalar, Sequence, Table

_SYNTAX = re.compile(r"([^(]{2,8})\(.*\)([^)]{1,8})", re.DOTALL)
"""``provider.variableSyntax``: a regular expression with one group around what stands between the braces."""
_FILE = re.compile(r"file\(([^)]*)\)(?::(.+))?\Z")
_DEFAULTS = {"opt:stage": "dev", "sls:stage": "dev", "opt:region": "us-east-1", "aws:region": "us-east-1"}
_BOOLEAN = re.compile(r"strToBool\((.*)\)")
_TOLD = ("true", "false", "1", "0")
_DEEPEST = 12

ReadFile = Callable[[Path], Table]
"""Reads another YAML or JSON file; raises ``ReadError`` or ``OSError``."""


@dataclass
class Variables:
    """Works values out against the service's own file and the files it includes; ``included`` collects the latter."""

    root: Table
    directory: Path
    read: ReadFile
    included: set[Path] = field(default_factory=set)
    _files: dict[Path, Table | None] = field(default_factory=dict)
    _worth: dict[str, Node | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        syntax = _SYNTAX.fullmatch(self.root.text("provider", "variableSyntax") or "")
        braces = [part.replace("\\", "") for part in syntax.groups()] if syntax else []
        if not braces or not braces[0].endswith("{") or set(braces[1]) != {"}"}:
            braces = ["${", "}"]
        self._opening, self._closing = braces
        self._variable = re.compile(re.escape(self._opening) + r"([^${}]*)" + re.escape(self._closing))

    def node(self, node: Node | None, depth: int = 0) -> Node | None:
        """A value with the variable it consists of replaced; the value itself where it is none or cannot be told."""
        while isinstance(node, Scalar) and depth < _DEEPEST:
            match = self._variable.fullmatch(self._inside_out(node.text.strip(), depth))
            found = self._value(match.group(1), depth + 1) if match else None
            if found is None:
                return node
            node, depth = found, depth + 1
        return node

    def _inside_out(self, text: str, depth: int) -> str:
        """A text that is one variable, with the variables inside of it replaced: ``${file(${self:a}.yml):${self:b}}``."""
        for _ in range(_DEEPEST):
            match = self._variable.search(text)
            if match is None or match.span() == (0, len(text)) or not self._is_one(text):
                break
            found = self._value(match.group(1), depth + 1)
            if not isinstance(found, Scalar) or len(text) > 10_000:
                break
            text = text[: match.start()] + found.text + text[match.end() :]
        return text

    def _is_one(self, text: str) -> bool:
        return text.startswith(self._opening) and text.endswith(self._closing)

    def table(self, node: Node | None) -> Table | None:
        """A value as a mapping, variables replaced; a list of mappings (several files) is merged."""
        found = self.node(node)
        if isinstance(found, Table):
            return found
        if not isinstance(found, Sequence):
            return None
        merged = Table({}, found.place)
        for item in found.items:
            part = self.node(item)
            if isinstance(part, Table):
                merged.entries.update(part.entries)
                merged.keys.update(part.keys)
        return merged

    def literal(self, node: Node | None) -> str | Unresolved | None:
        """A scalar's text with its variables replaced; ``Unresolved`` where one cannot be told."""
        found = self.node(node)
        if found is None:
            return None
        if not isinstance(found, Scalar):
            return Unresolved("{" + ", ".join(found.entries) + "}" if isinstance(found, Table) else "[…]")
        if found.plain and found.text in ("", "~", "null"):
            return None
        text = self._text(found.text, 0)
        return Unresolved(found.text) if text is None else text

    def _text(self, text: str, depth: int) -> str | None:
        """A text with its variables replaced from the inside out; None where one cannot be told."""
        for _ in range(_DEEPEST):
            match = self._variable.search(text)
            if match is None:
                return text if "${" not in text else None
            found = self._value(match.group(1), depth + 1)
            if not isinstance(found, Scalar) or len(text) > 10_000:
                return None
            text = text[: match.start()] + found.text + text[match.end() :]
        return None

    def _value(self, expression: str, depth: int) -> Node | None:
        """What the inside of ``${…}`` stands for: the first alternative that can be told."""
        if depth > _DEEPEST:
            return None
        if expression not in self._worth:
            self._worth[expression] = None  # a variable of itself has no value
            alternatives = re.split(r",(?![^(]*\))", expression[:1_000])
            found = (self._alternative(alternative.strip(), depth) for alternative in alternatives)
            self._worth[expression] = next((node for node in found if node is not None), None)
        return self._worth[expression]

    def _alternative(self, word: str, depth: int) -> Node | None:
        if word.startswith("self:"):
            found = self.node(self._path(self.root, word[5:]), depth)
            return found.get("name") if word == "self:service" and isinstance(found, Table) else found
        if word.startswith("param:"):
            return self._parameter(word[6:], depth)
        boolean = _BOOLEAN.fullmatch(word)
        if boolean:
            told = boolean.group(1).strip("'\" ").lower()
            return Scalar(str(told in ("true", "1")).lower(), self.root.place) if told in _TOLD else None
        match = _FILE.match(word)
        if match:
            table = self._file(match.group(1).strip())
            return self.node(self._path(table, match.group(2)) if match.group(2) else table, depth) if table else None
        if word in _DEFAULTS:
            stage = self.root.get("provider", word[4:]) if word.startswith(("opt:", "sls:")) else None
            found = self.node(stage, depth)
            return (
                found
                if isinstance(found, Scalar) and "${" not in found.text
                else Scalar(_DEFAULTS[word], self.root.place)
            )
        if len(word) > 1 and word[0] == word[-1] and word[0] in "'\"":
            return Scalar(word[1:-1], self.root.place, plain=False)
        return Scalar(word, self.root.place) if re.fullmatch(r"-?\d+(\.\d+)?|true|false", word) else None

    def _parameter(self, name: str, depth: int) -> Node | None:
        """A parameter of the service: its stage's, else the default's (``params``, or ``stages`` with ``params`` in each)."""
        stage = self._value("opt:stage", depth + 1)
        for each in (stage.text if isinstance(stage, Scalar) else "", "default"):
            for owner in (
                self.table(self.root.get("params", each)),
                self.table(self.root.get("stages", each, "params")),
            ):
                if owner is not None and name in owner.entries:
                    return self.node(owner.entries[name], depth)
        return None

    def _path(self, table: Table | None, path: str) -> Node | None:
        node: Node | None = table
        for key in path.split("."):
            node = self.node(node)
            if isinstance(node, Sequence) and key.isdigit() and int(key) < len(node.items):
                node = node.items[int(key)]
            else:
                node = node.entries.get(key) if isinstance(node, Table) else None
        return node

    def _file(self, name: str) -> Table | None:
        path = local_directory(self.directory, name)
        if path is None or path.suffix not in (".yml", ".yaml", ".json"):
            return None
        if path not in self._files:
            self._files[path] = None  # while it is read, a file that includes itself has nothing
            self.included.add(path)
            try:
                self._files[path] = self.read(path)
            except (ReadError, OSError):
                return None
        return self._files[path]
