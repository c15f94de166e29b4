"""Pack the declarations of the standard library (typeshed's stubs) and our own of well-known packages into ``data/stubs.zip``.

    python server/tasks/typeshed_table.py

typeshed comes with the ``mypy`` that is installed for development; its licence is Apache-2.0 (parts MIT). Version checks are decided
for the newest Python of which all supported ones differ only by additions; docstrings and private helpers of no use are left out.
"""

from __future__ import annotations

import ast
import importlib.metadata
import json
import re
import zipfile
from pathlib import Path

import mypy

ROOT = Path(__file__).resolve().parents[1] / "handlerlens" / "analysis" / "data"
STDLIB = Path(mypy.__file__).parent / "typeshed" / "stdlib"
PACKAGES = Path(__file__).resolve().parent / "declarations"
VERSION = (3, 13)
GENERATORS = {
    "ast": ("walk", "iter_fields", "iter_child_nodes"),
    "calendar": ("Calendar",),
    "concurrent.futures._base": ("Executor", "as_completed"),
    "difflib": ("Differ", "ndiff", "unified_diff", "context_diff"),
    "glob": ("iglob",),
    "graphlib": ("TopologicalSorter",),
    "heapq": ("merge",),
    "os": ("walk", "fwalk"),
    "pathlib": ("Path",),
}
"""What is declared to give some iterator, and gives a generator (CPython 3.10 to 3.14)."""
SKIPPED = (
    "lib2to3",
    "distutils",
    "idlelib",
    "turtle",
    "tkinter",
    "msilib",
    "ensurepip",
    "venv",
    "curses",
    "pydoc_data",
)


def main() -> int:
    """Write the table."""
    modules: dict[str, bool] = {}
    content: dict[str, dict[str, str]] = {}
    for root in (STDLIB, PACKAGES):
        for path in sorted(root.rglob("*.pyi")):
            parts = path.relative_to(root).with_suffix("").parts
            package = parts[-1] == "__init__"
            name = ".".join(parts[:-1] if package else parts)
            if not name or parts[0] in SKIPPED:
                continue
            modules[name] = package
            content[name] = declarations(ast.parse(path.read_text(encoding="utf-8")))
            for declared in GENERATORS.get(name, ()) if root is STDLIB else ():
                content[name][declared] = as_generators(content[name][declared])
                content[name].setdefault("Generator", "from collections.abc import Generator")
    index = {
        "source": "typeshed stdlib (https://github.com/python/typeshed), Apache-2.0; declarations/*.pyi: Handlerlens",
        "version": f"as in mypy {importlib.metadata.version('mypy')}",
        "python": ".".join(map(str, VERSION)),
        "modules": modules,
    }
    with zipfile.ZipFile(ROOT / "stubs.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        _write(archive, "index.json", json.dumps(index, sort_keys=True))
        _write(archive, "LICENSE.typeshed", (STDLIB.parent / "LICENSE").read_text(encoding="utf-8"))
        for name in sorted(content):
            _write(archive, f"{name}.json", json.dumps(content[name], separators=(",", ":"), sort_keys=True))
    print(f"{len(modules)} modules, {(ROOT / 'stubs.zip').stat().st_size // 1024} KiB")
    return 0


def _write(archive: zipfile.ZipFile, name: str, text: str) -> None:
    info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, text)


def declarations(tree: ast.Module) -> dict[str, str]:
    """Each name with the text of the statements that declare it."""
    found: dict[str, list[ast.stmt]] = {}
    for statement in _statements(tree.body):
        for name in _names(statement):
            found.setdefault(name, []).append(statement)
    return {name: "\n".join(_text(s, name) for s in statements) for name, statements in found.items()}


def as_generators(text: str) -> str:
    """A declaration with its public results that are iterators as generators."""
    return re.sub(
        r"(def (?!__)\w+\(.*\) -> )(?:Iterator|Iterable)\[(.*)\]:$",
        r"\1Generator[\2, None, None]:",
        text,
        flags=re.MULTILINE,
    )


def _statements(body: list[ast.stmt]) -> list[ast.stmt]:
    result: list[ast.stmt] = []
    for statement in body:
        if isinstance(statement, ast.If):
            chosen = _decide(statement.test)
            if chosen is not False:
                result.extend(_statements(statement.body))
            if chosen is not True:
                result.extend(_statements(statement.orelse))
        elif isinstance(statement, ast.Try):
            result.extend(_statements(statement.body))
        elif isinstance(statement, ast.Expr):
            continue
        else:
            if isinstance(statement, ast.ClassDef):
                statement.body = _statements(statement.body) or [ast.Pass()]
            elif isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                statement.body = [ast.Pass()]
                for argument in (*statement.args.posonlyargs, *statement.args.args, *statement.args.kwonlyargs):
                    argument.type_comment = None
                statement.args.defaults = [ast.Constant(...) for _ in statement.args.defaults]
                statement.args.kw_defaults = [
                    None if d is None else ast.Constant(...) for d in statement.args.kw_defaults
                ]
                statement.decorator_list = [d for d in statement.decorator_list if "deprecated" not in ast.unparse(d)]
            result.append(statement)
    return result


def _decide(test: ast.expr) -> bool | None:
    text = ast.unparse(test)
    if "sys.version_info" in text or "sys.platform" in text or "TYPE_CHECKING" in text:
        system = type("sys", (), {"version_info": VERSION, "platform": "linux", "implementation": None})
        try:
            return bool(eval(compile(ast.Expression(test), "test", "eval"), {"sys": system, "TYPE_CHECKING": True}))
        except Exception:
            return None
    return None


def _names(statement: ast.stmt) -> list[str]:
    if isinstance(statement, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
        return [statement.name]
    if isinstance(statement, ast.Assign):
        return [t.id for t in statement.targets if isinstance(t, ast.Name) and t.id not in ("__all__", "__slots__")]
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return [statement.target.id]
    if isinstance(statement, ast.Import):
        return [a.asname or a.name.split(".")[0] for a in statement.names]
    if isinstance(statement, ast.ImportFrom):
        return [a.asname or a.name for a in statement.names]
    if statement.__class__.__name__ == "TypeAlias":
        return [statement.name.id]  # type: ignore[attr-defined]
    return []


def _text(statement: ast.stmt, name: str) -> str:
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        aliases = [
            a
            for a in statement.names
            if (a.asname or a.name) == name or (a.asname is None and a.name.split(".")[0] == name)
        ]
        statement = type(statement)(**{**dict(ast.iter_fields(statement)), "names": aliases})
    return ast.unparse(ast.fix_missing_locations(statement))


if __name__ == "__main__":
    raise SystemExit(main())
