"""Write ``extension/src/protocol.ts`` from ``server/handlerlens/protocol.py``: the messages have one source.

    python server/tasks/protocol_ts.py [--check]

The source is read as text (``ast``), so any Python will do and nothing has to be installed. ``--check`` writes nothing and
ends with 1 when the file is out of date.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "server" / "handlerlens" / "protocol.py"
TARGET = ROOT / "extension" / "src" / "protocol.ts"

WIDTH = 120
"""Characters of a line, as the formatter keeps it."""
SCALARS = {"str": "string", "int": "number", "float": "number", "bool": "boolean", "None": "null"}

HEAD = """\
// GENERATED from server/handlerlens/protocol.py by server/tasks/protocol_ts.py: change that file, then run this task.
import { NotificationType, RequestType } from "vscode-languageclient/node";
"""


def typescript(source: str) -> str:
    """The TypeScript for the attrs classes in ``source``: an interface each, and a constant for each message."""
    tree = ast.parse(source)
    parts = [HEAD]
    parts += [_interface(node) for node in tree.body if isinstance(node, ast.ClassDef)]
    parts.append("\n".join(_constants(tree)) + "\n")
    return "\n".join(parts)


def _interface(node: ast.ClassDef) -> str:
    lines = [*_comment(ast.get_docstring(node), ""), f"export interface {node.name} {{"]
    for item, following in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            lines += _comment(_text(following), "  ")
            lines.append(f"  {_camel(item.target.id)}: {_type(item.annotation)};")
    return "\n".join([*lines, "}", ""])


def _constants(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        for decorator in getattr(node, "decorator_list", []):
            if isinstance(node, ast.ClassDef) and isinstance(decorator, ast.Call):
                method, result = (argument.value for argument in decorator.args if isinstance(argument, ast.Constant))
                kind, types = (
                    ("Notification", node.name) if result is None else ("Request", f"{node.name}, {result!s}, void")
                )
                name = str(method).removeprefix("handlerlens/")
                constant = f"{name[0].upper()}{name[1:]}{kind}"
                line = f'export const {constant} = new {kind}Type<{types}>("{method!s}");'
                yield line if len(line) <= WIDTH else line.replace("(", "(\n  ").replace(");", ",\n);")


def _type(annotation: ast.expr) -> str:
    match annotation:
        case ast.Name(id=name):
            return SCALARS.get(name, name)
        case ast.Constant(value=None):
            return "null"
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return f"{_type(left)} | {_type(right)}"
        case ast.Subscript(value=ast.Name(id="list" | "tuple"), slice=item):
            inner = _type(item.elts[0] if isinstance(item, ast.Tuple) else item)
            return f"({inner})[]" if "|" in inner else f"{inner}[]"
        case ast.Subscript(value=ast.Name(id="dict"), slice=ast.Tuple(elts=[key, value])):
            return f"Record<{_type(key)}, {_type(value)}>"
    raise SystemExit(f"{SOURCE.name}:{annotation.lineno}: no TypeScript is known for `{ast.unparse(annotation)}`")


def _text(node: ast.stmt | None) -> str | None:
    match node:
        case ast.Expr(value=ast.Constant(value=str(text))):
            return text
    return None


def _comment(text: str | None, indent: str) -> list[str]:
    if not text:
        return []
    lines = [re.sub(r"``(.+?)``", r"`\1`", line.strip()) for line in text.strip().splitlines()]
    if len(lines) == 1:
        return [f"{indent}/** {lines[0]} */"]
    return [f"{indent}/**", *(f"{indent} * {line}".rstrip() for line in lines), f"{indent} */"]


def _camel(name: str) -> str:
    return re.sub(r"_([a-z])", lambda found: found[1].upper(), name)


def main(arguments: list[str]) -> int:
    """Write the file; with ``--check`` only say whether it is current."""
    text = typescript(SOURCE.read_text(encoding="utf-8"))
    if "--check" in arguments:
        return 0 if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text else 1
    TARGET.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
