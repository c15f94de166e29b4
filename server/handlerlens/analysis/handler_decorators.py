"""What a function's decorators say about it: a handler for certain, registered with something else, or nothing."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from .handler_makers import makes_handlers
from .handler_signs import signs
from .module_bindings import bindings, dotted, effective
from .nodes import own
from .parameters import Likeness, Parameters
from .source import Source


@dataclass(frozen=True, slots=True)
class Decoration:
    """``evidence`` names the decorators that only handlers have, ``hints`` those of the project that say so of themselves.

    ``registered`` is true where one hands the function to a registry.
    """

    evidence: tuple[str, ...]
    hints: tuple[str, ...]
    registered: bool


def decoration(source: Source, node: ast.FunctionDef | ast.AsyncFunctionDef, parameters: Parameters) -> Decoration:
    """Judge all decorators of a module-level function."""
    known = signs()
    evidence: list[str] = []
    hints: list[str] = []
    registered = False
    for decorator in node.decorator_list:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        word = target.attr if isinstance(target, ast.Attribute) else target.id if isinstance(target, ast.Name) else ""
        like = parameters.event >= Likeness.LOOSE and parameters.context >= Likeness.UNUSED
        if (
            word in known.decorators
            or (word in known.decorators_with_signature and (like or _imported_for_lambda(source, target)))
            or (isinstance(target, ast.Name) and _made_for_handlers(source, target.id))
            or _is_of_chalice(source, target)
        ):
            evidence.append(f"@{ast.unparse(target)}")
        elif (
            word in known.registering
            or (isinstance(target, ast.Attribute) and (word in known.registering_as_member or word.startswith("on_")))
            or (word in known.registering_on_instance and _on_instance(source, target))
            or (isinstance(target, ast.Attribute) and _names_path(decorator))
            or (isinstance(target, ast.Name) and _registers_by_module(source, target.id))
        ):
            registered = True
        elif _is_of_project(source, target) or (not like and makes_handlers(source, target)):
            hints.append(f"@{ast.unparse(target)}")
    return Decoration(tuple(evidence), tuple(hints), registered)


def _names_path(decorator: ast.expr) -> bool:
    """``@router.attach("/orders/{id}", "get")``: whatever the method is called, it hands the function to routes."""
    first = decorator.args[0] if isinstance(decorator, ast.Call) and decorator.args else None
    return isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value.startswith("/")


def _registers_by_module(source: Source, name: str) -> bool:
    """``@create()`` of a package whose decorators all register; the function below often takes over the very name."""
    targets = (binding.target or "" for binding in bindings(source).get(name, ()))
    return any(target.partition(".")[0] in signs().registering_modules for target in targets)


def takes_one(source: Source, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a decorator may make a handler of a function of one parameter: Chalice's, or one of the project's own for handlers."""
    targets = (d.func if isinstance(d, ast.Call) else d for d in node.decorator_list)
    return any(
        _is_of_chalice(source, target) or _is_of_project(source, target) or makes_handlers(source, target)
        for target in targets
    )


def may_supply(source: Source, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a decorator may call a function with something else than an event and a context: those we know do not."""
    targets = [d.func if isinstance(d, ast.Call) else d for d in node.decorator_list]
    words = (t.attr if isinstance(t, ast.Attribute) else getattr(t, "id", "") for t in targets)
    known = signs().decorators | signs().decorators_with_signature
    return any(
        word not in known and not _imported_for_lambda(source, target)
        for word, target in zip(words, targets, strict=True)
    )


def _is_of_project(source: Source, target: ast.expr) -> bool:
    """``@api_handler`` from ``orders.lambda_tools``: a project's own way to make handlers, by its name and where it is from."""
    name = (dotted(source, target) or "").lower()
    module, _, word = name.rpartition(".")
    return word.endswith("handler") and "lambda" in module and word not in signs().quiet_names


def _is_of_chalice(source: Source, target: ast.expr) -> bool:
    """``@app.on_sqs_message`` and the like, where ``app = Chalice(…)``."""
    if not isinstance(target, ast.Attribute) or target.attr not in signs().decorators_of_chalice:
        return False
    group = bindings(source).get(target.value.id) if isinstance(target.value, ast.Name) else None
    made = effective(group).value if group else None
    return isinstance(made, ast.Call) and (dotted(source, made.func) or "").startswith("chalice.")


def _imported_for_lambda(source: Source, target: ast.expr) -> bool:
    name = dotted(source, target) or ""
    return name.partition(".")[0] in signs().aws_modules | {"lambda_decorators", "iopipe", "newrelic", "epsagon"}


def _made_for_handlers(source: Source, name: str) -> bool:
    """Whether a decorator of this module is made by Powertools' ``@lambda_handler_decorator``."""
    group = bindings(source).get(name)
    node = effective(group).node if group else None
    if not isinstance(node, ast.FunctionDef):
        return False
    makers = (d.func if isinstance(d, ast.Call) else d for d in node.decorator_list)
    return any((dotted(source, m) or "").rpartition(".")[2] in signs().decorator_makers for m in makers)


def _on_instance(source: Source, target: ast.expr) -> bool:
    """Whether a decorator is a method of an object that this module made by a call, or imported under a registry's name."""
    if not isinstance(target, ast.Attribute) or not isinstance(target.value, ast.Name):
        return False
    group = bindings(source).get(target.value.id)
    if group is None:
        return False
    made = effective(group)
    return isinstance(made.value, ast.Call) or (made.target is not None and target.value.id in signs().registries)


def gives_tuple(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function returns several values side by side: its caller unpacks them, so that is not Lambda."""
    return any(isinstance(one.value, ast.Tuple) and len(one.value.elts) > 1 for one in own(node, ast.Return))


def makes_function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function returns one that it defines: a decorator or a factory, since Lambda cannot send a function."""
    inner = {s.name for s in node.body if isinstance(s, ast.FunctionDef | ast.AsyncFunctionDef)}
    last = node.body[-1]
    return isinstance(last, ast.Return) and isinstance(last.value, ast.Name) and last.value.id in inner
