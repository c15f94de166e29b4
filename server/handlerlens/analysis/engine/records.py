"""Classes whose fields are declared: dataclasses, attrs, pydantic models, named tuples."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from ..modules import Origin, Scope
from ..nodes import preorder
from ..shapes import (
    DICT,
    NONE,
    TRUE,
    UNKNOWN,
    Class,
    Const,
    Dict,
    Entry,
    Instance,
    Items,
    Object,
    OneOf,
    Scalar,
    Shape,
    Union,
    Unknown,
)
from .activation import Frame
from .mro import members, mro
from .run import CHANGED, Run

_PYDANTIC = frozenset({"pydantic.BaseModel", "pydantic.main.BaseModel", "pydantic_settings.BaseSettings"})
_FACTORIES = frozenset({"field", "Field", "ib", "attrib", "Factory"})


class Field:
    """One declared field."""

    __slots__ = ("alias", "annotation", "bindings", "converted", "init", "keyword_only", "name", "owner", "value")

    def __init__(self, name: str, owner: Class, annotation: ast.expr | None, value: ast.expr | None) -> None:
        self.name = name
        self.owner = owner
        self.annotation = annotation
        self.value = value
        self.alias: str | None = None
        self.bindings: Mapping[str, Shape] | None = None
        self.init = True
        self.keyword_only = False
        self.converted = False
        for keyword in self._keywords():
            if keyword.arg == "alias" and isinstance(keyword.value, ast.Constant):
                self.alias = str(keyword.value.value)
            elif keyword.arg == "init" and isinstance(keyword.value, ast.Constant):
                self.init = bool(keyword.value.value)
            elif keyword.arg == "kw_only" and isinstance(keyword.value, ast.Constant):
                self.keyword_only = bool(keyword.value.value)
            elif keyword.arg == "converter":
                self.converted = True

    def _keywords(self) -> list[ast.keyword]:
        return self.value.keywords if isinstance(self.value, ast.Call) and _called(self.value) in _FACTORIES else []

    def options(self, run: Run) -> dict[str, Shape]:
        """What ``field(...)`` says beside the default, as the attributes of the ``Field``."""
        known: dict[str, Shape] = {**dict.fromkeys(("init", "repr", "compare"), TRUE), "metadata": run.new(Dict({}))}
        for keyword in self._keywords():
            if keyword.arg in known:
                known[keyword.arg] = self._evaluate(run, keyword.value, False)
        return known

    def shape(self, run: Run) -> Shape:
        """What the annotation says."""

        scope = self.owner.scope
        if self.converted or scope is None:
            return UNKNOWN
        return declared_types.shape_of(run, self.annotation, scope, self.bindings)

    def held(self, run: Run, record: Object) -> Shape:
        """What a record holds under it."""
        known = record.attrs.get(self.name)
        if known is not None:
            return known
        return UNKNOWN if record.whole or CHANGED in record.attrs else self.shape(run)

    def default(self, run: Run) -> Shape:
        """The value when no argument is given."""
        if self.value is None:
            return UNKNOWN
        keywords = {k.arg: k.value for k in self._keywords()}
        if isinstance(self.value, ast.Call) and _called(self.value) in _FACTORIES:
            factory = keywords.get("default_factory") or keywords.get("factory")
            if factory is not None:
                return self._evaluate(run, factory, True)
            default = keywords.get("default")
            if default is None and self.value.args:
                default = self.value.args[0]
            return UNKNOWN if default is None else self._evaluate(run, default, False)
        return self._evaluate(run, self.value, False)

    def convert(self, run: Run, value: Shape) -> Shape:
        """What a ``converter=`` makes of a value."""
        for keyword in self._keywords():
            if keyword.arg == "converter":
                return calls.call_value(run, self._evaluate(run, keyword.value, False), [value])
        return value

    @property
    def only_given(self) -> bool:
        """Whether it is only a parameter of the constructor (``InitVar``)."""
        return self.annotation is not None and "InitVar" in ast.unparse(self.annotation)

    def _evaluate(self, run: Run, node: ast.expr, call: bool) -> Shape:

        scope: Scope | None = self.owner.scope
        if scope is None or scope.kind is not Origin.PROJECT:
            return UNKNOWN
        caller = run.frame
        run.frame = Frame(run.modules.get(scope, 0), scope, run.state, self.owner.closure)
        try:
            value = expressions.evaluate(run, node)
            return calls.call_value(run, value, [], node=node) if call else value
        finally:
            run.frame = caller


def _called(node: ast.Call) -> str:
    return (
        node.func.attr
        if isinstance(node.func, ast.Attribute)
        else node.func.id
        if isinstance(node.func, ast.Name)
        else ""
    )


def record_kind(run: Run, cls: Class) -> str | None:
    """``dataclass``, ``attrs``, ``pydantic``, ``namedtuple``, ``typeddict``, or None."""
    known = cls.facts.get("kind")
    if known is None:
        known = ""
        for one in mro(run, cls)[0]:
            if one is not cls and one.facts.get("kind") in ("dataclass", "attrs", "namedtuple", "pydantic"):
                known = one.facts["kind"]
            elif one.qualname in _PYDANTIC:
                known = "pydantic"
            elif one.module in ("typing", "typing_extensions") and one.name in ("NamedTuple", "TypedDict"):
                known = one.name.lower()
            else:
                continue
            break
        cls.facts["kind"] = known
    return str(known) or None


def _named(cls: Class, names: list[str]) -> dict[str, Field]:
    """The fields of a class that a call has made (``namedtuple``), with the defaults that it was given."""
    given = cls.facts.get("defaults")
    defaults = given if isinstance(given, dict) else {}
    return {name: Field(name, cls, None, defaults.get(name)) for name in names}


def fields_of(run: Run, cls: Class) -> list[Field]:
    """The fields in the order of the constructor, those of bases first."""
    known = cls.facts.get("field list")
    if known is not None:
        return known  # type: ignore[return-value]
    found: dict[str, Field] = {}
    names = cls.facts.get("fields")
    if isinstance(names, list) and cls.node is None:
        found = _named(cls, names)
    else:
        for one in reversed(mro(run, cls)[0]):
            inherited = one.facts.get("fields")
            if isinstance(inherited, list) and one.node is None:
                found.update(_named(one, inherited))
            if one.scope is None or one.scope.kind is not Origin.PROJECT:
                continue
            for base in one.node.bases if one.node is not None else ():
                if isinstance(base, ast.Subscript) and ast.unparse(base.value).endswith("RootModel"):
                    found["root"] = Field("root", one, base.slice, None)
            for name, statements in members(one).items():
                field = _field(name, one, statements[-1])
                if field is not None:
                    found[name] = field
    result = list(found.values())
    bindings = generic_records.arguments_of(mro(run, cls)[0])
    for field in result if bindings else ():
        field.bindings = bindings
    cls.facts["field list"] = result
    return result


def _field(name: str, owner: Class, statement: ast.stmt) -> Field | None:
    if isinstance(statement, ast.AnnAssign):
        if name == "model_config" or _no_field(statement.annotation):
            return None
        return Field(name, owner, statement.annotation, statement.value)
    if (
        isinstance(statement, ast.Assign)
        and isinstance(statement.value, ast.Call)
        and _called(statement.value) in ("ib", "attrib")
    ):
        return Field(name, owner, None, statement.value)
    return None


def _no_field(annotation: ast.expr) -> bool:
    """Whether an annotation, or its text, mentions ``ClassVar`` or ``KW_ONLY``."""
    for node in preorder([annotation]):
        match node:
            case ast.Name(id=str(text)) | ast.Attribute(attr=str(text)) | ast.Constant(value=str(text)):
                if "ClassVar" in text or "KW_ONLY" in text:
                    return True
    return False


def as_dict(run: Run, shape: Shape, depth: int = 0) -> Shape:
    """``dataclasses.asdict`` and the like: records become dicts, all the way down."""
    content = run.content(shape)
    if depth > 8:
        return UNKNOWN
    if type(content) is Union:
        return join.union(as_dict(run, o, depth + 1) for o in content.options)
    if type(content) is OneOf:
        return join.one_of(as_dict(run, o, depth + 1) for o in content.options)
    if type(content) is Object and record_kind(run, content.cls) is not None:
        entries: dict[Scalar, Entry] = {
            f.name: Entry(as_dict(run, f.held(run, content), depth + 1))
            for f in fields_of(run, content.cls)
            if not f.only_given
        }
        return run.new(Dict(entries))
    if type(content) is Instance and record_kind(run, content.cls) in ("dataclass", "attrs", "pydantic"):
        if content.cls.scope is None or content.cls.scope.kind is not Origin.PROJECT:
            return UNKNOWN
        entries = {f.name: Entry(as_dict(run, f.shape(run), depth + 1)) for f in fields_of(run, content.cls)}
        return run.new(Dict(entries))
    if type(content) is Items:
        if content.items is not None:
            made = Items(content.cls, tuple(as_dict(run, i, depth + 1) for i in content.items), None, content.origin)
        else:
            made = Items(
                content.cls,
                None,
                None if content.elem is None else as_dict(run, content.elem, depth + 1),
                content.origin,
            )
        return run.lift(made)
    if type(content) is Dict:
        inner = {k: Entry(as_dict(run, e.value, depth + 1), e.optional, e.node) for k, e in content.entries.items()}
        rest = None if content.rest is None else as_dict(run, content.rest, depth + 1)
        return run.new(Dict(inner, rest, content.rest_key, content.cls))
    return shape


__all__ = ["DICT", "NONE", "Const", "Field", "Unknown", "as_dict", "fields_of", "record_kind"]

from . import calls, declared_types, expressions, generic_records, join
