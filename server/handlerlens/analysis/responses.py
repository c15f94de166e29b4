"""Findings of the HL3xx family that come from a contract's schema: what a handler returns against what its caller wants.

One pass over a source finds them all; each rule takes its own from ``reports``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .contract_schema import Violation
from .contracts import Contract, contract
from .event_keys import tells_apart
from .event_sources import event_sources
from .event_walk import event_reads
from .finding import Finding, Related, Severity, Span
from .flow import HandlerFlow, ReturnSite, SourceFlow, flows, handler_span
from .handlers import Handler
from .response_fixes import fixes_for, key_of
from .served import Served, Strength, served
from .shape_view import ShapeView
from .shapes import Dict
from .source import Source
from .way_out_fixes import way_out_fixes
from .ways_out import leaves_nothing_over, unanswered, unseen

_CERTAIN_ONLY = frozenset({"HL303"})
"""Rules that are silent where the source is only likely: other front ends that look alike allow what they flag."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A violation at one way out of a handler; ``node`` is the expression to point at, None for the way out itself."""

    violation: Violation
    contract: Contract
    site: ReturnSite
    node: ast.expr | None
    severity: Severity


def reports(source: Source, code: str) -> Iterator[Finding]:
    """The findings of one rule."""
    known = source.cache.get(reports)
    if known is None:
        known = source.cache[reports] = list(_findings(source))
    for finding in known:  # type: ignore[attr-defined]
        if finding.code == code:
            yield finding


def contracts_of(serving: Sequence[Served]) -> list[Contract] | None:
    """The contracts of everything a handler serves; None where any JSON is right for one of them, or nothing is known."""
    found: dict[str, Contract] = {}
    for one in serving:
        for key in one.ids:
            known = contract(_refined(one, key))
            if known is None or known.value != "answer":
                return None
            found[known.id] = known
    return list(found.values()) or None


def _refined(one: Served, key: str) -> str:
    """The contract of a source; where a template tells which of its forms is wanted, that one's."""
    if key == "http_api_authorizer":
        own = {name.lower().replace("_", ""): str(value).lower() for name, value in one.properties.items()}
        simple = own.get("enablesimpleresponses")
        if simple == "true":
            return "authorizer_simple"
        if simple == "false" or own.get("authorizerpayloadformatversion") == "1.0":
            return "authorizer_http_policy"
    return event_sources()[key].contract


def _findings(source: Source) -> Iterator[Finding]:
    flow = flows(source)
    seen: set[tuple[str, Span, str]] = set()
    for handler in flow.handlers:
        serving = served(source, handler.handler)
        known = contracts_of(serving)
        if known is None:
            continue
        certain = all(one.certain for one in serving)
        other = not certain and tells_apart(event_reads(source, handler.handler))
        for breach in breaches(source, flow, handler, known, serving):
            if other and _is_for_http(breach):
                continue
            severity = breach.severity if certain else _likely(breach)
            if severity is None:
                continue
            if leaves_nothing_over(handler.handler, breach.site):
                severity = min(severity, Severity.WARNING, key=_rank)
            span = source.span(breach.node) if breach.node is not None else breach.site.span
            message = _message(breach, serving, certain)
            if (breach.violation.rule, span, message) not in seen:
                seen.add((breach.violation.rule, span, message))
                yield Finding(
                    breach.violation.rule,
                    span,
                    message,
                    severity,
                    fixes_for(source, breach.violation, breach.node, _event_name(handler.handler))
                    or way_out_fixes(source, breach.violation, handler.handler, breach.site),
                    tuple(_related(source, breach, serving)),
                )


def breaches(
    source: Source, flow: SourceFlow, handler: HandlerFlow, contracts: Sequence[Contract], serving: Sequence[Served]
) -> Iterator[Breach]:
    """What breaks every one of the contracts, at each way out; told in the words of the first."""
    rules = flow.rules("runtime")
    sites: Sequence[ReturnSite] = handler.sites
    if handler.decorated:
        if handler.result is None:
            return
        sites = [ReturnSite(None, handler_span(source, handler.handler), handler.result)]
    for site in sites:
        if unseen(source, handler.handler, site, serving):
            continue
        view = ShapeView(site.shape, rules)
        others = [{(v.path, v.rule): v.severity for v in c.violations(view)} for c in contracts[1:]]
        for violation in contracts[0].violations(view):
            key = (violation.path, violation.rule)
            if all(key in other for other in others):
                if unanswered(source, violation, contracts[0]):
                    continue
                severity = min([violation.severity, *(other[key] for other in others)], key=_rank)
                yield Breach(violation, contracts[0], site, _node(source, handler.handler, site, violation), severity)


def _is_for_http(breach: Breach) -> bool:
    """Whether a way out of what is an authorizer for some events answers an HTTP front end."""
    shape = breach.site.shape
    return breach.violation.rule == "HL313" and isinstance(shape, Dict) and "statusCode" in shape.entries


def _event_name(handler: Handler) -> str:
    arguments = getattr(handler.node, "args", None)
    names = [*arguments.posonlyargs, *arguments.args] if isinstance(arguments, ast.arguments) else []
    return names[0].arg if names else "event"


def _rank(severity: Severity) -> int:
    return [Severity.INFORMATION, Severity.WARNING, Severity.ERROR].index(severity)


def _likely(breach: Breach) -> Severity | None:
    """Where the source is only likely, errors are warnings and the rest is not worth saying."""
    if breach.severity is not Severity.ERROR or breach.violation.rule in _CERTAIN_ONLY:
        return None
    return Severity.WARNING


def _node(source: Source, handler: Handler, site: ReturnSite, violation: Violation) -> ast.expr | None:
    """The expression of the handler that breaks the contract; what is returned where that stands in another function."""
    made = _made(source, violation)
    if made is None or (site.node is not None and not _inside(made, handler.node)):
        return site.node
    return key_of(source, made) if violation.about_key else made


def _made(source: Source, violation: Violation) -> ast.expr | None:
    view = violation.view
    if isinstance(view, ShapeView) and view.origin is not None:
        node, scope = view.origin
        if scope.source is source and isinstance(node, ast.expr):
            return node
    return None


def _inside(inner: ast.expr, outer: ast.stmt) -> bool:
    return outer.lineno <= inner.lineno and (inner.end_lineno or 0) <= (outer.end_lineno or 0)


def _message(breach: Breach, serving: Sequence[Served], certain: bool) -> str:
    text = breach.contract.sentence(breach.violation, breach.severity)
    if certain:
        return text
    title = event_sources()[serving[0].ids[0]].title
    return f"Behind {title}, as the keys it reads suggest: {text}"


def _related(source: Source, breach: Breach, serving: Sequence[Served]) -> Iterator[Related]:
    made = _made(source, breach.violation)
    if made is not None and breach.node is breach.site.node and made is not breach.node:
        yield Related("It is put there here", source.span(made))
    for one in serving:
        if one.strength is Strength.TEMPLATE and one.line:
            yield Related("It is called from here", Span(one.line, 0, one.line, 0), str(one.template))
