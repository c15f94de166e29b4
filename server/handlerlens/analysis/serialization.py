"""What a serializer makes of a shape: the verdicts of the Lambda runtime, of ``json.dumps`` and of their kin.

The facts were observed by executing the serializers: ``runtime`` is awslambdaric 4.2 with simplejson 4.3 (``Decimal`` and UTF-8
bytes pass, anything with ``_asdict`` is an object), ``json`` is CPython's, ``simplejson``, ``orjson`` and ``ujson``
(5.10) are called by user code.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from .runtime_names import runtime_name
from .shapes import (
    BYTES,
    FROZENSET,
    SET,
    Circular,
    Class,
    Const,
    Dict,
    Function,
    Instance,
    Items,
    KeyOf,
    Lazy,
    Module,
    Native,
    Object,
    OneOf,
    Origin,
    Shape,
    Union,
    Unknown,
    class_of,
    options,
)

DYNAMODB_VALUE = "a DynamoDB value"
"""Why nothing is known of an attribute of a table's item: text, ``Decimal``, a set and so on."""
_MAX_PROBLEMS = 24
_MAX_DEPTH = 12
_MAX_VISITS = 4000
_VALUES = frozenset({"str", "int", "float", "bool", "NoneType", "list", "tuple", "dict"})
_UNHASHABLE = frozenset({"dict", "list", "set", "bytearray", "deque", "defaultdict", "OrderedDict", "Counter"})
_OWN = frozenset({"builtins", "collections"})
_KEYS = frozenset({"str", "int", "float", "bool", "NoneType"})
_ORJSON = frozenset({"datetime.datetime", "datetime.date", "datetime.time", "uuid.UUID"})

Hierarchy = Callable[[Class], tuple[list[Class], bool]]
"""The classes of a class's method resolution order, and whether all of them are known."""
Lookup = Callable[[Class, str], bool]
"""Whether a class declares a name anywhere."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One place in a value that a serializer refuses or spoils.

    ``kind``: ``value``, ``key``, ``unhashable`` (a set that cannot even be made, for its element ``shape``), ``circular``, ``nan``,
    ``bytes`` (refused only when not UTF-8), ``not utf-8``, ``decimal`` (an item's value that may be one),
    ``arguments`` (options given by position).
    ``path`` is how to get there: keys as text, ``[]`` for any element. ``type`` is the class's name as the serializer says it.
    ``made`` is where the value comes from, ``placed`` the expression that was put into the container that holds it.
    """

    kind: str
    path: tuple[str, ...]
    type: str
    shape: Shape
    made: Origin | None
    placed: Origin | None
    direct: bool = True
    """Whether ``placed`` is the value itself, not a list that holds it."""
    inner: str = ""
    """The class of what is refused where that is in what an encoder (``default=``) makes of the value."""

    @property
    def where(self) -> str:
        """``body.items[].createdAt``; empty for the value itself."""
        text = ""
        for part in self.path:
            text += part if part == "[]" or not text else f".{part}"
        return text


@dataclass(frozen=True, slots=True)
class Rules:
    """A serializer with what it needs to know about classes."""

    serializer: str
    hierarchy: Hierarchy
    declares: Lookup

    def problems(self, shape: Shape) -> list[Problem]:
        """Everything wrong with a frozen shape, in the order a reader meets it."""
        found: list[Problem] = []
        seen: set[tuple[str, tuple[str, ...], str]] = set()
        for problem in _Walk(self).value(shape, (), None, 0):
            key = (problem.kind, problem.path, problem.type)
            if key not in seen:
                seen.add(key)
                found.append(problem)
                if len(found) >= _MAX_PROBLEMS:
                    break
        return found

    def accepts(self, cls: Class) -> bool | None:
        """Whether instances of a class are serialized (their content aside); None where that is not known."""
        memo = f"serialized by {self.serializer}"
        known = cls.facts.get(memo, "")
        if known == "":
            known = cls.facts[memo] = self._accepts(cls)
        return known  # type: ignore[return-value]

    def _accepts(self, cls: Class) -> bool | None:
        order, complete = self.hierarchy(cls)
        names = {c.qualname for c in order}
        if names & _VALUES:
            return not (self.serializer == "orjson" and "tuple" in names and cls.name != "tuple")
        if self.serializer in ("runtime", "simplejson"):
            if "decimal.Decimal" in names or "bytes" in names or self.declares(cls, "_asdict"):
                return True
            if cls.facts.get("kind") == "namedtuple":
                return True
        if self.serializer == "ujson":
            if "decimal.Decimal" in names or self.declares(cls, "__json__") or self.declares(cls, "toDict"):
                return True
            if any(n.startswith("numpy.") for n in names):
                return None
        if self.serializer == "orjson":
            if names & _ORJSON or "enum.Enum" in names or cls.facts.get("kind") in ("dataclass",):
                return True
            if any(n.startswith(("numpy.", "pandas.")) for n in names):
                return None
        return False if complete else None

    def refuses(self, shape: Shape, depth: int = 0) -> bool:
        """Whether a value is refused on every path, whatever is not known of it."""
        if depth > _MAX_DEPTH:
            return False
        if isinstance(shape, (Union, OneOf)):
            return all(self.refuses(option, depth + 1) for option in shape.options)
        if isinstance(shape, (Class, Function, Module, Native)):
            return True
        if isinstance(shape, (Instance, Object, Items, Dict)) and self.accepts(shape.cls) is False:
            return True
        if isinstance(shape, Items):
            return any(self.refuses(item, depth + 1) for item in shape.items or ())
        if isinstance(shape, Dict):
            return any(not e.optional and self.refuses(e.value, depth + 1) for e in shape.entries.values())
        return False

    def accepts_key(self, cls: Class) -> bool | None:
        """Whether instances of a class can be keys."""
        if self.serializer == "ujson":
            return True  # as text
        order, complete = self.hierarchy(cls)
        names = {c.qualname for c in order}
        if names & _KEYS:
            return None if self.serializer == "orjson" else True
        if "bytes" in names and self.serializer in ("runtime", "simplejson"):
            return True
        return False if complete and self.serializer != "orjson" else None


def unhashable(*shapes: Shape | None) -> Shape | None:
    """The first value that certainly cannot be in a set or be the key of a dict; None where there is none."""
    for shape in shapes:
        if shape is None:
            continue
        found = [class_of(option) for option in options(shape)]
        if all(cls is not None and cls.name in _UNHASHABLE and cls.module in _OWN for cls in found):
            return shape
    return None


class _Walk:
    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.left = _MAX_VISITS
        self.labels: list[str] = []

    def value(self, shape: Shape, path: tuple[str, ...], placed: Origin | None, depth: int) -> Iterator[Problem]:
        self.left -= 1
        kind = type(shape)
        if self.left < 0 or depth > 40 or kind is Unknown:
            return
        if kind is Const:
            yield from self._constant(shape, path, placed)  # type: ignore[arg-type]
        elif kind is Union:
            for option in shape.options:  # type: ignore[attr-defined]
                for problem in self.value(option, path, placed, depth):
                    if problem.kind != "circular" or not path:  # which of them holds which is not known
                        yield problem
        elif kind is OneOf:
            yield from self._one_of(shape, path, placed, depth)  # type: ignore[arg-type]
        elif kind is Dict:
            yield from self._dict(shape, path, placed, depth)  # type: ignore[arg-type]
        elif kind is Items:
            yield from self._items(shape, path, placed, depth)  # type: ignore[arg-type]
        elif kind is Lazy:
            if shape.label not in self.labels and len(self.labels) < 12:  # type: ignore[attr-defined]
                self.labels.append(shape.label)  # type: ignore[attr-defined]
                yield from self.value(shape.expand(), path, placed, depth + 1)  # type: ignore[attr-defined]
                self.labels.pop()
        elif kind is Circular:
            yield Problem("circular", path, "dict", shape, None, placed)
        elif isinstance(shape, (Instance, Object)):
            yield from self._instance(shape, path, placed)
        elif kind is Function:
            yield Problem("value", path, "function" if shape.bound is None else "method", shape, None, placed)  # type: ignore[attr-defined]
        elif kind in (Class, Native, Module):
            yield Problem("value", path, (class_of(shape) or BYTES).name, shape, None, placed)

    def _constant(self, shape: Const, path: tuple[str, ...], placed: Origin | None) -> Iterator[Problem]:
        value = shape.value
        if isinstance(value, float) and not math.isfinite(value):
            yield Problem("nan", path, "NaN" if math.isnan(value) else "Infinity", shape, None, placed)
        elif isinstance(value, bytes):
            if self.rules.serializer in ("json", "orjson", "ujson"):
                yield Problem("value", path, "bytes", shape, None, placed)
                return
            try:
                value.decode("utf-8")
            except UnicodeDecodeError:
                if path or self.rules.serializer == "simplejson":
                    yield Problem("not utf-8", path, "bytes", shape, None, placed)
            else:
                if path:
                    yield Problem("bytes", path, "bytes", shape, None, placed)

    def _one_of(self, shape: OneOf, path: tuple[str, ...], placed: Origin | None, depth: int) -> Iterator[Problem]:
        first: list[Problem] = []
        for option in shape.options:
            if type(option) is Const and option.value is None:
                continue
            found = [
                p for p in self.value(option, path, placed, depth + 1) if p.kind not in ("bytes", "nan", "decimal")
            ]
            if not found:
                return
            first = first or found
        yield from first

    def _instance(self, shape: Instance | Object, path: tuple[str, ...], placed: Origin | None) -> Iterator[Problem]:
        cls = shape.cls
        accepted = self.rules.accepts(cls)
        if accepted is False:
            yield Problem("value", path, runtime_name(cls), shape, shape.origin, placed)
        elif cls is BYTES and path and self.rules.serializer in ("runtime", "simplejson"):
            content = shape.args[0] if type(shape) is Instance and shape.args else None
            if type(content) is Const:
                yield Problem("not utf-8", path, "bytes", shape, shape.origin, placed)
            elif self.rules.serializer == "runtime":
                yield Problem("bytes", path, "bytes" if content is None else "text", shape, shape.origin, placed)

    def _items(self, shape: Items, path: tuple[str, ...], placed: Origin | None, depth: int) -> Iterator[Problem]:
        accepted = self.rules.accepts(shape.cls)
        if accepted is False:
            refused = unhashable(shape.elem, *(shape.items or ())) if shape.cls in (SET, FROZENSET) else None
            if refused is not None:
                yield Problem("unhashable", path, shape.cls.name, refused, shape.origin, placed)
            else:
                yield Problem("value", path, shape.cls.name, shape, shape.origin, placed)
            return
        fields = shape.cls.facts.get("fields") if self.rules.serializer in ("runtime", "simplejson") else None
        for index, item in enumerate(shape.items or ()):
            step = fields[index] if isinstance(fields, list) and index < len(fields) else "[]"
            yield from self._inside(item, (*path, step), placed, depth)
        if shape.items is None and shape.elem is not None:
            yield from self._inside(shape.elem, (*path, "[]"), placed, depth)

    def _inside(self, shape: Shape, path: tuple[str, ...], holder: Origin | None, depth: int) -> Iterator[Problem]:
        for problem in self.value(shape, path, None, depth + 1):
            if problem.placed is None:
                problem = replace(problem, placed=holder, direct=False)
            yield problem

    def _dict(self, shape: Dict, path: tuple[str, ...], placed: Origin | None, depth: int) -> Iterator[Problem]:
        if self.rules.accepts(shape.cls) is False:
            yield Problem("value", path, shape.cls.name, shape, None, placed)
            return
        for key, entry in shape.entries.items():
            if isinstance(key, bytes) and self.rules.serializer == "json":
                yield Problem("key", path, "bytes", Const(key), None, entry.node)
            if type(key) is KeyOf:
                yield from self._keys(key.shape, path, entry.node)
            label = key if isinstance(key, str) else str(key)
            for problem in self.value(entry.value, (*path, label), entry.node, depth + 1):
                if problem.kind != "circular" or not entry.optional:
                    yield problem
        if shape.rest_key is not None:
            yield from self._keys(shape.rest_key, path, placed)
        of_table = type(shape.rest) is Unknown and shape.rest.reason == DYNAMODB_VALUE
        if of_table and self.rules.serializer == "json" and not _converts_its_numbers(shape):
            yield Problem("decimal", path, "Decimal", shape, None, placed)
        if shape.rest is not None:
            yield from self._inside(shape.rest, (*path, "[]"), placed, depth)

    def _keys(self, key: Shape, path: tuple[str, ...], placed: Origin | None) -> Iterator[Problem]:
        options = key.options if isinstance(key, (Union, OneOf)) else (key,)
        bad: list[Problem] = []
        for option in options:
            cls = class_of(option)
            if cls is not None and self.rules.accepts_key(cls) is False:
                made = getattr(option, "origin", None)
                bad.append(Problem("key", path, self._key_name(cls), option, made, placed))
        if bad and (type(key) is not OneOf or len(bad) == len(options)):
            yield bad[0]

    def _key_name(self, cls: Class) -> str:
        """``json`` says where a class that is written in C comes from, and no other."""
        return cls.qualname if self.rules.serializer == "json" and cls.module == "datetime" else runtime_name(cls)


def _converts_its_numbers(item: Dict) -> bool:
    """Whether one of a table item's values was made a number of itself (``item["price"] = float(item["price"])``)."""
    for key, entry in item.entries.items():
        made = entry.node[0] if entry.node is not None else None
        if isinstance(made, ast.Call) and isinstance(made.func, ast.Name) and made.func.id in ("int", "float", "str"):
            of_itself = (n for a in made.args for n in ast.walk(a) if isinstance(n, ast.Constant) and n.value == key)
            if next(of_itself, None) is not None:
                return True
    return False
