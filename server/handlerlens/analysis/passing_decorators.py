"""Decorators that give the caller what the handler returns, known by name also where their library is not installed."""

from __future__ import annotations

import ast

from .module_bindings import bindings, dotted, effective
from .source import Source

_LIBRARY = "aws_lambda_powertools"
_FUNCTIONS = frozenset({"event_source", "event_parser", "validator"})
_METHODS = frozenset({"inject_lambda_context", "capture_lambda_handler", "log_metrics", "capture_method"})


def passes_through(source: Source, decorator: ast.expr) -> bool:
    """Whether it is one of Powertools for AWS Lambda: ``@event_source(…)``, ``@logger.inject_lambda_context``."""
    target = decorator.func if isinstance(decorator, ast.Call) else decorator
    if not isinstance(target, ast.Name | ast.Attribute):
        return False
    name = dotted(source, target) or ""
    if name.startswith(_LIBRARY):
        return name.rpartition(".")[2] in _FUNCTIONS
    if not isinstance(target, ast.Attribute) or target.attr not in _METHODS or not isinstance(target.value, ast.Name):
        return False
    group = bindings(source).get(target.value.id)
    if group is None:
        return False
    made = effective(group)
    if isinstance(made.value, ast.Call):
        return (dotted(source, made.value.func) or "").startswith(_LIBRARY)
    # A logger of the project's own, made in another module, has these methods for the same reason.
    return made.target is not None
