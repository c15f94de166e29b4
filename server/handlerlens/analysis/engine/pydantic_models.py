"""What a pydantic model says of its own fields: serializers, validators, exclusions, computed fields, enums by value."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from ..nodes import names_in
from ..shapes import UNKNOWN, Class, Dict, Function, Instance, Items, Object, OneOf, Shape, Union
from . import enums
from .mro import mro
from .records import Field, fields_of
from .run import Run


@dataclass
class Customs:
    """By field name (``*``: all): what is dumped by a function, what a function validates; and what is left out or added."""

    serialized: dict[str, Function] = field(default_factory=dict)
    validated: dict[str, Function] = field(default_factory=dict)
    computed: list[str] = field(default_factory=list)
    whole: bool = False
    """Whether a function dumps the model as it likes."""
    enum_values: bool = False


def customs(run: Run, cls: Class) -> Customs:
    """Of a model and the models it is derived from."""
    known = cls.facts.get("pydantic customs")
    if not isinstance(known, Customs):
        known = Customs()
        for one in mro(run, cls)[0]:
            for statement in one.node.body if one.node is not None and one.scope is not None else ():
                _note(known, statement, one)
        cls.facts["pydantic customs"] = known
    return known


def _note(known: Customs, statement: ast.stmt, owner: Class) -> None:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        for decorator in statement.decorator_list:
            called = decorator if isinstance(decorator, ast.Call) else None
            name = _name(called.func if called is not None else decorator)
            arguments = called.args if called is not None else []
            fields = [a.value for a in arguments if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            function = Function(statement, owner.scope, owner.closure, owner) if owner.scope is not None else None
            if function is None:
                continue
            if name in ("field_serializer", "serializer"):
                known.serialized.update(dict.fromkeys(fields, function))
            elif name in ("field_validator", "validator") and not (called is not None and _before(called)):
                known.validated.update(dict.fromkeys(fields, function))
            elif name == "computed_field":
                known.computed.append(statement.name)
            elif name == "model_serializer":
                known.whole = True
    elif isinstance(statement, ast.ClassDef) and statement.name == "Config":
        known.enum_values = known.enum_values or _says(statement.body)
    elif isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None:
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        if any(isinstance(t, ast.Name) and t.id == "model_config" for t in targets):
            known.enum_values = known.enum_values or "use_enum_values" in ast.unparse(statement.value)


def _before(decorator: ast.Call) -> bool:
    """Whether a validator sees what was given, before it becomes what is declared."""
    said = {k.arg: k.value.value for k in decorator.keywords if isinstance(k.value, ast.Constant)}
    return said.get("mode") == "before" or said.get("pre") is True


def _says(body: list[ast.stmt]) -> bool:
    return any("use_enum_values" in ast.unparse(s) for s in body if isinstance(s, (ast.Assign, ast.AnnAssign)))


def aliases(run: Run, cls: Class) -> dict[str, str] | None:
    """The names under which fields are dumped by alias, where they differ; None where a function makes them."""
    own = [one.node for one in mro(run, cls)[0] if one.node is not None and one.scope is not None]
    told = [n.arg for node in own for n in ast.walk(node) if isinstance(n, ast.keyword)]
    if any(name in ("alias_generator", "serialization_alias", "alias_priority") for name in told):
        return None
    if any(isinstance(n, ast.Name) and n.id == "alias_generator" for node in own for n in ast.walk(node)):
        return None
    return {one.name: one.alias for one in fields_of(run, cls) if one.alias is not None}


def root(run: Run, model: Shape) -> Shape | None:
    """What a ``RootModel`` holds; None for other models."""
    content = run.content(model)
    if type(content) is not Object or not any(one.name == "RootModel" for one in mro(run, content.cls)[0]):
        return None
    return content.attrs.get("root", UNKNOWN)


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def dumped(run: Run, model: Shape, known: Customs, one: Field, value: Shape) -> Shape | None:
    """What ``model_dump`` makes of a field's value; None where it leaves the field out."""
    if one.name.startswith("_"):
        return None
    if isinstance(one.value, ast.Call) and any(
        k.arg == "exclude" and isinstance(k.value, ast.Constant) and k.value.value is True for k in one.value.keywords
    ):
        return None
    function = known.serialized.get(one.name) or known.serialized.get("*")
    if function is not None:
        return calls.call_value(run, function, [model, value])
    return UNKNOWN if _has_serializer(one.annotation, one.owner) else value


def _has_serializer(annotation: ast.expr | None, owner: Class) -> bool:
    """``Annotated[datetime, PlainSerializer(...)]``, also by another name of the module."""
    if annotation is None:
        return False
    names = {n.id for n in ast.walk(annotation) if isinstance(n, ast.Name)}
    if any(name.endswith("Serializer") for name in names):
        return True
    scope = owner.scope
    return scope is not None and any(
        isinstance(statement, (ast.Assign, ast.AnnAssign))
        and any(n.endswith("Serializer") for n in names_in(statement))
        for name in names
        for statement in scope.declarations(name)
    )


def validated(run: Run, cls: Class, name: str, value: Shape) -> Shape:
    """A field's value when all functions of the model have seen it."""
    known = customs(run, cls)
    if known.enum_values and _has_enum(run, value):
        value = UNKNOWN
    function = known.validated.get(name) or known.validated.get("*")
    return value if function is None else calls.call_value(run, function, [cls, value])


def _has_enum(run: Run, shape: Shape) -> bool:
    content = run.content(shape)
    if type(content) is OneOf or type(content) is Union:
        return any(_has_enum(run, o) for o in content.options)
    if type(content) is Items:
        parts = content.items if content.items is not None else (content.elem,) if content.elem is not None else ()
        return any(_has_enum(run, p) for p in parts)
    if type(content) is Dict:
        return content.rest is not None and _has_enum(run, content.rest)
    return type(content) is Instance and enums.is_enum(run, content.cls)


from . import calls
