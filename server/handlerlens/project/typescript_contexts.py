"""What the names at a place of a TypeScript file mean: parameters by the calls of their function, loop variables by what is looped over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from .cdk_choices import nothing
from .cdk_settled import NOWHERE
from .expression import Array, Call, Expression, Member, Name, Object, Text, last_name
from .tokens import Token
from .typescript import Module, expression_at
from .typescript_tokens import brackets

_MOST = 60
_DEEPEST = 3
_KEYWORDS = frozenset(
    {"if", "for", "while", "switch", "catch", "return", "function", "await", "typeof", "super", "with"}
)
_MODIFIERS = frozenset({"private", "public", "protected", "readonly"})
_ITERATING = frozenset({"forEach", "map", "flatMap"})

Meanings = dict[str, Expression]
Given = Mapping[str, Sequence[Sequence[Expression]]]
"""Name of a class or function to the arguments of its calls."""


@dataclass(frozen=True, slots=True)
class _Scope:
    """A function or loop: its tokens from ``start`` to ``end``; a function has a ``name`` or is handed to ``over``'s ``forEach``."""

    start: int
    end: int
    parameters: tuple[tuple[str, ...], ...]
    """For each parameter its name, or the names it is taken apart to (then a first empty one)."""
    name: str = ""
    over: Expression | None = None
    defaults: Mapping[str, Expression] = field(default_factory=dict)
    """What a parameter is worth that a call does not give, where that is written."""
    written_at: int = -1
    """The token of the function's name where it is defined, which reads like a call."""


class Contexts:
    """The meanings of names at every place of a module."""

    def __init__(self, text: str, module: Module) -> None:
        self.text = text
        self.module = module
        self.pairs = brackets(module.tokens)
        self.openings = {closing: opening for opening, closing in self.pairs.items()}
        self.scopes = sorted(self._scopes(), key=lambda scope: scope.start)
        self._calls: dict[str, list[Call]] = {}
        for call in module.calls:
            self._calls.setdefault(last_name(call.function), []).append(call)
        self.written = {scope.written_at for scope in self.scopes}

    def defines(self, name: str) -> bool:
        """Whether a class or function of that name is defined here."""
        return any(scope.name == name for scope in self.scopes)

    def inside(self, call: Call) -> frozenset[str]:
        """The names of the classes and functions that a call stands in."""
        index = self.module.at.get(id(call), -1)
        return frozenset(scope.name for scope in self.scopes if scope.name and scope.start <= index <= scope.end)

    def at(self, call: Call, given: Given, depth: int = 0) -> list[Meanings]:
        """The meanings of names at a call, one for each way to get there; a single one without own names where nothing is known.

        ``given`` are the arguments with which another file calls what is defined here.
        """
        index = self.module.at.get(id(call), -1)
        around = [scope for scope in self.scopes if scope.start <= index <= scope.end]
        if not around or depth > _DEEPEST:
            return [{}]
        varying = [self._variants(scope, given, depth) for scope in around]
        found: list[Meanings] = []
        for parts in product(*varying):
            meanings: Meanings = {}
            for part in parts:
                meanings.update(part)
            found.append(meanings)
            if len(found) == _MOST:
                break
        return found

    def _variants(self, scope: _Scope, given: Given, depth: int) -> list[Meanings]:
        if scope.over is not None:
            items = self._items(scope.over)
            return [_taken(scope, [item], 1) for item in items[:_MOST]] or [{}]
        if scope.name in given:
            return [_taken(scope, arguments) for arguments in given[scope.name]]
        found: list[Meanings] = []
        for call in self._calls.get(scope.name, ()) if scope.name else ():
            index = self.module.at[id(call)]
            if scope.start <= index <= scope.end or index in self.written:
                continue
            for outer in self.at(call, given, depth + 1)[:10]:
                arguments = [outer.get(a.text, a) if isinstance(a, Name) else a for a in call.arguments]
                found.append({**outer, **_taken(scope, arguments)})
        return found[:_MOST] or [{}]

    def _items(self, over: Expression) -> list[Expression]:
        """The items of a literal list, or of ``Object.entries(…)``, ``keys`` and ``values`` of a literal mapping."""
        node = self._bound(over)
        if isinstance(node, Call) and node.arguments and last_name(node.function) in ("entries", "keys", "values"):
            what, inner = last_name(node.function), self._bound(node.arguments[0])
            if isinstance(inner, Object):
                keys = {key: Text(key, inner.keys.get(key, inner.place)) for key in inner.entries}
                if what == "entries":
                    return [Array([keys[key], value], value.place) for key, value in inner.entries.items()]
                return list(keys.values()) if what == "keys" else list(inner.entries.values())
        return node.items if isinstance(node, Array) else []

    def _bound(self, node: Expression) -> Expression:
        for _ in range(5):
            key = node.text if isinstance(node, Name) else f"this.{node.name}" if isinstance(node, Member) else ""
            bound = self.module.names.get(key) if key else None
            if bound is None or bound is node:
                return node
            node = bound
        return node

    def _scopes(self) -> list[_Scope]:
        tokens, found = self.module.tokens, []
        class_name, class_start, class_end = "", -1, -1
        for index, token in enumerate(tokens):
            if index > class_end:
                class_name = ""
            if token.text == "class" and token.kind == "name":
                class_name = tokens[index + 1].text if index + 1 < len(tokens) else ""
                body = next((i for i in range(index, min(index + 60, len(tokens))) if tokens[i].text == "{"), index)
                class_start, class_end = body, self.pairs.get(body, index)
            if token.text == "for" and token.kind == "name":
                found.extend(self._loop(index))
            elif token.text == "=>" and token.kind == "sign":
                found.extend(self._arrow(index))
            elif token.kind == "name" and token.text not in _KEYWORDS and _text(tokens, index + 1) == "(":
                found.extend(self._function(index, class_name, class_start))
        return found

    def _function(self, index: int, class_name: str, class_start: int) -> list[_Scope]:
        """``function name(…) {`` and ``name(…): Type {`` of a class; what its constructor is given counts in the whole class."""
        tokens = self.module.tokens
        if _text(tokens, index - 1) in (".", "new", "?."):
            return []
        close = self.pairs.get(index + 1, len(tokens) - 1)
        body = close + 1
        if _text(tokens, body) == ":":
            while body < min(close + 40, len(tokens)) and tokens[body].text not in ("{", ";", ",", ")"):
                body += 1
        if _text(tokens, body) != "{":
            return []
        name = tokens[index].text
        if name == "constructor" and class_name:
            name, body = class_name, class_start
        parameters, defaults = self._parameters(index + 1, close), self._defaults(index + 1, close)
        return [_Scope(body, self.pairs.get(body, body), parameters, name, None, defaults, index)]

    def _arrow(self, index: int) -> list[_Scope]:
        """``name = (…) => …`` and ``list.forEach((…) => …)``."""
        tokens = self.module.tokens
        before = index - 1
        if _text(tokens, before) != ")" and tokens[before].kind != "name":
            return []
        opening = self.openings.get(before, before) if tokens[before].text == ")" else before
        parameters = self._parameters(opening, before) if opening != before else ((tokens[before].text,),)
        defaults = self._defaults(opening, before) if opening != before else {}
        start = index + 1
        end = self.pairs.get(start, start) if _text(tokens, start) == "{" else self._expression_end(start)
        left = opening - 1
        if _text(tokens, left) == "async":
            left -= 1
        if _text(tokens, left) == "(" and _text(tokens, left - 1) in _ITERATING:
            over = self._before(left - 2)
            return [_Scope(start, end, parameters, "", over, defaults)] if over is not None else []
        if _text(tokens, left) == "=" and left > 0:
            name = self._assigned(left)
            return [_Scope(start, end, parameters, name, None, defaults)] if name else []
        return []

    def _expression_end(self, start: int) -> int:
        """Where the expression that is an arrow function's body ends, roughly: at the next ``;``, ``,`` or closing bracket."""
        tokens, index = self.module.tokens, start
        while (
            index < len(tokens) and tokens[index].text not in (";", ",", ")", "]", "}") and tokens[index].kind != "end"
        ):
            index = self.pairs.get(index, index) + 1
        return index

    def _assigned(self, equals: int) -> str:
        """The name before ``=``, over a type: ``name: (x: T) => U =``."""
        tokens = self.module.tokens
        for index in range(equals - 1, max(equals - 40, -1), -1):
            if (
                tokens[index].text in ("const", "let", "readonly", "private", "public", "protected")
                and index + 1 < equals
            ):
                return tokens[index + 1].text
            if tokens[index].text in (";", "{", "}"):
                break
        return tokens[equals - 1].text if tokens[equals - 1].kind == "name" else ""

    def _before(self, dot: int) -> Expression | None:
        """The expression that ends before a dot: a name, ``this.name``, a list, or a call of ``Object.entries``."""
        tokens = self.module.tokens
        if _text(tokens, dot) not in (".", "?."):
            return None
        index = dot - 1
        if tokens[index].text in ("]", ")"):
            index = self.openings.get(index, index)
            if tokens[dot - 1].text == ")":
                index -= 1
        while index > 1 and tokens[index - 1].text == ".":
            index -= 2
        node, found = expression_at(self.text, tokens, index), None
        while isinstance(node, Call) and isinstance(node.function, Member):
            found, node = node.function.owner, node.function.owner
        return found

    def _loop(self, index: int) -> list[_Scope]:
        """``for (const x of …) {``."""
        tokens = self.module.tokens
        close = self.pairs.get(index + 1, -1)
        of = next((i for i in range(index + 2, min(close, index + 40)) if tokens[i].text == "of"), None)
        if of is None or _text(tokens, close + 1) != "{":
            return []
        over = expression_at(self.text, tokens, of + 1)
        names = tuple(
            t.text for t in tokens[index + 2 : of] if t.kind == "name" and t.text not in ("const", "let", "var")
        )
        if over is None or not names:
            return []
        taken = names if len(names) == 1 and tokens[index + 3].kind == "name" else ("", *names)
        return [_Scope(close + 1, self.pairs.get(close + 1, close), (taken,), "", over)]

    def _parameters(self, opening: int, close: int) -> tuple[tuple[str, ...], ...]:
        """The parameters between two brackets."""
        tokens, found, index = self.module.tokens, [], opening + 1
        while index < close:
            names: tuple[str, ...] = ()
            while index < close and tokens[index].text != ",":
                token = tokens[index]
                if token.text in ("{", "[") and not names:
                    inner = tokens[index + 1 : self.pairs.get(index, close)]
                    names = ("", *(t.text for i, t in enumerate(inner) if t.kind == "name" and _separates(inner, i)))
                elif token.kind == "name" and not names and token.text not in _MODIFIERS:
                    names = (token.text,)
                index = self.pairs.get(index, index) + 1
            found.append(names or ("",))
            index += 1
        return tuple(found)

    def _defaults(self, opening: int, close: int) -> Meanings:
        """What the parameters between two brackets are worth where they are not given: ``handler = "app.handler"``, in a pattern too."""
        tokens, found, index, name = self.module.tokens, {}, opening + 1, ""
        while index < close:
            token = tokens[index]
            if token.text == ",":
                name = ""
            elif token.text == "{" and not name:
                found.update(self._defaults(index, self.pairs.get(index, close)))
                name = "{"
            elif token.kind == "name" and not name and token.text not in _MODIFIERS:
                name = token.text
            elif token.text == "=" and name not in ("", "{"):
                value = expression_at(self.text, tokens, index + 1)
                found.update({name: value} if value is not None else {})
            index = self.pairs.get(index, index) + 1
        return found


def _separates(inner: list[Token], index: int) -> bool:
    """Whether a name in a pattern stands first or after a comma."""
    return index == 0 or inner[index - 1].text in (",", "{", "[")


def _text(tokens: list[Token], index: int) -> str:
    return tokens[index].text if 0 <= index < len(tokens) else ""


def _taken(scope: _Scope, arguments: Sequence[Expression], most: int | None = None) -> Meanings:
    """What the first ``most`` parameters of a function mean when it is called with these arguments."""
    found: Meanings = {}
    for index, names in enumerate(scope.parameters[:most]):
        if index >= len(arguments):
            found.update({name: scope.defaults.get(name, nothing(NOWHERE)) for name in names if name})
            continue
        argument = arguments[index]
        if names[0]:
            found[names[0]] = found[f"this.{names[0]}"] = argument
        elif isinstance(argument, Object):
            whole = {} if argument.spread else {name: scope.defaults.get(name, nothing(NOWHERE)) for name in names[1:]}
            found.update({**whole, **{name: argument.entries[name] for name in names[1:] if name in argument.entries}})
        elif isinstance(argument, Array):
            found.update(zip(names[1:], argument.items, strict=False))
    return found
