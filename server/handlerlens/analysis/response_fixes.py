"""Quick fixes that make a response what its caller wants."""

from __future__ import annotations

import ast
import difflib
import re

from .contract_schema import Violation
from .finding import Edit, Fix, Span
from .rewrite import insert_import
from .source import Source

_KEY = re.compile(r"the key is (\S+), not (\S+)$")
_ONE_OF = re.compile(r" must be ((?:'[^']+'(?:, | or )?)+), not '")


def key_of(source: Source, value: ast.expr) -> ast.expr:
    """The key that a value of a dict display stands under; the value itself where it stands in none."""
    known = _members(source).get(value)
    return known[1] if known is not None else value


def _members(source: Source) -> dict[ast.expr, tuple[ast.Dict, ast.expr]]:
    """The values and the keys of the module's dict displays, each with its display and its key."""
    known = source.cache.get(_members)
    if known is None:
        known = source.cache[_members] = {
            each: (node, key)
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Dict)
            for key, inner in zip(node.keys, node.values, strict=True)
            if key is not None
            for each in (inner, key)
        }
    return known  # type: ignore[return-value]


def fixes_for(source: Source, violation: Violation, node: ast.expr | None, event: str = "event") -> tuple[Fix, ...]:
    """The fixes of a violation, the best one first; () where none is sure to be what was meant. ``event`` is the event's name."""
    if node is None:
        return ()
    if violation.supply and isinstance(node, ast.Dict):
        return _add(source, node, violation.supply.replace("EVENT", event))
    misspelt = _KEY.search(violation.message)
    if misspelt:
        return _rename(source, node, misspelt[2], misspelt[1])
    allowed = _ONE_OF.search(violation.message)
    if allowed:
        return _nearest(source, node, re.findall(r"'([^']+)'", allowed[1]))
    last = violation.path[-1] if violation.path else ""
    if last == "body" and violation.rule in ("HL301", "HL316") and not isinstance(node, ast.Constant):
        return _dump(source, node)
    if (
        isinstance(node, ast.Constant)
        and str(node.value).lower() in ("true", "false")
        and "a boolean" in violation.message
    ):
        return (Fix("Use a boolean", (Edit(source.span(node), str(node.value).capitalize()),)),)
    if violation.rule == "HL306" and isinstance(node, ast.Dict):
        return _add(source, node, '"statusCode": 200')
    if violation.rule == "HL316" and "map of strings" in violation.message:
        return _text(source, violation, node)
    if violation.rule == "HL303":
        return _into_body(source, node)
    if violation.rule == "HL304" and len(violation.path) == 2:
        return _several_values(source, node)
    return ()


_PROXY_KEYS = ("statusCode", "headers", "multiValueHeaders", "isBase64Encoded", "base64Encoded")


def _into_body(source: Source, key: ast.expr) -> tuple[Fix, ...]:
    """``"message": x`` as ``"body": json.dumps({"message": x})``, where there is no body and no second such key."""
    member = _members(source).get(key)
    if member is None or not isinstance(key, ast.Constant):
        return ()
    display = member[0]
    others = [k.value if isinstance(k, ast.Constant) else None for k in display.keys if k is not key]
    if any(name not in _PROXY_KEYS for name in others):
        return ()
    value = display.values[display.keys.index(key)]
    first, last = source.span(key), source.span(value)
    span = Span(first.line, first.column, last.end_line, last.end_column)
    edits = [Edit(span, f'"body": json.dumps({{{source.segment(span)}}})'), insert_import(source, "json")]
    return (Fix("Move it into the body", tuple(e for e in edits if e is not None)),)


def _several_values(source: Source, node: ast.expr) -> tuple[Fix, ...]:
    """A header with a list of values: ``headers`` is ``multiValueHeaders`` where it has no other, and none is there."""
    header = _members(source).get(node)
    if header is None or not isinstance(node, ast.List) or len(header[0].keys) != 1:
        return ()
    owner = _members(source).get(header[0])
    names = [k.value for k in owner[0].keys if isinstance(k, ast.Constant)] if owner is not None else []
    if owner is None or "multiValueHeaders" in names or "headers" not in names:
        return ()
    span = source.span(owner[1])
    renamed = source.segment(span).replace("headers", "multiValueHeaders")
    return (Fix("Make them multiValueHeaders", (Edit(span, renamed),)),)


def _dump(source: Source, node: ast.expr) -> tuple[Fix, ...]:
    span = source.span(node)
    edits = [Edit(span, f"json.dumps({source.segment(span)})"), insert_import(source, "json")]
    return (Fix("Make it text: json.dumps()", tuple(e for e in edits if e is not None)),)


def _rename(source: Source, key: ast.expr, wrong: str, right: str) -> tuple[Fix, ...]:
    if not isinstance(key, ast.Constant) or key.value != wrong:
        return ()
    span = source.span(key)
    return (Fix(f"Rename the key to {right}", (Edit(span, source.segment(span).replace(wrong, right)),)),)


def _nearest(source: Source, node: ast.expr, allowed: list[str]) -> tuple[Fix, ...]:
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return ()
    lowered = {value.lower(): value for value in allowed}
    near = difflib.get_close_matches(node.value.lower(), lowered, n=1, cutoff=0.6)
    if not near:
        return ()
    span = source.span(node)
    text = source.segment(span)
    return (Fix(f"Use '{lowered[near[0]]}'", (Edit(span, text.replace(node.value, lowered[near[0]])),)),)


def _text(source: Source, violation: Violation, node: ast.expr) -> tuple[Fix, ...]:
    """A value that must be text: JSON of an object or a list, ``str`` of the rest."""
    if violation.view.kind() in ("object", "array"):
        return _dump(source, node)
    if violation.view.kind() not in ("integer", "number", "boolean"):
        return ()
    span = source.span(node)
    return (Fix("Make it text: str()", (Edit(span, f"str({source.segment(span)})"),)),)


def _add(source: Source, node: ast.Dict, entry: str) -> tuple[Fix, ...]:
    """A new first entry of a dict display, on a line of its own where the others have one."""
    span = source.span(node)
    at = Span(span.line, span.column + 1, span.line, span.column + 1)
    title = f"Add {entry.replace(chr(34), '').replace(':', '', 1)}"
    first = source.span(node.keys[0]) if node.keys and node.keys[0] is not None else None
    if first is None:
        return (Fix(title, (Edit(at, entry),)),) if not node.keys else ()
    if first.line == span.line:
        return (Fix(title, (Edit(at, f"{entry}, "),)),)
    return (Fix(title, (Edit(at, f"\n{' ' * first.column}{entry},"),)),)
