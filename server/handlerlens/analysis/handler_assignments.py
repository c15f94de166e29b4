"""Handlers that are no ``def``: ``handler = Mangum(app)``, a lambda, a partial, an instance with ``__call__``, an alias, a re-export."""

from __future__ import annotations

import ast
import builtins
import re
import sys
from dataclasses import dataclass

from .handler_signs import signs
from .module_bindings import Binding, bindings, dotted, effective, module_files
from .parameters import Likeness, Parameters, event_likeness, parameters
from .source import Source, SourceError, parse

_TEXT = "handlerlens_text"
_MOST_BASES = 8


@dataclass(frozen=True, slots=True)
class Value:
    """What an assigned value is. ``sure`` where the form leaves no doubt; ``wraps`` names the function of this module it stands for."""

    evidence: str
    sure: bool
    wraps: str | None = None


def assigned_handler(source: Source, binding: Binding) -> Value | None:
    """Judge a module-level assignment or import; None where it binds something else."""
    if binding.target is not None:
        return _imported(source, binding)
    if binding.value is None:
        return None
    return _value(source, binding.name, binding.value)


def _imported(source: Source, binding: Binding) -> Value | None:
    target = binding.target or ""
    if isinstance(binding.node, ast.Import):
        return None
    if target.partition(".")[0] in sys.stdlib_module_names | signs().test_modules:
        return None
    if binding.name in signs().names:
        return Value(f"imported from {target.rpartition('.')[0] or '.'}", sure=True)
    return _exported(source, binding.name, target)


def _exported(source: Source, name: str, target: str) -> Value | None:
    """A function of the project that a module does nothing with but offer it: ``from .orders import process`` in a ``handlers.py``.

    In an ``__init__.py`` only where the package offers nothing else.
    """
    package = source.path.stem == "__init__"
    if not (package or "handler" in source.path.stem) or not _only_imports(source):
        return None
    if not _is_shaped_import(source, target):
        return None
    others = (b for group in bindings(source).values() for b in group if b.name != name)
    if package and not all(b.name == "__all__" or _is_shaped_import(source, b.target or "") for b in others):
        return None
    return Value(f"imported from {target.rpartition('.')[0] or '.'}", sure=False)


def _is_shaped_import(source: Source, target: str) -> bool:
    """Whether an import is that of a handler-like function of the project."""
    module, _, name = target.rpartition(".")
    if not name or name.startswith("_"):
        return False
    for path in module_files(source.path, module or "."):
        text = source.view.read(path)
        if text is None:
            continue
        firsts: list[str] = re.findall(rf"\bdef[ \t]+{re.escape(name)}[ \t]*\(\s*(\w+)", text)
        if not any(event_likeness(first) >= Likeness.NEAR for first in firsts):
            return False  # parsing the whole module for it would cost as much as looking at it
        try:
            node = _function(parse(path, text, source.view), name)
        except SourceError:
            return False
        return node is not None and _shaped(parameters(node.args))
    return False


def _only_imports(source: Source) -> bool:
    """Whether a module consists of imports, its text and ``name = name``."""
    return all(
        isinstance(s, ast.Import | ast.ImportFrom)
        or (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))
        or (
            isinstance(s, ast.Assign)
            and isinstance(t := s.targets[0], ast.Name)
            and (t.id == "__all__" or (isinstance(s.value, ast.Name) and s.value.id == t.id))
        )
        for s in source.tree.body
    )


def _value(source: Source, name: str, value: ast.expr) -> Value | None:
    canonical = name in signs().names
    if isinstance(value, ast.Lambda):
        taken = parameters(value.args)
        if taken.takes_two and (canonical or _shaped(taken)):
            return Value(f"lambda {', '.join(taken.names)}", sure=canonical)
        return None
    if isinstance(value, ast.Call):
        return _call(source, name, value, canonical=canonical)
    if isinstance(value, ast.IfExp):
        return _value(source, name, value.body) or _value(source, name, value.orelse)
    if isinstance(value, ast.Name):
        node = _definition(source, value.id)
        if value.id == name:
            first = bindings(source)[name][0]
            return _imported(source, first) if first.target is not None else None
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            taken = parameters(node.args)
            if taken.takes_two and (canonical or _shaped(taken)):
                wraps = None if value.id in signs().names else value.id  # two usual names: templates name either
                return Value(f"another name of {value.id}", sure=canonical, wraps=wraps)
            if canonical and node.decorator_list:
                return Value(f"another name of {value.id}", sure=False, wraps=value.id)
        elif canonical and node is not None and not isinstance(node, ast.ClassDef):
            return Value(f"another name of {value.id}", sure=False)
        return None
    if isinstance(value, ast.Subscript):
        return Value(ast.unparse(value), sure=canonical) if _is_of_handlers(source, value) else None
    method = _method(source, value) if isinstance(value, ast.Attribute) else None
    if method is not None and method.takes_two and _shaped(method):
        return Value(f"{ast.unparse(value)}{method.text()}", sure=canonical)
    if isinstance(value, ast.Attribute) and canonical and (method is None or method.takes_two):
        if _is_library_object(dotted(source, value) or ""):
            return None
        return Value(f"another name of {ast.unparse(value)}", sure=False)
    return None


def _is_of_handlers(source: Source, value: ast.Subscript) -> bool:
    """``orders["create"]``, where ``orders = crud_handlers("orders")``."""
    owner = value.value.id if isinstance(value.value, ast.Name) and isinstance(value.slice, ast.Constant) else ""
    group = bindings(source).get(owner)
    made = effective(group).value if group else None
    if not isinstance(made, ast.Call):
        return False
    text = dotted(source, made.func) or ast.unparse(made.func)
    return "handler" in text.rpartition(".")[2].lower() and not _is_library_object(text)


def _serves(source: Source, app: str) -> bool:
    """Whether Lambda calls a Chalice app itself: not where all that the app decorates are functions of their own."""
    words = {
        target.attr
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for decorator in node.decorator_list
        for target in [decorator.func if isinstance(decorator, ast.Call) else decorator]
        if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == app
    }
    served = any(word == "route" or word.startswith("on_ws_") for word in words)
    own = words & {*signs().decorators_of_chalice, "lambda_function"}
    return served or not own or f"{app}.register_blueprint" in source.text


def _call(source: Source, name: str, call: ast.Call, *, canonical: bool) -> Value | None:
    known = signs()
    text = _text(call.func)
    full = dotted(source, call.func)
    word = call.func.attr if isinstance(call.func, ast.Attribute) else text
    last = (full or word).rpartition(".")[2]
    if word == "lambda_handler" and len(call.args) + len(call.keywords) > 1:
        return None  # called with an event and a context, not made
    if word in known.adapters or last in known.adapters or word.endswith("_lambda_handler"):
        return Value(f"{text}(…)", sure=True, wraps=_wrapped_function(source, name, call))
    if last in known.adapters_when_imported and (full or "").startswith(known.adapters_when_imported[last]):
        if last == "Chalice" and not _serves(source, name):
            return None
        return Value(f"{text}(…)", sure=True)
    for argument in call.args:
        adapter = (dotted(source, argument) or "").rpartition(".")[2]
        if adapter in known.adapters and adapter[:1].isupper():
            return Value(f"{text}({adapter})", sure=True)
    if full in ("functools.partial", "partial"):
        wrapped = _wrapped_function(source, name, call)
        return (
            Value(f"{text}(…)", sure=canonical, wraps=wrapped) if canonical or _wraps_shaped(source, wrapped) else None
        )
    node = _definition(source, text) if isinstance(call.func, ast.Name) else None
    if isinstance(node, ast.ClassDef):
        taken = _call_method(source, node)
        if taken is not None and taken.takes_two and (canonical or _shaped(taken)):
            return Value(f"instance of {text} with __call__", sure=canonical)
        if taken is not None or not node.bases:
            return None
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    if (
        isinstance(owner, ast.Name)
        and word.endswith("handler")
        and isinstance(_definition(source, owner.id), ast.ClassDef)
    ):
        return Value(f"{text}(…)", sure=canonical)
    wrapped = _wrapped_function(source, name, call)
    root = (full or text).partition(".")[0]
    if wrapped is not None and (canonical or (_wraps_shaped(source, wrapped) and not _is_pythons_own(root))):
        return Value(f"{text}({wrapped})", sure=False, wraps=wrapped)
    if canonical and not _is_library_object(full or text):
        return Value(f"{text}(…)", sure=False)
    if isinstance(call.func, ast.Attribute):
        node = _method_named(source, _class_of(source, call.func.value), call.func.attr)
    if isinstance(node, ast.FunctionDef) and not name.startswith("_") and _returns_shaped(node):
        return Value(f"{text}(…)", sure=False)
    return None


def _text(node: ast.expr) -> str:
    """An expression as Python writes it; kept with the node."""
    known: str | None = node.__dict__.get(_TEXT)
    if known is None:
        known = node.__dict__[_TEXT] = ast.unparse(node)
    return known


def _returns_shaped(factory: ast.FunctionDef) -> bool:
    """Whether a function returns a handler-like one that it defines."""
    last = factory.body[-1]
    returned = last.value.id if isinstance(last, ast.Return) and isinstance(last.value, ast.Name) else None
    inner = (s for s in factory.body if isinstance(s, ast.FunctionDef | ast.AsyncFunctionDef) and s.name == returned)
    return any(_shaped(parameters(each.args)) for each in inner)


def _is_pythons_own(root: str) -> bool:
    """``dict(post=add)``, ``Thread(target=work)``: what Python itself makes of a function is no handler, ``functools`` excepted."""
    return hasattr(builtins, root) or (root in sys.stdlib_module_names and root != "functools")


def _is_library_object(full: str) -> bool:
    """``logging.StreamHandler()`` and the like: the standard library's objects are no Lambda handlers."""
    root, _, rest = full.partition(".")
    return (root in sys.stdlib_module_names and bool(rest)) or full.endswith(
        ("StreamHandler", "FileHandler", "LogHandler")
    )


def _wrapped_function(source: Source, name: str, call: ast.Call) -> str | None:
    """The function of this module among a call's arguments, or in a call among them (``a(b(handler))``)."""
    for argument in (*call.args, *(k.value for k in call.keywords)):
        if isinstance(argument, ast.Name):
            if isinstance(_function(source, argument.id), ast.FunctionDef | ast.AsyncFunctionDef):
                return argument.id
        elif isinstance(argument, ast.Call):
            inner = _wrapped_function(source, name, argument)
            if inner is not None:
                return inner
    return None


def _wraps_shaped(source: Source, wrapped: str | None) -> bool:
    node = _function(source, wrapped) if wrapped else None
    if node is None:
        return False
    return _shaped(parameters(node.args))


def _shaped(taken: Parameters) -> bool:
    return taken.takes_two and taken.event >= Likeness.NEAR and taken.context >= Likeness.UNUSED


def _method(source: Source, value: ast.Attribute) -> Parameters | None:
    """The parameters of ``Orders().handle`` or ``orders.handle``, where the class is of this module; without ``self``."""
    owner = value.value
    method = _method_named(source, _class_of(source, owner), value.attr)
    if not isinstance(method, ast.FunctionDef):
        return None
    kinds = {d.id for d in method.decorator_list if isinstance(d, ast.Name)}
    bound = isinstance(_made(source, owner), ast.Call)
    return parameters(method.args, skip=int("staticmethod" not in kinds and (bound or "classmethod" in kinds)))


def _made(source: Source, owner: ast.expr) -> ast.expr | None:
    """The call that makes an object, given itself or by a name of the module."""
    group = bindings(source).get(owner.id) if isinstance(owner, ast.Name) else None
    return owner if isinstance(owner, ast.Call) else effective(group).value if group else None


def _class_of(source: Source, owner: ast.expr) -> ast.stmt | None:
    """The class of this module that ``Orders()``, ``orders`` (made of it) and ``Orders`` are of."""
    made = _made(source, owner)
    name = made.func if isinstance(made, ast.Call) else owner
    return _definition(source, name.id) if isinstance(name, ast.Name) else None


def _definition(source: Source, name: str) -> ast.stmt | None:
    group = bindings(source).get(name)
    return effective(group).node if group else None


def _function(source: Source, name: str) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    for binding in bindings(source).get(name, ()):
        if isinstance(binding.node, ast.FunctionDef | ast.AsyncFunctionDef):
            return binding.node
    return None


def _call_method(source: Source, node: ast.ClassDef) -> Parameters | None:
    """The parameters of ``__call__``, of the class or of one of this module that it builds on."""
    found = _method_named(source, node, "__call__")
    return parameters(found.args, skip=1) if found is not None else None


def _method_named(source: Source, node: ast.stmt | None, name: str) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """A method of a class, its own or of one of this module that it builds on."""
    waiting: list[ast.stmt | None] = [node]
    for _ in range(_MOST_BASES):
        current = waiting.pop(0) if waiting else None
        if not isinstance(current, ast.ClassDef):
            continue
        for statement in current.body:
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef) and statement.name == name:
                return statement
        waiting += [_definition(source, base.id) for base in current.bases if isinstance(base, ast.Name)]
    return None
