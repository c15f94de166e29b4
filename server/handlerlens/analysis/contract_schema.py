"""Evaluate a contract's schema over a value: an actual payload or what is known of one before anything runs.

The schema is a small part of JSON Schema (``type``, ``enum``, ``pattern``, ``properties``, ``additionalProperties``, ``items``,
``minItems``, ``maxItems``, ``minLength``, ``maxLength``, ``minimum``, ``maximum``, ``anyOf``) with a few keywords of its own:
``rule`` and ``severity`` name who reports a violation, ``says`` puts it into words (``wanted`` the types, ``like`` the pattern);
``required`` (in a property), ``supply`` (an expression for it), ``misspelt`` (names that stand for a property by mistake), ``alike``
(false where a name that differs in case only may mean something else), ``cases`` (``if`` keys have these constants, are ``present`` or
``absent``, ``then`` a further schema), ``forbiddenKeys`` (a pattern of lower-case names). Only what is certain is a violation: what is
unknown never is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from .finding import Severity

Schema = Mapping[str, Any]
Path = tuple[str | int, ...]
Scalar = str | int | float | bool | None

NOT_CONSTANT = object()
_LONG = 8
"""From how many letters on a name with one wrong letter is sure to mean another."""

_KINDS = {
    "object": "an object",
    "array": "a list",
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "a boolean",
    "null": "null",
}


class View(Protocol):
    """A value as far as it is known."""

    def alternatives(self) -> tuple[Sequence[View], bool]:
        """What it can be, and whether each of that really occurs (else it is one of them, which is not known)."""

    def kind(self) -> str | None:
        """Its JSON type as the runtime would write it; None where that is not known."""

    def constant(self) -> object:
        """Its value where it is a known scalar, else ``NOT_CONSTANT``."""

    def member(self, key: str) -> View | None:
        """The value of a key that an object certainly or possibly has; None where it has none or that is not known."""

    def lacks(self, key: str) -> bool:
        """Whether an object certainly has no such key."""

    def keys(self) -> Sequence[str]:
        """The keys that an object is known to have (or to have on some path)."""

    def elements(self) -> Sequence[View]:
        """The elements that are known of a list; one stands for all where they are not told apart."""

    def length(self) -> int | None:
        """How many elements or characters it has, where that is known."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One breach of a contract. ``view`` is the part that breaks it (the object, where a key is missing)."""

    path: Path
    message: str
    rule: str
    severity: Severity
    view: View
    about_key: bool = False
    """Whether the key is wrong, not its value (``view`` is the value then)."""
    supply: str = ""
    """For a missing key: it and the Python expression that would do, with ``EVENT`` for the event's name."""
    ignored: bool = False
    """Whether the caller only passes over the key, and does what it does without it."""


@dataclass(frozen=True, slots=True)
class _Place:
    path: Path
    rule: str
    severity: Severity

    def below(self, part: str | int, schema: Schema) -> _Place:
        return _Place((*self.path, part), self.rule, self.severity).of(schema)

    def of(self, schema: Schema) -> _Place:
        severity = Severity(schema["severity"]) if "severity" in schema else self.severity
        return _Place(self.path, str(schema.get("rule", self.rule)), severity)

    @property
    def name(self) -> str:
        text = ""
        for part in self.path:
            text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
        return text or "the response"

    def violation(self, view: View, message: str, *, about_key: bool = False, supply: str = "") -> Violation:
        return Violation(self.path, message, self.rule, self.severity, view, about_key, supply)

    def misnamed(self, view: View, key: str, name: str, *, ignored: bool) -> Violation:
        severity = Severity.WARNING if ignored and self.severity is Severity.ERROR else self.severity
        message = f"the key is {key}, not {name}"
        return Violation(self.path, message, self.rule, severity, view, about_key=True, ignored=ignored)


def evaluate(schema: Schema, view: View, rule: str = "", severity: Severity = Severity.ERROR) -> list[Violation]:
    """The certain violations of a value, in the order of the schema."""
    return list(_evaluate(schema, view, _Place((), rule, severity).of(schema)))


def _evaluate(schema: Schema, view: View, place: _Place) -> Iterator[Violation]:
    views, each_occurs = view.alternatives()
    if len(views) == 1:
        yield from _one(schema, views[0], place)
        return
    found = [list(_one(schema, one, place)) for one in views]
    if each_occurs:
        for violations in found:
            yield from violations
    elif found and all(found):
        yield from found[0]


def _one(schema: Schema, view: View, place: _Place) -> Iterator[Violation]:
    kind = view.kind()
    if kind is None:
        return
    wrong = _wrong_type(schema, view, kind) or _wrong_value(schema, view)
    if wrong:
        says = schema.get("says")
        yield place.violation(view, says.format(name=place.name) if says else f"{place.name} must be {wrong}")
        return
    if "anyOf" in schema:
        yield from _any_of(schema["anyOf"], view, place)
    if kind == "object":
        yield from _object(schema, view, place)
    elif kind == "array":
        yield from _array(schema, view, place)


def _wrong_type(schema: Schema, view: View, kind: str) -> str:
    if "type" not in schema:
        return ""
    types = [schema["type"]] if isinstance(schema["type"], str) else list(schema["type"])
    if kind in types or (kind == "integer" and "number" in types):
        return ""
    wanted = schema.get("wanted") or " or ".join(_KINDS[t] for t in types if t != "null" or types == ["null"])
    constant = view.constant()
    if constant is not NOT_CONSTANT and kind not in ("null", "object", "array"):
        return f"{wanted}, not {_literal(constant)}"
    return f"{wanted}, not {_KINDS[kind]}"


def _wrong_value(schema: Schema, view: View) -> str:
    value, length = view.constant(), view.length()
    if value is not NOT_CONSTANT and "enum" in schema and not any(value is e or value == e for e in schema["enum"]):
        allowed = [_literal(e) for e in schema["enum"]]
        listed = " or ".join([", ".join(allowed[:-1]), allowed[-1]] if len(allowed) > 1 else allowed)
        return f"{listed}, not {_literal(value)}"
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        return f"{schema.get('like', 'of the form ' + schema['pattern'])}, not {_literal(value)}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        if "minimum" in schema and value < schema["minimum"]:
            return f"at least {schema['minimum']}, not {value}"
        if "maximum" in schema and value > schema["maximum"]:
            return f"at most {schema['maximum']}, not {value}"
    if length is not None:
        for lower, upper, unit in (("minItems", "maxItems", "elements"), ("minLength", "maxLength", "characters")):
            if lower in schema and length < schema[lower]:
                return "not empty" if length == 0 else f"at least {schema[lower]} {unit} long, not {length}"
            if upper in schema and length > schema[upper]:
                return f"at most {schema[upper]} {unit} long, not {length}"
    return ""


def _any_of(schemas: Sequence[Schema], view: View, place: _Place) -> Iterator[Violation]:
    """Report the closest schema: the one whose violations lie deepest."""
    found = [list(_one(schema, view, place.of(schema))) for schema in schemas]
    if all(found):
        yield from max(found, key=lambda violations: min(len(v.path) for v in violations))


def _object(schema: Schema, view: View, place: _Place, named: frozenset[str] = frozenset()) -> Iterator[Violation]:
    """The violations of an object; ``named`` are the keys that the schema around a case knows."""
    properties: Mapping[str, Schema] = schema.get("properties", {})
    named |= _named(schema)
    keys = view.keys()
    strange = [key for key in keys if key not in named]
    misnamed: set[str] = set()
    for key, inner in properties.items():
        member = view.member(key)
        if member is not None:
            yield from _evaluate(inner, member, place.below(key, inner))
        elif view.lacks(key):
            name = _stands_for(key, inner, strange)
            if name is None:
                yield from _missing(key, inner, view, place)
            elif name not in misnamed:
                misnamed.add(name)
                yield _misnamed(key, name, schema, view, place)
    for key in keys:
        if "forbiddenKeys" in schema and re.search(schema["forbiddenKeys"], key.lower()):
            yield place.violation(view.member(key) or view, f"'{key}' is not allowed in {place.name}", about_key=True)
            continue
        if (
            key in properties
            or key in misnamed
            or any(key in inner.get("misspelt", ()) for inner in properties.values())
        ):
            continue
        extra = schema.get("additionalProperties", True)
        if extra is False:
            below = place.of(schema.get("unknown", {}))
            says = schema.get("unknown", {}).get("says", "'{key}' is no key of {name}")
            yield below.violation(view.member(key) or view, says.format(key=key, name=place.name), about_key=True)
        elif isinstance(extra, Mapping):
            member = view.member(key)
            if member is not None:
                yield from _evaluate(extra, member, place.below(key, extra))
    for case in schema.get("cases", ()):
        if _holds(case["if"], view):
            then = case["then"]
            if "says" in then and "properties" not in then:
                yield place.of(then).violation(view, then["says"])
            else:
                yield from _object(then, view, place.of(then), named)


def _named(schema: Schema) -> frozenset[str]:
    """The keys that a schema knows, in its cases as well."""
    return frozenset(schema.get("properties", ())).union(*(_named(case["then"]) for case in schema.get("cases", ())))


def _stands_for(key: str, inner: Schema, strange: Sequence[str]) -> str | None:
    """The name that a property stands under by mistake: one of those known for it, or one that differs in case or by one letter."""
    known = next((name for name in strange if name in inner.get("misspelt", ())), None)
    if known is not None or not inner.get("alike", True):
        return known
    return next((name for name in strange if _folded(name) == _folded(key)), None) or next(
        (name for name in strange if len(key) >= _LONG and _one_letter_apart(_folded(name), _folded(key))), None
    )


def _folded(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")


def _one_letter_apart(one: str, other: str) -> bool:
    """Whether a letter more, less or another one, or two that changed places, make one name the other."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    one, other = one[start:], other[start:]
    return one[1:] == other[1:] or one[1:] == other or one == other[1:] or one[:2] + other[2:] == other[1::-1] + one[2:]


def _misnamed(key: str, name: str, schema: Schema, view: View, place: _Place) -> Violation:
    """A property under another name. What a caller does not need and nobody said it minds is only passed over."""
    inner: Schema = schema["properties"][key]
    member = view.member(name) or view
    if "misspelt" not in inner and schema.get("additionalProperties") is False:
        return place.of(schema.get("unknown", {})).misnamed(member, key, name, ignored=False)
    below = place.below(key, inner)
    here = _Place(place.path, below.rule, below.severity)
    return here.misnamed(member, key, name, ignored="misspelt" not in inner and not inner.get("required"))


def _missing(key: str, inner: Schema, view: View, place: _Place) -> Iterator[Violation]:
    demand = inner.get("required")
    if not demand:
        return
    below = place.below(key, inner)
    here = _Place(place.path, below.rule, below.severity)
    says = "{name} is missing"
    if isinstance(demand, Mapping):
        here = here.of(demand)
        says = str(demand.get("says", says))
    supply = f'"{key}": {inner["supply"]}' if "supply" in inner else ""
    yield here.violation(view, says.format(name=below.name), supply=supply)


def _array(schema: Schema, view: View, place: _Place) -> Iterator[Violation]:
    if "items" in schema:
        for index, element in enumerate(view.elements()):
            yield from _evaluate(schema["items"], element, place.below(index, schema["items"]))


def _holds(condition: Mapping[str, Any], view: View) -> bool:
    """Whether a condition certainly holds of an object."""
    known = set(view.keys())
    if not known.issuperset(condition.get("present", ())):
        return False
    if not all(view.lacks(key) for key in condition.get("absent", ())):
        return False
    if "any" in condition and known.isdisjoint(condition["any"]):
        return False
    for key, values in condition.get("equals", {}).items():
        member = view.member(key)
        value = NOT_CONSTANT if member is None else member.constant()
        if value is NOT_CONSTANT or not any(value is v or (value == v and not isinstance(v, bool)) for v in values):
            return False
    return True


def _literal(value: object) -> str:
    names = {True: "true", False: "false"}
    if isinstance(value, bool):
        return names[value]
    if value is None:
        return "null"
    if isinstance(value, str):
        return f"'{value if len(value) <= 40 else value[:37] + '…'}'"
    return str(value)
