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


def fixes_for(source: Source, violation: Violation, node: ast.expr | None) -> tuple[Fix, ...]:
    """The fixes of a violation, the best one first; () where none is sure to be what was meant."""
    if node is None:
        return ()
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
        return _status(source, node)
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


def _status(source: Source, node: ast.Dict) -> tuple[Fix, ...]:
    span = source.span(node)
    at = Span(span.line, span.column + 1, span.line, span.column + 1)
    first = source.span(node.keys[0]) if node.keys and node.keys[0] is not None else None
    if first is None:
        return ()
    separator = ", " if first.line == span.line else f",\n{' ' * first.column}"
    lead = "" if first.line == span.line else f"\n{' ' * first.column}"
    if lead:
        return (Fix("Add statusCode 200", (Edit(at, f'{lead}"statusCode": 200,'),)),)
    return (Fix("Add statusCode 200", (Edit(at, f'"statusCode": 200{separator}'),)),)
