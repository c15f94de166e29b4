"""A tolerant reader of TypeScript: constructions, calls and the constants they use; what it does not know it skips."""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, field

from .cdk_choices import compared, decided, otherwise
from .expression import Array, Call, Expression, Joined, Member, Name, Object, Text, Unknown
from .nodes import Place
from .tokens import Token
from .typescript_tokens import ESCAPE, literal_regex, tokenize, unquoted

_OPENING = re.compile(r"(?<!\\)\$\{")
_SUBSTITUTION = re.compile(_OPENING.pattern + r"([^{}`]*)\}")
_DEEPEST = 60
_CASTS = frozenset({"as", "satisfies"})


@dataclass
class Module:
    """What a file holds, by its tokens.

    ``calls`` are calls and constructions in order, with the index of their first token in ``at`` by ``id``; ``names`` has ``x`` and
    ``this.x``, the first binding of each.
    """

    tokens: list[Token]
    calls: list[Call] = field(default_factory=list)
    at: dict[int, int] = field(default_factory=dict)
    names: dict[str, Expression] = field(default_factory=dict)


def read_typescript(text: str) -> Module:
    """Read a module; raises ``ReadError`` only where it is far too long."""
    return _Parser(text).module()


def expression_at(text: str, tokens: list[Token], index: int) -> Expression | None:
    """The expression that begins at a token, read for itself."""
    parser = _Parser(text, tokens)
    parser.at = index
    return parser.expression()


class _Parser:
    def __init__(self, text: str, tokens: list[Token] | None = None) -> None:
        self.text = text
        self.starts = [0, *(m.end() for m in re.finditer("\n", text))]
        self.tokens = tokens if tokens is not None else tokenize(text)
        self.at = 0
        self.depth = 0
        self.found = Module(self.tokens)

    def module(self) -> Module:
        while self._peek().kind != "end":
            before = self.at
            if self._binding():
                continue
            token = self._peek()
            if token.kind in ("name", "text", "template"):
                self.expression()
            if self.at == before:
                self.at += 1
        return self.found

    def _binding(self) -> bool:
        """``const x = …``, ``x: Type = …`` of a class, ``this.x = …``: remember what the name is bound to."""
        start, name = self.at, ""
        if self._peek().text in ("const", "let", "var", "readonly"):
            self.at += 1
            if self._peek().text == "{" and self._taken_apart():
                return True
        if self._peek().text == "this" and self._peek(1).text == "." and self._peek(2).kind == "name":
            name = f"this.{self._peek(2).text}"
            self.at += 3
        elif self._peek().kind == "name" and (self.at > start or self._peek(1).text == "="):
            name = self._peek().text
            if self.tokens[start].text == "readonly":
                name = f"this.{name}"
            self.at += 1
        if name and self._peek().text == ":" and self.at > start + 1:
            self._skip_type()
        if not name or self._peek().text != "=":
            self.at = start
            return False
        self.at += 1
        value = self.expression()
        if value is not None:
            self.found.names.setdefault(name, value)
            if isinstance(value, Call):
                value.variable = name
        return True

    def _taken_apart(self) -> bool:
        """``const { a, b: c, d = 1, ...rest } = owner``: each name is a member of the owner."""
        start = self.at
        names: dict[str, tuple[str, Expression | None]] = {}
        self.at += 1
        while self._peek().text != "}" and self._peek().kind in ("name", "sign"):
            key = self._peek()
            if key.text == "{":
                break
            if key.kind == "name":
                if self._peek(1).text == ":" and self._peek(2).kind == "name":
                    self.at += 2
                name, other = self._peek().text, None
                if self._peek(1).text == "=":
                    self.at += 2
                    other = self.expression()
                    self.at -= 1
                names[name] = (key.text, other)
            self.at += 1
        if self._peek().text != "}" or self._peek(1).text != "=":
            self.at = start
            return False
        self.at += 2
        place = self._place(self._peek().start)
        owner = self.expression()
        if isinstance(owner, Name | Member):
            for name, (member, other) in names.items():
                given = Member(owner, member, place)
                self.found.names.setdefault(name, otherwise(given, other, place, "??") if other is not None else given)
        return True

    def _skip_type(self) -> None:
        depth = 0
        while self._peek().kind != "end":
            text = self._peek().text
            if depth == 0 and text in ("=", ";", ")", ",", "}"):
                return
            depth += (text in "([{<" and text != "") - (text in ")]}>" and text != "")
            self.at += 1

    def _peek(self, ahead: int = 0) -> Token:
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)]

    def _place(self, start: int) -> Place:
        end = self.tokens[self.at - 1].end if self.at else start
        first, last = bisect.bisect_right(self.starts, start) - 1, bisect.bisect_right(self.starts, end) - 1
        return Place(first + 1, start - self.starts[first], last + 1, end - self.starts[last])

    def expression(self) -> Expression | None:
        """An expression from here; None where none begins. What follows an operator that is not ``+`` is left to the caller."""
        if self.depth > _DEEPEST:
            return None
        self.depth += 1
        try:
            start = self._peek().start
            left = self._unary()
            parts = [left] if left is not None else []
            while left is not None and self._peek().text == "+":
                self.at += 1
                right = self._unary()
                if right is None:
                    break
                parts.append(right)
            if len(parts) > 1:
                left = Joined(parts, self._place(start))
            while self._peek().text in _CASTS:
                self.at += 1
                self._skip_cast()
            if left is not None and self._peek().text in ("==", "!="):
                sign = self._peek().text
                self.at += 2 if self._peek(1).text == "=" else 1
                left = compared(left, sign, self._unary(), self._place(start))
            if left is not None and self._peek().text in ("??", "||"):
                sign = self._peek().text
                self.at += 1
                return otherwise(left, self.expression(), self._place(start), sign)
            if left is not None and self._peek().text == "?":
                self.at += 1
                yes = self.expression()
                self.at += self._peek().text == ":"
                return decided(left, yes, self.expression(), self._place(start))
            return left
        finally:
            self.depth -= 1

    def _skip_cast(self) -> None:
        while self._peek().kind == "name" or self._peek().text in (".", "[", "]", "<", ">"):
            self.at += 1

    def _unary(self) -> Expression | None:
        token = self._peek()
        if token.text in ("await", "!", "-", "typeof"):
            self.at += 1
            inner = self._unary()
            return inner if token.text == "await" else Unknown(token.text, self._place(token.start))
        if token.text == "new":
            self.at += 1
            return self._new(token.start)
        return self._postfix(self._primary(), token.start)

    def _new(self, start: int) -> Expression | None:
        target = self._primary()
        while target is not None and self._peek().text == "." and self._peek(1).kind == "name":
            self.at += 2
            target = Member(target, self.tokens[self.at - 1].text, self._place(start))
        if target is None:
            return None
        self._skip_generics()
        call = Call(target, [], self._place(start))
        self._called(call, start)
        if self._peek().text == "(":
            call.arguments = self._arguments()
            call.place = self._place(start)
        return self._postfix(call, start)

    def _called(self, call: Call, start: int) -> None:
        self.found.calls.append(call)
        self.found.at[id(call)] = bisect.bisect_left(self.tokens, start, key=lambda token: token.start)

    def _skip_generics(self) -> None:
        if self._peek().text != "<":
            return
        for ahead in range(1, 40):
            text = self._peek(ahead).text
            if text == ">" and self._peek(ahead + 1).text == "(":
                self.at += ahead + 1
                return
            if text in ("(", ")", ";", "", "{", "}"):
                return

    def _postfix(self, node: Expression | None, start: int) -> Expression | None:
        while node is not None:
            text = self._peek().text
            if text in (".", "?.") and self._peek(1).kind == "name":
                self.at += 2
                node = Member(node, self.tokens[self.at - 1].text, self._place(start))
            elif text == "!" and self._peek(1).text in (".", ",", ")", ";"):
                self.at += 1
            elif text == "(":
                call = Call(node, [], self._place(start))
                self._called(call, start)
                call.arguments = self._arguments()
                call.place = self._place(start)
                node = call
            elif text == "[" and self._peek(1).kind in ("text", "number") and self._peek(2).text == "]":
                node = Member(node, unquoted(self._peek(1).text), self._place(start))
                self.at += 3
            elif text == "=>":
                self.at += 1
                if self._peek().text != "{":
                    self.expression()
                return Unknown("=>", self._place(start))
            else:
                return node
        return None

    def _primary(self) -> Expression | None:
        token = self._peek()
        if token.kind == "text":
            self.at += 1
            return Text(unquoted(token.text), self._place(token.start))
        if token.kind == "number":
            self.at += 1
            return Text(token.text.replace("_", ""), self._place(token.start))
        if token.kind == "template":
            self.at += 1
            return self._template(token)
        if token.kind in ("name", "regex"):
            self.at += 1
            kind, text = (Name, token.text) if token.kind == "name" else literal_regex(token.text)
            return kind(text, self._place(token.start))
        if token.text == "{":
            return self._object()
        if token.text == "[":
            return self._array()
        if token.text == "(":
            return self._group()
        return None

    def _group(self) -> Expression:
        start = self._peek().start
        self.at += 1
        inner = self.expression()
        if self._peek().text == ")":
            self.at += 1
            return inner if inner is not None else Unknown("()", self._place(start))
        self._close(")")
        return Unknown("(…)", self._place(start))

    def _template(self, token: Token) -> Expression:
        parts: list[Expression] = []
        place = self._place(token.start)
        body, at = token.text[1:].removesuffix("`"), 0
        for match in _SUBSTITUTION.finditer(body):
            parts.append(Text(ESCAPE.sub(r"\1", body[at : match.start()]), place))
            inner = _Parser(match.group(1))
            parts.append(inner.expression() or Unknown(match.group(1), place))
            at = match.end()
        rest = body[at:]
        parts.append(Unknown(rest, place) if _OPENING.search(rest) else Text(ESCAPE.sub(r"\1", rest), place))
        return Joined(parts, place)

    def _arguments(self) -> list[Expression]:
        return self._items(")")

    def _array(self) -> Expression:
        start = self._peek().start
        items = self._items("]")
        return Array(items, self._place(start))

    def _items(self, closing: str) -> list[Expression]:
        """Comma-separated expressions between brackets; what is not understood of one is skipped, with all calls in it kept."""
        self.at += 1
        found: list[Expression] = []
        while self._peek().kind != "end" and self._peek().text != closing:
            if self._peek().text == "...":
                self.at += 1
            start, before = self._peek().start, self.at
            item = self.expression()
            if self._peek().text not in (",", closing):
                if self._is_block():
                    return found
                self._to_comma(closing, before)
                item = Unknown("…", self._place(start))
            found.append(item if item is not None else Unknown("…", self._place(start)))
            if self._peek().text == ",":
                self.at += 1
        if self._peek().text == closing:
            self.at += 1
        return found

    def _is_block(self) -> bool:
        """Whether the body of an arrow function begins: its statements are the module loop's to read."""
        return self._peek().text == "{" and self.at > 0 and self.tokens[self.at - 1].text == "=>"

    def _to_comma(self, closing: str, before: int) -> None:
        """Skip to the next comma or closing bracket of this level, reading what is in inner brackets for its calls."""
        if self.at == before:
            self.at += 1
        while self._peek().kind != "end" and self._peek().text not in (",", closing):
            here = self.at
            if self._peek().text in ("}", ")", "]"):
                return
            if self._peek().text in ("(", "[", "{") or self._peek().kind in ("name", "text", "template"):
                self.expression()
            if self.at == here:
                self.at += 1

    def _close(self, closing: str) -> None:
        self._to_comma(closing, self.at - 1)
        while self._peek().text == ",":
            self._to_comma(closing, self.at)
        if self._peek().text == closing:
            self.at += 1

    def _object(self) -> Expression:
        start = self._peek().start
        self.at += 1
        found = Object({}, self._place(start))
        while self._peek().kind != "end" and self._peek().text != "}":
            before = self.at
            if self._peek().text == "...":
                self.at += 1
                inner = self.expression()
                if inner is not None:
                    found.spread.append(inner)
            elif not self._entry(found):
                self.at = before
                self._to_comma("}", before)
            if self._peek().text == ",":
                self.at += 1
            elif self._peek().text != "}":
                break
        if self._peek().text == "}":
            self.at += 1
        found.place = self._place(start)
        return found

    def _entry(self, found: Object) -> bool:
        token = self._peek()
        if token.kind not in ("name", "text", "number"):
            return False
        self.at += 1
        key, place = unquoted(token.text), self._place(token.start)
        if self._peek().text == ":":
            self.at += 1
            value = self.expression()
            if value is None:
                return False
        elif self._peek().text in (",", "}"):
            value = Name(key, place)
        else:
            return False
        found.entries[key] = value
        found.keys[key] = place
        if self._peek().text not in (",", "}"):
            self._to_comma("}", self.at - 1)
            found.entries[key] = Unknown("…", place)
        return True
