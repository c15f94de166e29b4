"""Rewrites that several quick fixes share."""

from __future__ import annotations

import ast

from .finding import Edit, Fix, Span
from .source import Source


def insert_import(source: Source, module: str) -> Edit | None:
    """The edit that adds ``import module`` below the docstring, ``__future__`` and other imports; None where it is imported."""
    last: ast.stmt | None = None
    for index, node in enumerate(source.tree.body):
        if isinstance(node, ast.Import):
            if any(alias.name == module and alias.asname is None for alias in node.names):
                return None
            last = node
        elif isinstance(node, ast.ImportFrom) or (
            index == 0 and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        ):
            last = node
        else:
            break
    if last is None:
        first = source.tree.body[0] if source.tree.body else None
        decorators = getattr(first, "decorator_list", None)
        line = min([first.lineno, *(d.lineno for d in decorators or ())]) if first else 1
        separator = "\n\n\n" if isinstance(first, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else "\n"
        return Edit(Span(line, 0, line, 0), f"import {module}{separator}")
    end = source.span(last)
    separator = "\n\n" if isinstance(last, ast.Expr) else "\n"
    return Edit(Span(end.end_line, end.end_column, end.end_line, end.end_column), f"{separator}import {module}")


def wrap_function(
    source: Source,
    node: ast.FunctionDef | ast.AsyncFunctionDef,
    *,
    inner: str,
    expression: str,
    module: str | None,
    title: str,
) -> Fix | None:
    """Rename a top-level function to ``inner`` and put a plain function of the old name below that returns ``expression``.

    ``{call}`` in the expression is the call of the inner one. None where the parameters are not two plain names, or ``inner``
    is taken.
    """
    arguments = node.args
    if arguments.posonlyargs or arguments.defaults or arguments.kwonlyargs or arguments.vararg or arguments.kwarg:
        return None
    if len(arguments.args) != 2 or f"{inner}" in source.text:
        return None
    names = ", ".join(a.arg for a in arguments.args)
    end = source.span(node)
    body = f"\n\n\ndef {node.name}({names}):\n    return {expression.format(call=f'{inner}({names})')}"
    edits = [
        Edit(source.name_span(node), inner),
        Edit(Span(end.end_line, end.end_column, end.end_line, end.end_column), body),
    ]
    if module is not None and (edit := insert_import(source, module)) is not None:
        edits.insert(0, edit)
    return Fix(title, tuple(edits))
