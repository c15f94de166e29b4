"""The functions of a ``terragrunt.hcl``: one call of a Terraform module, with ``inputs`` for its variables.

https://terragrunt.gruntwork.io/docs/reference/config-blocks-and-attributes/ and …/reference/built-in-functions/
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..analysis.function_config import FunctionConfig
from .expression import Array, Call, Expression, Joined, Member, Name, Object, Text, Unknown, last_name
from .hcl import Block, Body
from .terraform import of_block
from .terraform_files import Files
from .terraform_modules import opened

FILE = "terragrunt.hcl"
_PARENTS = (FILE, "root.hcl")
"""What ``find_in_parent_folders()`` looks for."""
_LEVELS = 12
_DEEPEST = 12
_MOST = 5_000


def functions(template: Path, body: Body, files: Files) -> list[FunctionConfig]:
    """The functions that the module makes with these inputs; the other files that were read for them are noted in ``files``."""
    source, inputs = body.block("terraform").attributes.get("source"), body.attributes.get("inputs")
    if source is None or inputs is None:
        return []
    worked = _Worked(template.parent, files)
    inherited: dict[str, Expression] = {}
    for block in body.blocks:
        included = worked.included(block) if block.type == "include" else None
        if included is not None:
            worked.includes[block.labels[0] if block.labels else ""] = included
            given = included.entries.get("inputs")
            inherited.update(given.entries if isinstance(given, Object) else {})
    shared = [Block("locals", (), worked.body(b.body, 0), b.place) for b in body.blocks if b.type == "locals"]
    module = opened(template.parent, template.parent, files, (template, Body(blocks=shared)))
    where = _source(module.text(worked.of(source, 0)) or "", template.parent)
    attributes = {**inherited, **module.entries(worked.of(inputs, 0)), "source": Text(where, source.place)}
    name = template.parent.name or "module"
    return list(of_block(module, template, Block("module", (name,), Body(attributes), inputs.place)))


def _source(text: str, directory: Path) -> str:
    """A module's address as Terraform has it: without the version, a folder relative to the file's."""
    plain = text.partition("?")[0]
    if plain.startswith("/"):
        return "./" + Path(os.path.relpath(plain.replace("//", "/"), directory)).as_posix()
    return plain.replace("//", "/") if plain.startswith(".") else plain


@dataclass
class _Worked:
    """Works Terragrunt's own functions out, for files and folders and the locals of other files."""

    directory: Path
    files: Files
    done: int = 0
    reading: list[Path] = field(default_factory=list)
    includes: dict[str, Object] = field(default_factory=dict)
    """What the files that the file includes have, by the label of the include."""

    def included(self, block: Block) -> Object | None:
        """What the file has that an ``include`` names."""
        path = self.of(block.body.attributes["path"], 0) if "path" in block.body.attributes else None
        return self._config(Path(path.text), 0) if isinstance(path, Text) else None

    def body(self, body: Body, depth: int) -> Body:
        """The attributes of a block, worked out."""
        return Body({name: self.of(value, depth) for name, value in body.attributes.items()})

    def of(self, node: Expression, depth: int) -> Expression:
        """An expression with the functions that are known in place."""
        self.done += 1
        if depth > _DEEPEST or self.done > _MOST:
            return node
        match node:
            case Call():
                arguments = [self.of(argument, depth + 1) for argument in node.arguments]
                return self._call(Call(node.function, arguments, node.place), depth + 1)
            case Joined():
                return Joined([self.of(part, depth + 1) for part in node.parts], node.place, node.separator)
            case Array():
                return Array([self.of(item, depth + 1) for item in node.items], node.place)
            case Object():
                entries = {key: self.of(value, depth + 1) for key, value in node.entries.items()}
                return Object(entries, node.place, node.keys, [self.of(one, depth + 1) for one in node.spread])
            case Member(owner=Member(owner=Name("include"), name=label), name=name) if label in self.includes:
                return self.includes[label].entries.get(name, node)
            case Member(name=name):
                owner = self.of(node.owner, depth + 1)
                found = owner.entries.get(name) if isinstance(owner, Object) else None
                return found if found is not None else Member(owner, name, node.place, node.index)
        return node

    def _call(self, call: Call, depth: int) -> Expression:
        texts = [argument.text if isinstance(argument, Text) else None for argument in call.arguments]
        found: Path | None = None
        match last_name(call.function), texts:
            case (("get_terragrunt_dir" | "get_original_terragrunt_dir"), []):
                found = self.directory
            case (("get_repo_root" | "get_path_to_repo_root"), []):
                found = next((each for each in self._above() if (each / ".git").exists()), None)
            case "get_parent_terragrunt_dir", _:
                file = self._above_file(_PARENTS)
                found = file.parent if file is not None else None
            case "find_in_parent_folders", []:
                found = self._above_file(_PARENTS)
            case "find_in_parent_folders", [str() as name, *_]:
                found = self._above_file((name,))
            case "read_terragrunt_config", [str() as name, *_]:
                return self._config(Path(name), depth) or call
        return Text(found.as_posix(), call.place) if found is not None else call

    def _above(self) -> list[Path]:
        return [self.directory, *self.directory.parents][:_LEVELS]

    def _above_file(self, names: tuple[str, ...]) -> Path | None:
        places = (folder / name for folder in self._above()[1:] for name in names if "\0" not in name)
        return next((path for path in places if path.is_file()), None)

    def _config(self, path: Path, depth: int) -> Object | None:
        """What another file of Terragrunt has: its ``locals`` and ``inputs``."""
        path = path if path.is_absolute() else self.directory / path
        if path in self.reading or not path.is_file():
            return None
        self.reading.append(path)
        body = self.files.body(path)
        inner = _Worked(path.parent, self.files, self.done, self.reading)
        values: dict[str, Expression] = {}
        for block in body.blocks if body is not None else ():
            values.update(inner.body(block.body, depth).attributes if block.type == "locals" else {})
        self.done = inner.done
        self.reading.pop()
        if body is None:
            return None
        shared = {name: _own(value, values, 0) for name, value in values.items()}
        place = next(iter(body.keys.values()), None) or next(iter(block.place for block in body.blocks), None)
        if place is None:
            return None
        found: dict[str, Expression] = {"locals": Object(shared, place)}
        if "inputs" in body.attributes:
            found["inputs"] = _own(inner.of(body.attributes["inputs"], depth), values, 0)
        return Object(found, place)


def _own(node: Expression, values: Mapping[str, Expression], depth: int) -> Expression:
    """An expression of another file with its own ``local.x`` in place; what it does not say there is unknown here."""
    if depth > _DEEPEST:
        return Unknown("local", node.place)
    match node:
        case Member(owner=Name("local"), name=name):
            return _own(values[name], values, depth + 1) if name in values else Unknown(f"local.{name}", node.place)
        case Member():
            owner = _own(node.owner, values, depth + 1)
            found = owner.entries.get(node.name) if isinstance(owner, Object) else None
            return found if found is not None else Member(owner, node.name, node.place, node.index)
        case Joined():
            return Joined([_own(part, values, depth + 1) for part in node.parts], node.place, node.separator)
        case Array():
            return Array([_own(item, values, depth + 1) for item in node.items], node.place)
        case Object():
            return Object(
                {key: _own(each, values, depth + 1) for key, each in node.entries.items()}, node.place, node.keys
            )
    return node
