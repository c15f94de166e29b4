"""Classes of the module that describe the event (TypedDict, dataclass, pydantic): their fields are keys it reads."""

from __future__ import annotations

import ast

from .event_hints import default_of, kind_of_type
from .event_reads import Kind, Read

_MAX_DEPTH = 6


class Models:
    """The annotated classes of a module."""

    def __init__(self, tree: ast.Module) -> None:
        self.classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}

    def annotate(self, read: Read, annotation: ast.expr | None, depth: int = 0) -> None:
        """Learn what an annotation says of a value."""
        match annotation:
            case ast.Constant(value=str(text)):
                try:
                    self.annotate(read, ast.parse(text, mode="eval").body, depth)
                except SyntaxError:
                    return
            case ast.Name(id=name) if name in self.classes:
                self._fields(read, self.classes[name], depth)
            case ast.Name(id="datetime"):
                read.kinds.add(Kind.STRING)
                read.format = read.format or "date-time"
            case ast.Name(id="date"):
                read.kinds.add(Kind.STRING)
                read.format = read.format or "date"
            case ast.Name(id="UUID") | ast.Attribute(attr="UUID"):
                read.kinds.add(Kind.STRING)
                read.format = read.format or "uuid"
            case ast.Name(id="Decimal"):
                read.kinds.add(Kind.NUMBER)
            case ast.Name(id=name):
                kind_of_type(read, name.lower() if name in ("Dict", "List") else name)
            case ast.Attribute(attr=attr):
                self.annotate(read, ast.Name(attr), depth)
            case ast.Subscript(value=owner, slice=inner):
                self._generic(read, ast.unparse(owner).rpartition(".")[2], inner, depth)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                for side in (left, right):
                    self.annotate(read, side, depth)

    def constructed(
        self, name: str, node: ast.Call, arguments: list[Read | None], keywords: dict[str, Read | None]
    ) -> None:
        """Learn from a model being made of a part of the event: ``Order(**event)``, ``Order.model_validate(event)``."""
        owner, _, method = name.rpartition(".")
        model, given = None, arguments[0] if arguments else None
        if name in self.classes and keywords.get("**") is not None:
            model, given = name, keywords["**"]
        elif owner in self.classes and method in ("model_validate", "parse_obj", "from_dict", "from_event", "validate"):
            model = owner
        elif owner in self.classes and method in ("model_validate_json", "parse_raw", "from_json"):
            model, given = owner, given.json() if given is not None else None
        elif method == "parse":
            named = [a.id for a in [*node.args, *(k.value for k in node.keywords)] if isinstance(a, ast.Name)]
            model = next((n for n in named if n in self.classes), None)
            given = given if given is not None else keywords.get("event")
        if model is not None and given is not None:
            self._fields(given, self.classes[model], 0)

    def _generic(self, read: Read, owner: str, inner: ast.expr, depth: int) -> None:
        arguments = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        if owner in ("Optional", "Required", "NotRequired", "Annotated", "ReadOnly"):
            self.annotate(read, arguments[0], depth)
        elif owner == "Union":
            for argument in arguments:
                self.annotate(read, argument, depth)
        elif owner in ("list", "List", "Sequence", "Iterable", "tuple", "Tuple", "set", "Set"):
            self.annotate(read.element(), arguments[0], depth)
        elif owner in ("dict", "Dict", "Mapping", "MutableMapping"):
            read.kinds.add(Kind.OBJECT)
        elif owner == "Literal":
            for argument in arguments:
                default_of(read, argument)

    def _fields(self, read: Read, model: ast.ClassDef, depth: int) -> None:
        if depth >= _MAX_DEPTH:
            return
        for base in model.bases:
            if isinstance(base, ast.Name) and base.id in self.classes and self.classes[base.id] is not model:
                self._fields(read, self.classes[base.id], depth + 1)
        for field in model.body:
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                if ast.unparse(field.annotation).startswith(("ClassVar", "typing.ClassVar")):
                    continue
                name, default = _alias(field)
                child = read.child(name)
                child.required = child.required or field.value is None
                self.annotate(child, field.annotation, depth + 1)
                default_of(child, default)


def _alias(field: ast.AnnAssign) -> tuple[str, ast.expr | None]:
    """The key a field is read from (pydantic's ``Field(alias=…)``) and its default."""
    assert isinstance(field.target, ast.Name)
    name, default = field.target.id, field.value
    if isinstance(field.value, ast.Call):
        default = None
        for keyword in field.value.keywords:
            if keyword.arg in ("alias", "validation_alias") and isinstance(keyword.value, ast.Constant):
                name = str(keyword.value.value)
            elif keyword.arg == "default":
                default = keyword.value
    return name, default
