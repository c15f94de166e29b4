"""What in a module may come out otherwise when some of its classes, functions and constants become others.

Only where such a definition does nothing but bind its name: no decorator, base or call in it may do more.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Collection, Sequence

from ..module_bindings import Binding, bindings
from ..nodes import Function, below, children
from ..scopes import imported_name
from ..source import Source

_MOST = 20
"""Statements; past it the whole module is looked at anew."""
_MARKERS = frozenset(
    {
        *("property", "classmethod", "staticmethod", "abc.abstractmethod", "typing.override", "typing.final"),
        *("functools.cached_property", "dataclasses.dataclass", "enum.unique"),
    }
)
"""Decorators that only say what kind of thing it is."""
_MAKERS = ("os.environ.", "os.getenv", "boto3.", "logging.getLogger", "re.compile", "dataclasses.field", "datetime.")
_PLAIN_MAKERS = frozenset({"int", "str", "float", "bool", "len", "set", "frozenset", "tuple", "list", "dict", "range"})
"""Functions that give a new value and leave all others as they are."""


class Dependents:
    """What in a module may come out otherwise when some of its definitions do."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.names: set[str] = set()
        """Those that are bound to something else."""
        self.anew: list[ast.stmt] = []
        """The statements that bind them, in their order."""
        self.stale: set[ast.AST] = set()
        """The functions that name them."""
        self.text = "\n".join(source.lines)
        self.starts = [_first_line(statement) for statement in source.tree.body]

    def find(self, before: Sequence[ast.stmt], after: Sequence[ast.stmt]) -> bool:
        """Find them where statements stand for others; False where that may have changed more."""
        waiting: set[str] = set()
        for statement in (*before, *after):
            name = _bound(self.source, statement)
            if name is None:
                return False
            waiting.add(name)
            self.stale.update(_functions(statement))
        self.anew.extend(after)
        while waiting:
            self.names |= waiting
            more = self._naming(waiting)
            if more is None or len(self.anew) > _MOST:
                return False
            waiting = more - self.names
        self.anew.sort(key=lambda statement: statement.lineno)
        return self._in_order()

    def _naming(self, names: Collection[str]) -> set[str] | None:
        """Take along what names these; the names that this binds anew. None where it may do more."""
        found: set[str] = set()
        body = self.source.tree.body
        for line in _lines_with(self.text, names):
            index = bisect_right(self.starts, line) - 1
            statement = body[index] if index >= 0 else None
            if statement is None or line > (statement.end_lineno or 0) or statement in self.anew or _is_text(statement):
                continue
            function = _around(statement, line)
            if function is not None:
                self.stale.update(_functions(function))
                continue
            name = _bound(self.source, statement)
            if name is None:
                return None
            found.add(name)
            self.anew.append(statement)
            self.stale.update(_functions(statement))
        return found

    def _in_order(self) -> bool:
        """Whether the names have no other bindings, and all that is named at once was bound once, and before."""
        known = bindings(self.source)
        for name in self.names:
            if any(binding.node not in self.anew for binding in known.get(name, ())) or len(known.get(name, ())) > 1:
                return False
        return all(
            _is_settled(known[name], statement.lineno)
            for statement in self.anew
            for name in _read(statement)
            if name in known
        )


def _is_settled(group: Sequence[Binding], line: int) -> bool:
    """Whether a name means the same on a line as at the end: bound once, and before, or imported as the same thing each time."""
    return group[0].node.lineno < line and (
        len(group) == 1 or (group[0].target is not None and all(one.target == group[0].target for one in group))
    )


def _lines_with(text: str, names: Collection[str]) -> set[int]:
    """The 1-based lines that have one of these names."""
    found: set[int] = set()
    for name in names:
        line, at, start = 1, 0, text.find(name)
        while start >= 0:
            end = start + len(name)
            if not _goes_on(text[max(start - 1, 0) : start]) and not _goes_on(text[end : end + 1]):
                line += text.count("\n", at, start)
                at = start
                found.add(line)
            start = text.find(name, end)
    return found


def _goes_on(character: str) -> bool:
    return character.isalnum() or character == "_"


def _around(statement: ast.stmt, line: int) -> Function | None:
    """The function, or method, that has a line; None where something on the line is worked out at once."""
    if isinstance(statement, ast.ClassDef):
        inner = next((one for one in statement.body if _first_line(one) <= line <= (one.end_lineno or 0)), None)
        return _around(inner, line) if inner is not None else None
    if isinstance(statement, Function):
        at_once = [*statement.decorator_list, *_defaults(statement)]
        return None if any(one.lineno <= line <= (one.end_lineno or 0) for one in at_once) else statement
    return None


def _functions(statement: ast.stmt) -> list[ast.AST]:
    return [node for node in below(statement) if isinstance(node, Function | ast.Lambda)]


def _first_line(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)])


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _read(statement: ast.stmt) -> set[str]:
    """The names that a definition asks for when it is made."""
    found: set[str] = set()
    pending: list[ast.AST] = [statement]
    while pending:
        node = pending.pop()
        if isinstance(node, Function):
            pending += [*node.decorator_list, *_defaults(node)]
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found.add(node.id)
        else:
            pending += children(node)
    return found


def _bound(source: Source, node: ast.stmt) -> str | None:
    """The name that a definition binds, where it does nothing else."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            simple = not node.decorator_list and not _calls_at_once(node)
            return node.name if simple else None
        case ast.ClassDef():
            return node.name if _is_plain_class(source, node) else None
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return name if _is_new(source, value) else None
        case ast.AnnAssign(target=ast.Name(id=name), value=value):
            return name if value is None or _is_new(source, value) else None
    return None


def _defaults(node: Function) -> list[ast.expr]:
    return [*node.args.defaults, *(default for default in node.args.kw_defaults if default is not None)]


def _calls_at_once(node: Function) -> bool:
    return any(isinstance(part, ast.Call) for default in _defaults(node) for part in ast.walk(default))


def _is_plain_class(source: Source, node: ast.ClassDef) -> bool:
    if node.keywords or "__init_subclass__" in source.text or not _are_markers(source, node.decorator_list):
        return False
    if not all(isinstance(base, ast.Name | ast.Attribute) for base in node.bases):
        return False
    for inner in node.body:
        if isinstance(inner, Function):
            if not _are_markers(source, inner.decorator_list) or _calls_at_once(inner):
                return False
        elif not (_is_text(inner) or isinstance(inner, ast.Pass) or _bound(source, inner) is not None):
            return False
    return True


def _are_markers(source: Source, decorators: Sequence[ast.expr]) -> bool:
    targets = [one.func if isinstance(one, ast.Call) else one for one in decorators]
    return all(
        imported_name(source, one) in _MARKERS or (isinstance(one, ast.Attribute) and one.attr == "setter")
        for one in targets
    )


def _is_new(source: Source, value: ast.expr) -> bool:
    """Whether an expression only makes a value of its own, from names and from what makes new values."""
    for node in ast.walk(value):
        if isinstance(node, ast.Call):
            name = imported_name(source, node.func) or ""
            if not (name in _PLAIN_MAKERS or name.startswith(_MAKERS) or _is_of_text(node.func)):
                return False
        elif isinstance(node, ast.NamedExpr | ast.Await | ast.Yield | ast.YieldFrom):
            return False
    return True


def _is_of_text(function: ast.expr) -> bool:
    """``os.environ["HOST"].rstrip``, ``"a,b".split``: a method of a text."""
    return isinstance(function, ast.Attribute) and function.attr in (
        "split",
        "strip",
        "rstrip",
        "lower",
        "upper",
        "encode",
    )
