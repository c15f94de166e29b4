"""Where in an infrastructure file a function's environment variable would be declared, as an edit of that file."""

from __future__ import annotations

import re

from .finding import Edit, Span
from .function_config import FunctionConfig

VALUE = "change-me"
"""What a declared variable holds until somebody changes it."""

_NEW = {
    "sam": ("Environment:", "  Variables:", "    {name}: {value}"),
    "cloudformation": ("Environment:", "  Variables:", "    {name}: {value}"),
    "serverless": ("environment:", "  {name}: {value}"),
    "terraform": ("environment {{", "  variables = {{", '    {name} = "{value}"', "  }}", "}}"),
}
"""The lines of a function that has no variables yet, before its handler."""
_NEW_JSON = '"Environment": {{"Variables": {{"{name}": "{value}"}}}},'
_NEW_PYTHON = 'environment={{"{name}": "{value}"}},'
_NEW_TYPESCRIPT = "environment: {{ {name}: '{value}' }},"
_PROGRAMS = frozenset({".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"})
_HANDLER = re.compile(r"""(?P<indent>\s*)["']?handler["']?\s*[:=]""", re.IGNORECASE)


def declaration(function: FunctionConfig, name: str, lines: list[str]) -> Edit | None:
    """The edit of the function's file (its ``lines``) that declares a variable; None where its place cannot be told."""
    first = min(
        (span for key, span in function.positions.items() if key.startswith("Environment.")),
        key=lambda span: (span.line, span.column),
        default=None,
    )
    path = str(function.template)
    if first is not None:
        return _before(function, name, first, lines, path)
    if function.environment or function.environment_open:
        return None
    place = function.positions.get("Handler")
    line = lines[place.line - 1] if place is not None and place.line <= len(lines) else ""
    match = _HANDLER.match(line)
    if place is None or match is None or any(key.lower().startswith("environment") for key in function.positions):
        return None
    indent = match["indent"]
    text = "".join(f"{indent}{new}\n" for new in _block(function, line)).format(name=name, value=VALUE)
    return Edit(Span(place.line, 0, place.line, 0), text, path) if text else None


def _before(function: FunctionConfig, name: str, first: Span, lines: list[str], path: str) -> Edit | None:
    """A new entry before the first one, written like it."""
    line = lines[first.line - 1] if first.line <= len(lines) else ""
    lead = line[: first.column]
    quote = line[first.column] if line[first.column : first.column + 1] in ("'", '"') else ""
    alone = not lead.strip()
    equals = function.tool == "terraform" or re.match(r"""["']?\w+["']?\s*=""", line[first.column :]) is not None
    inner = "'" if line[first.column :].count("'") > line[first.column :].count('"') else '"'
    yaml = function.template.suffix in (".yaml", ".yml", ".template") and alone and not quote
    value = VALUE if yaml else f"{inner}{VALUE}{inner}"
    entry = f"{quote}{name}{quote}{' = ' if equals else ': '}{value}"
    comma = "" if yaml or (equals and alone) else ","
    tail = f"{comma}\n{lead}" if alone else f"{comma} "
    return Edit(Span(first.line, first.column, first.line, first.column), entry + tail, path)


def _block(function: FunctionConfig, line: str) -> tuple[str, ...]:
    if line.lstrip().startswith('"'):
        return (_NEW_JSON,)
    if function.template.suffix == ".py":
        return (_NEW_PYTHON,) if function.tool == "cdk" else ()
    if function.template.suffix in _PROGRAMS:
        return (_NEW_TYPESCRIPT,)
    return _NEW.get(function.tool, ())
