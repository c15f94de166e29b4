"""Terraform's language to blocks and expressions, with places. A block that is not understood costs that block, not the file.

The grammar is HCL's native syntax (https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md); of operators only
comparisons are kept.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, field

from .expression import Array, Call, Choice, Comparison, Expression, Joined, Loop, Member, Name, Object, Text, Unknown
from .hcl_tokens import closing, tokens
from .nodes import Place, ReadError
from .tokens import Token

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
_DEEPEST = 60
_OPERATORS = frozenset({"+", "-", "*", "/", "%", "==", "!=", "<", ">", "<=", ">=", "&&", "||"})


@dataclass(frozen=True, slots=True)
class Block:
    """A block: ``resource "aws_lambda_function" "orders" { … }`` has that type and two labels."""

    type: str
    labels: tuple[str, ...]
    body: Body
    place: Place


@dataclass(slots=True)
class Body:
    """What stands in a block or file; ``keys`` are the places of the attributes' names."""

    attributes: dict[str, Expression] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    keys: dict[str, Place] = field(default_factory=dict)

    def block(self, *types: str) -> Body:
        """The body of the first nested block of a type, of one in that, and so on; an empty one where there is none."""
        found = self
        for each in types:
            found = next((block.body for block in found.blocks if block.type == each), Body())
        return found


def read_hcl(text: str) -> Body:
    """Read a file; raises ``ReadError`` where a bracket, text or comment is never closed or the file is far too long."""
    parser = _Parser(text)
    body = parser.body()
    if parser.peek().kind != "end":
        raise ReadError("a bracket is closed that was not opened", parser.line(parser.peek().start))
    return body


class _Parser:
    def __init__(self, text: str, offset: int = 0, starts: list[int] | None = None) -> None:
        self.text = text
        self.offset = offset
        self.starts = starts if starts is not None else [0, *(m.end() for m in re.finditer("\n", text))]
        self.at = 0
        self.depth = 0
        self.inside = 0
        """How many brackets are open in which line ends mean nothing."""
        self.tokens = tokens(text, self.line)

    def line(self, at: int) -> int:
        """The 1-based line of an offset."""
        return bisect.bisect_right(self.starts, at + self.offset)

    def peek(self, ahead: int = 0) -> Token:
        """The token that comes, line ends included."""
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)]

    def _lines(self) -> None:
        while self.peek().kind == "line":
            self.at += 1

    def _place(self, start: int) -> Place:
        end = (self.tokens[self.at - 1].end if self.at else start) + self.offset
        start += self.offset
        first, last = bisect.bisect_right(self.starts, start) - 1, bisect.bisect_right(self.starts, end) - 1
        return Place(first + 1, start - self.starts[first], last + 1, end - self.starts[last])

    def body(self) -> Body:
        """Attributes and blocks up to a closing bracket, which is left to the caller."""
        found = Body()
        while True:
            self._lines()
            token = self.peek()
            if token.kind == "end" or token.text == "}":
                return found
            self.at += 1
            if token.kind not in ("name", "text"):
                self._rest_of_line()
                continue
            if self.peek().text == "=":
                place = self._place(token.start)
                self.at += 1
                self._to_opening()
                found.attributes[token.text] = self._whole_expression()
                found.keys[token.text] = place
            else:
                self._block(token, found)

    def _block(self, token: Token, found: Body) -> None:
        labels = []
        while self.peek().kind in ("name", "text"):
            labels.append(self.peek().text.strip('"'))
            self.at += 1
        self._to_opening()
        if self.peek().text != "{":
            self._rest_of_line()
            return
        start = self.peek().start
        place = self._place(token.start)
        self.at += 1
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ReadError(f"it is nested more than {_DEEPEST} levels deep", self.line(start))
        inner = self.body()
        self.depth -= 1
        if self.peek().text != "}":
            raise ReadError("a block is never closed", self.line(token.start))
        self.at += 1
        found.blocks.append(Block(token.text, tuple(labels), inner, place))

    def _to_opening(self) -> None:
        """Over line ends to a ``{`` or ``[``, which stood on a line of its own in Terraform before 0.12."""
        before = self.at
        self._lines()
        if self.peek().text not in ("{", "["):
            self.at = before

    def _rest_of_line(self) -> None:
        """Skip what is not understood, with the brackets in it."""
        while self.peek().kind not in ("line", "end") and self.peek().text not in ("}", ")", "]"):
            if self.peek().text in ("(", "[", "{"):
                self._skip_brackets()
            else:
                self.at += 1
        if self.peek().text in (")", "]"):
            self.at += 1

    def _skip_brackets(self) -> None:
        start, depth = self.peek().start, 0
        while self.peek().kind != "end":
            text = self.peek().text if self.peek().kind == "sign" else ""
            self.at += 1
            depth += (text in ("(", "[", "{")) - (text in (")", "]", "}"))
            if not depth:
                return
        raise ReadError("a bracket is never closed", self.line(start))

    def _whole_expression(self) -> Expression:
        """The expression of an attribute, to the end of its line."""
        start = self.peek().start
        found = self._expression()
        if self.peek().kind not in ("line", "end") and self.peek().text != "}":
            self._rest_of_line()
            return Unknown(self._read(start), self._place(start))
        return found if found is not None else Unknown("", self._place(start))

    def _expression(self) -> Expression | None:
        """A term with what follows it. None where none begins."""
        if self.depth > _DEEPEST:
            raise ReadError(f"it is nested more than {_DEEPEST} levels deep", self.line(self.peek().start))
        self.depth += 1
        start = self.peek().start
        found = self._operand()
        found = self._operated(found, start) if found is not None else None
        self.depth -= 1
        return found

    def _operated(self, first: Expression, start: int) -> Expression:
        """What operators and a conditional make of a term: of the operators only a single comparison is understood."""
        found, signs = first, list[str]()
        while self._goes_on(*_OPERATORS):
            signs.append(self.peek().text)
            self.at += 1
            self._lines()
            right = self._operand()
            if signs in (["=="], ["!="]) and right is not None:
                found = Comparison(first, signs[0], right, self._place(start), self._read(start))
            else:
                found = Unknown(self._read(start), self._place(start))
        if not self._goes_on("?"):
            return found
        self.at += 1
        self._lines()
        yes = self._expression()
        if not self._goes_on(":"):
            return Unknown(self._read(start), self._place(start))
        self.at += 1
        self._lines()
        no = self._expression()
        if yes is None or no is None:
            return Unknown(self._read(start), self._place(start))
        return Choice(found, yes, no, self._place(start), self._read(start))

    def _operand(self) -> Expression | None:
        start, begin = self.peek().start, self.at
        while self.peek().text in ("!", "-"):
            self.at += 1
        found = self._postfix(self._term(), start)
        return (
            found
            if self.at == begin or self.tokens[begin].text not in ("!", "-")
            else Unknown(self._read(start), self._place(start))
        )

    def _goes_on(self, *signs: str) -> bool:
        """Whether one of some signs comes, in brackets also on a line of its own."""
        ahead = 0
        while self.inside and self.peek(ahead).kind == "line":
            ahead += 1
        if self.peek(ahead).text not in signs:
            return False
        self.at += ahead
        return True

    def _read(self, start: int) -> str:
        """The text from an offset to the last token read, in short."""
        return " ".join(self.text[start : self.tokens[self.at - 1].end][:200].split())[:100]

    def _postfix(self, node: Expression | None, start: int) -> Expression | None:
        while node is not None:
            token = self.peek()
            if token.text == "." and self.peek(1).kind in ("name", "number"):
                node = Member(node, self.peek(1).text, self._place(start))
                self.at += 2
            elif token.text == "." and self.peek(1).text == "*":
                node = Member(node, "*", self._place(start))
                self.at += 2
            elif token.text == "[" and self.peek(1).kind in ("text", "number") and self.peek(2).text == "]":
                node = Member(node, self.peek(1).text.strip('"'), self._place(start))
                self.at += 3
            elif token.text == "[":
                begin = self.at
                index = self._items("]")
                self.at = begin
                self._skip_brackets()
                node = Member(node, "*", self._place(start), index[0] if len(index) == 1 else None)
            elif token.text == "(" and isinstance(node, Name):
                node = Call(node, self._items(")"), self._place(start))
            else:
                return node
        return None

    def _term(self) -> Expression | None:
        token = self.peek()
        if token.kind in ("number", "name"):
            self.at += 1
            if token.kind == "number" or token.text in ("true", "false", "null"):
                return Text(token.text, self._place(token.start))
            return Name(token.text, self._place(token.start))
        if token.kind == "text":
            self.at += 1
            return self._template(token)
        if token.kind == "heredoc":
            self.at += 1
            return Unknown("<<", self._place(token.start))
        if token.text in ("[", "{") and self._is_for():
            return self._loop()
        if token.text == "[":
            start = token.start
            return Array(self._items("]"), self._place(start))
        if token.text == "{":
            return self._object()
        if token.text == "(":
            inner = self._items(")")
            return inner[0] if len(inner) == 1 else Unknown("(…)", self._place(token.start))
        return None

    def _is_for(self) -> bool:
        ahead = 1
        while self.peek(ahead).kind == "line":
            ahead += 1
        return self.peek(ahead).text == "for" and self.peek(ahead + 1).kind == "name"

    def _loop(self) -> Expression:
        """``{ for key, value in over : name => result if condition }``, ``[for value in over : result]``."""
        start, begin = self.peek().start, self.at
        self._skip_brackets()
        end, self.at = self.at, begin + 1
        unknown = Unknown("for", self._place(start))
        self._lines()
        names: list[str] = []
        while (token := self.peek()).text != "in" and token.kind in ("name", "sign") and len(names) < 3:
            self.at += 1
            names.extend([token.text] if token.kind == "name" else [])
        self.at += 1
        over = self._expression()
        self._lines()
        self.at += self.peek().text == ":"
        self._lines()
        first = self._expression()
        self._lines()
        second = None
        if self.peek().text == "=>":
            self.at += 1
            self._lines()
            second = self._expression()
        self._lines()
        self.at += self.peek().text == "..."
        self._lines()
        condition = None
        if self.peek().text == "if":
            self.at += 1
            condition = self._expression()
        self.at = end
        if over is None or first is None or not 1 < len(names) < 4:
            return unknown
        key, value = (first, second) if second is not None else (None, first)
        return Loop(names[1:], over, key, value, self._place(start), condition)

    def _items(self, closing: str) -> list[Expression]:
        start = self.peek().start
        self.at += 1
        found: list[Expression] = []
        while True:
            self._lines()
            token = self.peek()
            if token.kind == "end":
                raise ReadError("a bracket is never closed", self.line(start))
            if token.text == closing:
                self.at += 1
                return found
            self.inside += 1
            item = self._expression()
            self.inside -= 1
            if item is None:
                self.at += 1
            else:
                found.append(item)
            self._lines()
            if self.peek().text in (",", "..."):
                self.at += 1

    def _object(self) -> Expression:
        start = self.peek().start
        self.at += 1
        found = Object({}, self._place(start))
        while True:
            self._lines()
            token = self.peek()
            if token.kind == "end":
                raise ReadError("a bracket is never closed", self.line(start))
            self.at += 1
            if token.text == "}":
                found.place = self._place(start)
                return found
            if token.text == "(":
                self.at -= 1
                self._skip_brackets()
            key, place = token.text.strip('"'), self._place(token.start)
            if self.peek().text not in ("=", ":"):
                continue
            self.at += 1
            self._lines()
            value = self._expression()
            if value is not None and token.kind in ("name", "text"):
                found.entries[key] = value
                found.keys[key] = place
            if self.peek().text == ",":
                self.at += 1

    def _template(self, token: Token) -> Expression:
        """A quoted text: its parts where it has ``${…}`` in it."""
        place = self._place(token.start)
        body = token.text[1:-1]
        if "${" not in body and "%{" not in body:
            return Text(_unescaped(body), place)
        parts: list[Expression] = []
        at = 0
        while at < len(body):
            begin = re.compile(r"(?<!\$)\$\{|(?<!%)%\{").search(body, at)
            if begin is None:
                parts.append(Text(_unescaped(body[at:]), place))
                break
            if begin.start() > at:
                parts.append(Text(_unescaped(body[at : begin.start()]), place))
            end = closing(body, begin.end(), "}") or len(body)
            inner = body[begin.end() : end]
            nested = _Parser(inner, self.offset + token.start + 1 + begin.end(), self.starts)
            nested.depth = self.depth
            found = nested._expression() if begin.group() == "${" else None
            whole = found is not None and nested.peek().kind == "end"
            parts.append(found if found is not None and whole else Unknown(inner[:100], place))
            at = end + 1
        return parts[0] if len(parts) == 1 else Joined(parts, place)


def _unescaped(text: str) -> str:
    text = text.replace("$${", "${").replace("%%{", "%{")
    return re.sub(r"\\(.)", lambda m: _ESCAPES.get(m.group(1), m.group(0)), text) if "\\" in text else text
