"""What is known of a handler's result before it runs, as the evaluation of a contract sees it."""

from __future__ import annotations

from collections.abc import Sequence

from .contract_schema import NOT_CONSTANT, View
from .serialization import Rules
from .shapes import Class, Const, Dict, Entry, Instance, Items, Lazy, Object, OneOf, Origin, Shape, Union, class_of

_KINDS = {
    "bool": "boolean",
    "int": "integer",
    "float": "number",
    "str": "string",
    "bytes": "string",
    "decimal.Decimal": "number",
    "dict": "object",
    "list": "array",
    "NoneType": "null",
}
_CONSTANTS = {bool: "boolean", int: "integer", float: "number", str: "string", bytes: "string", type(None): "null"}


class ShapeView:
    """A frozen shape (see ``shapes``), seen as the JSON that the runtime makes of it.

    ``origin`` is the expression that put it where it is, where that is known.
    """

    def __init__(self, shape: Shape, rules: Rules, origin: Origin | None = None) -> None:
        self.shape = shape.expand() if isinstance(shape, Lazy) else shape
        self.rules = rules
        self.origin = origin

    def alternatives(self) -> tuple[Sequence[View], bool]:
        if isinstance(self.shape, Union | OneOf):
            views = [ShapeView(option, self.rules, self.origin) for option in self.shape.options]
            return views, isinstance(self.shape, Union)
        return (self,), True

    def kind(self) -> str | None:
        shape = self.shape
        if isinstance(shape, Const):
            return _CONSTANTS[type(shape.value)]
        if isinstance(shape, Dict):
            return "object"
        if isinstance(shape, Items | Instance | Object):
            cls = class_of(shape)
            return self._class_kind(cls) if cls is not None else None
        return None

    def _class_kind(self, cls: Class) -> str | None:
        if cls.qualname == "tuple":
            return "array"
        names = [base.qualname for base in self.rules.hierarchy(cls)[0]]
        if "tuple" in names or (isinstance(self.shape, Items) and "list" not in names):
            return None
        return next((_KINDS[name] for name in names if name in _KINDS), None)

    def constant(self) -> object:
        if isinstance(self.shape, Const) and not isinstance(self.shape.value, bytes):
            return self.shape.value
        return NOT_CONSTANT

    def member(self, key: str) -> View | None:
        entry = self._entries().get(key)
        return ShapeView(entry.value, self.rules, entry.node) if entry is not None else None

    def lacks(self, key: str) -> bool:
        return isinstance(self.shape, Dict) and self.shape.rest is None and key not in self.shape.entries

    def keys(self) -> Sequence[str]:
        return list(self._entries())

    def elements(self) -> Sequence[View]:
        if not isinstance(self.shape, Items):
            return ()
        if self.shape.items is not None:
            return [ShapeView(item, self.rules, self.origin) for item in self.shape.items]
        return [ShapeView(self.shape.elem, self.rules, self.origin)] if self.shape.elem is not None else ()

    def length(self) -> int | None:
        # A list that was empty when it was made is mostly filled on a way that is not followed; the same goes for texts.
        return None

    def _entries(self) -> dict[str, Entry]:
        if not isinstance(self.shape, Dict):
            return {}
        return {key: entry for key, entry in self.shape.entries.items() if isinstance(key, str)}
