"""Which handler the command line means."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path

from ..analysis.function_config import FunctionConfig
from ..analysis.handlers import Handler, Tier, declare, find_handlers
from ..analysis.source import DiskView, Source, SourceError, parse
from ..project.index import Index
from ..project.listing import open_index
from . import UsageError


def find_target(target: str, template: str | None, function: str | None) -> tuple[Source, Handler]:
    """What ``FILE::FUNCTION`` names, or a handler string as Lambda has it (``src/app.lambda_handler``).

    A file alone is enough where it has one handler, or ``function`` says which. Raises UsageError with a sentence.
    """
    file, separator, name = target.partition("::")
    module, dot, attribute = target.rpartition(".")
    if dot and not separator and not Path(target).is_file() and Path(f"{module}.py").is_file():
        file, name = f"{module}.py", attribute
    if not file or (separator and not name):
        raise UsageError(f"'{target}' is not FILE::FUNCTION, e.g. app.py::lambda_handler.")
    path = Path(file).absolute()
    view = DiskView()
    text = view.read(path)
    if text is None:
        raise UsageError(f"there is no readable Python file '{file}'.")
    try:
        source = parse(path, text, view)
    except SourceError:
        # Let Lambda say it: the run ends in its own Runtime.UserCodeSyntaxError.
        source = parse(path, "", view)
    index = _index(path, Path(template).absolute() if template is not None else None)
    declared = index.declared(path)
    of_function = [n for n, configs in declared.items() if any(config.logical_id == function for config in configs)]
    name = name or (of_function[0] if len(of_function) == 1 else _only(source, index, file))
    if function is not None or template is not None:
        _require(declared.get(name, ()), template, function, target)
    declare(source, declared)
    known = [handler for handler in find_handlers(source) if handler.name == name]
    # A function that does not look like a handler can still be named as one, as in a template.
    if known:
        return source, known[0]
    anything = source.tree.body[0] if source.tree.body else ast.Pass(lineno=1, col_offset=0)
    return source, Handler(name, anything, Tier.DECLARED, (), functions=declared.get(name, ()))


def _only(source: Source, index: Index, file: str) -> str:
    """The function of a file that has one handler, parts of other modules' handlers left out."""
    declared = index.declared(source.path)
    declare(source, declared)
    names = [handler.name for handler in find_handlers(source)]
    if len(names) > 1:
        declare(source, declared, index.delegated(source.path))
        names = [handler.name for handler in find_handlers(source)] or names
    if len(names) == 1:
        return names[0]
    if not names:
        raise UsageError(f"'{file}' has no handler that can be told; name the function, e.g. {file}::lambda_handler.")
    raise UsageError(f"'{file}' has {len(names)} handlers; name one: {', '.join(f'{file}::{name}' for name in names)}.")


def _index(path: Path, template: Path | None) -> Index:
    """What the templates around a file, or the one named, declare of it."""
    if template is None:
        return open_index([path], templates_only=True)
    if not template.is_file():
        raise UsageError(f"there is no template '{template}'.")
    index = Index([template.parent])
    index.update(path)
    index.update(template)
    for problem in index.problems():
        raise UsageError(str(problem))
    return index


def _require(functions: Sequence[FunctionConfig], template: str | None, function: str | None, target: str) -> None:
    """Say so where the template does not declare what was named."""
    if function is None and functions:
        return
    if function is not None and any(config.logical_id == function for config in functions):
        return
    named = ", ".join(config.logical_id for config in functions)
    where = f"'{template}'" if template is not None else "the templates around it"
    what = f"a function '{function}' with the handler" if function is not None else "a function with the handler"
    raise UsageError(f"{where} declares no {what} '{target}'" + (f"; it has {named}." if named else "."))
