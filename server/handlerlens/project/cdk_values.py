"""What the expressions of a CDK program are worth before it runs: texts, paths, runtimes, durations."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .cdk_choices import chosen, is_nothing
from .expression import Array, Call, Choice, Expression, Function, Joined, Member, Name, Object, Text, dotted, last_name

_DEEPEST = 25
_DEEPEST_SPREAD = 6
_MOST_STEPS = 5_000
_LONGEST = 5_000
_MOST_CHOICES = 100
_JOINING = frozenset({"join", "joinpath", "resolve", "Path", "PurePath", "PosixPath"})
_SAME = frozenset(
    {
        "str",
        "abspath",
        "realpath",
        "normpath",
        "normalize",
        "as_posix",
        "fspath",
        "absolute",
        "expanduser",
        "toString",
        "strip",
        "trim",
    }
)
_VERSION = re.compile(r"(python)(\d)d(\d+)")
"""As Pulumi spells a runtime: ``PYTHON3D12``, ``Python3d12``, ``Python3d8Runtime``."""
_SECONDS = {"seconds": 1.0, "minutes": 60.0, "hours": 3600.0, "millis": 0.001}

FIELDS = ".__fields__"
"""After a class's name: a list of the names of its fields, in order."""
Environment = Mapping[str, Expression]
"""Names in scope (``name``, ``self.name``, ``this.name``) to the expressions they were bound to."""


@dataclass(frozen=True)
class Values:
    """Evaluates the expressions of one program file. ``working`` is where ``cdk`` is run: relative asset paths count from there."""

    file: Path
    working: Path
    steps: list[int] = field(default_factory=lambda: [0])
    """How far the evaluation of a text has gone."""
    under_way: list[Choice] = field(default_factory=list)
    """The choices that are just being made."""
    choices: list[int] = field(default_factory=lambda: [0])
    """How many have been looked at for the outermost of them."""

    def text(self, node: Expression | None, names: Environment, depth: int = 0) -> str | None:
        """A text, or a path as text (absolute where the program makes it so); None where it cannot be told."""
        self.steps[0] = self.steps[0] + 1 if depth else 0
        if node is None or depth > _DEEPEST or self.steps[0] > _MOST_STEPS:
            return None
        match node:
            case Text():
                return node.text
            case Name() | Member() if (bound := self.bound(node, names)) is not None:
                return self.text(bound, names, depth + 1)
            case Name("__file__" | "__filename"):
                return self.file.as_posix()
            case Name("__dirname"):
                return self.file.parent.as_posix()
            case Member(name="dirname", owner=owner) if dotted(owner) == ("import", "meta"):
                return self.file.parent.as_posix()
            case Joined():
                parts = [self.text(part, names, depth + 1) for part in node.parts]
                known = [part for part in parts if part is not None]
                if len(known) != len(parts) or sum(map(len, known)) > _LONGEST:
                    return None
                return _join(known) if node.separator else "".join(known)
            case Member(name="parent"):
                return _parent(self.text(node.owner, names, depth + 1))
            case Member(owner=Member(name="parents", owner=inner), name=index) if index.isdigit():
                found = self.text(inner, names, depth + 1)
                for _ in range(int(index) + 1):
                    found = _parent(found)
                return found
            case Member(owner=Call(function=Member(name="split" | "rsplit")) as cut, name=index):
                return self._piece(cut, index, names, depth + 1)
            case Member(name="stem" | "name", owner=owner):
                whole = self.text(owner, names, depth + 1)
                return None if whole is None else posixpath.splitext(posixpath.basename(whole))[0]
            case Choice() if (end := self.bound(node, names)) is not None and end is not node:
                return self.text(end, names, depth + 1)
            case Call():
                return self._call(node, names, depth + 1)
        return None

    def _piece(self, cut: Call, index: str, names: Environment, depth: int) -> str | None:
        """``text.split(".")[0]``, also counted from the end (``[-1]``, ``.pop()``)."""
        whole = self.text(cut.function.owner, names, depth) if isinstance(cut.function, Member) else None
        sign = self.text(cut.arguments[0], names, depth) if len(cut.arguments) == 1 and not cut.named else None
        if not whole or not sign or not re.fullmatch(r"-?\d{1,4}", index):
            return None
        pieces = whole.split(sign)
        return pieces[int(index)] if -len(pieces) <= int(index) < len(pieces) else None

    def _call(self, call: Call, names: Environment, depth: int) -> str | None:
        name = last_name(call.function)
        called = self.called(call, names)
        if called is not None:
            return self.text(called[0], called[1], depth)
        if name == "fileURLToPath" and len(call.arguments) == 1:
            return self.file.as_posix()
        owner = call.function.owner if isinstance(call.function, Member) else None
        if name == "pop" and not call.arguments and isinstance(owner, Call) and last_name(owner.function) == "split":
            return self._piece(owner, "-1", names, depth)
        base = self.text(owner, names, depth) if owner is not None and not _is_module(owner, names) else None
        parts = [self.text(argument, names, depth) for argument in call.arguments]
        known = [part for part in parts if part is not None]
        if len(known) != len(parts):
            return None
        if name in ("getcwd", "cwd"):
            return self.working.as_posix()
        if name == "join" and self.file.suffix != ".py":
            known = [known[0], *(part.lstrip("/") for part in known[1:])] if known else []
        if name in _JOINING:
            return _join([*([base] if base is not None else []), *known]) if known or base is not None else None
        if name == "dirname":
            return _parent(known[0]) if known else None
        if name == "basename" and known:
            return posixpath.basename(known[0])
        if name in ("replace", "replaceAll") and base is not None and len(known) == 2:
            return base.replace(known[0], known[1])
        if name in ("lower", "toLowerCase", "upper", "toUpperCase") and base is not None:
            return base.lower() if "ower" in name else base.upper()
        if name in _SAME:
            return base if base is not None else known[0] if known else None
        return None

    def called(self, call: Call, names: Environment) -> tuple[Expression, Environment] | None:
        """What a call of one of the program's own functions returns, with what names mean in it; None for other calls."""
        function = self.bound(call.function, names)
        if not isinstance(function, Function):
            return self._got(call, names)
        given = {**dict(zip(function.parameters, call.arguments, strict=False)), **call.named}
        worth = {name: self.bound(value, names) or value for name, value in given.items()}
        return function.result, {**names, **worth}

    def _got(self, call: Call, names: Environment) -> tuple[Expression, Environment] | None:
        """``settings.get("handler", "app.handler")`` of a mapping that is known."""
        function, given = call.function, call.arguments
        if not isinstance(function, Member) or function.name != "get" or not given or call.named:
            return None
        owner, key = self.value(function.owner, names), given[0]
        if not isinstance(owner, Object) or owner.spread or not isinstance(key, Text):
            return None
        other = given[1] if len(given) > 1 else Name("None", call.place)
        return owner.entries.get(key.text, other), names

    def file_read(self, node: Expression | None, names: Environment) -> str | None:
        """The path of the file whose text an expression is: ``open(p).read()``, ``fs.readFileSync(p)``; None for others."""
        for _ in range(_DEEPEST):
            node = self.value(node, names)
            if not isinstance(node, Call):
                return None
            name, owner = last_name(node.function), node.function.owner if isinstance(node.function, Member) else None
            if name in ("open", "readFileSync") and node.arguments:
                return self.text(node.arguments[0], names)
            if name == "read_text":
                return self.text(owner, names)
            node = owner
        return None

    def bound(self, node: Expression, names: Environment, depth: int = 0) -> Expression | None:
        """What a name stands for, followed as far as that is known; None for what is not bound here."""
        first = node
        for _ in range(_DEEPEST):
            if isinstance(node, Choice):
                end = self._chosen(node, names)
                if end is None:
                    return node
                node = end
                continue
            if not isinstance(node, Name | Member):
                return node
            key = ".".join(dotted(node))
            found = names.get(key) if key else None
            if found is None and isinstance(node, Member):
                owner = self.bound(node.owner, names, depth + 1) if depth < _DEEPEST else None
                entries = self.fields(owner, names) if isinstance(owner, Call) else getattr(owner, "entries", {})
                found = entries.get(node.name)
            if found is None or found is node:
                return None if node is first else node
            node = found
        return None

    def fields(self, made: Call, names: Environment) -> dict[str, Expression]:
        """The fields of an object of a class that only lists them (a dataclass, a ``NamedTuple``), with their defaults."""
        callee = ".".join(dotted(made.function))
        listed = names.get(f"{callee}{FIELDS}")
        if not isinstance(listed, Array):
            return {}
        order = [field.text for field in listed.items if isinstance(field, Text)]
        defaults = {name: value for name in order if (value := names.get(f"{callee}.{name}")) is not None}
        return {**defaults, **dict(zip(order, made.arguments, strict=False)), **made.named}

    def value(self, node: Expression | None, names: Environment) -> Expression | None:
        """An expression with a leading name replaced by what it stands for."""
        if isinstance(node, Name | Member | Choice):
            return self.bound(node, names) or node
        return node

    def is_missing(self, node: Expression, names: Environment) -> bool:
        """Whether an expression is known to be ``undefined`` or ``None``."""
        return bool(is_nothing(node, lambda each: self.value(each, names) or each))

    def _chosen(self, node: Choice, names: Environment) -> Expression | None:
        self.choices[0] = self.choices[0] + 1 if self.under_way else 0
        if node in self.under_way or len(self.under_way) > _DEEPEST or self.choices[0] > _MOST_CHOICES:
            return None
        self.under_way.append(node)
        try:
            return chosen(node, lambda each: self.value(each, names) or each, lambda each: self.text(each, names, 1))
        finally:
            self.under_way.pop()

    def made(self, node: Expression | None, names: Environment) -> tuple[Expression | None, Environment]:
        """An expression with leading names and calls of the program's own functions replaced, and the names to read it with."""
        for _ in range(5):
            node = self.value(node, names)
            called = self.called(node, names) if isinstance(node, Call) else None
            if called is None:
                break
            node, names = called
        return node, names

    def options(self, node: Expression | None, names: Environment, depth: int = 0) -> dict[str, Expression]:
        """The entries of a mapping with those it begins from; also of ``dict(…)`` and ``FunctionProps(…)``."""
        node = self.value(node, names)
        if depth > _DEEPEST_SPREAD or not isinstance(node, Object | Call):
            return {}
        found: dict[str, Expression] = {}
        for spread in node.spread:
            found.update(self.options(spread, names, depth + 1))
        found.update(node.entries if isinstance(node, Object) else node.named)
        if isinstance(node, Call) and not found:
            for argument in node.arguments:
                found.update(self.options(argument, names, depth + 1) if isinstance(argument, Object) else {})
        return found

    def items(self, node: Expression | None, names: Environment) -> list[Expression]:
        """The items of a list."""
        node = self.value(node, names)
        return node.items if isinstance(node, Array) else []

    def seconds(self, node: Expression | None, names: Environment) -> float | None:
        """A ``Duration`` in seconds, or a bare number."""
        node = self.value(node, names)
        factor = 1.0
        if isinstance(node, Call) and last_name(node.function) in _SECONDS and node.arguments:
            factor, node = _SECONDS[last_name(node.function)], node.arguments[0]
        text = self.text(node, names)
        try:
            return float(text) * factor if text is not None else None
        except ValueError:
            return None

    def runtime(self, node: Expression | None, names: Environment) -> str | None:
        """``Runtime.PYTHON_3_12`` as ``python3.12``; None where it cannot be told."""
        node = self.value(node, names)
        if isinstance(node, Call):
            return self.text(node.arguments[0], names) if node.arguments else None
        if isinstance(node, Member):
            name = node.name.lower().removesuffix("runtime")
            language, _, version = _VERSION.sub(r"\1_\2_\3", name).partition("_")
            if language == "python":
                return f"python{version.replace('_', '.')}" if version else None
            if language == "nodejs":
                return f"nodejs{version.replace('_x', '.x')}"
            return node.name.lower().replace("_", ".")
        return self.text(node, names)


def _is_module(owner: Expression, names: Environment) -> bool:
    """Whether the owner of a call is a module (``os.path``, ``path``), not a value."""
    chain = dotted(owner)
    return (
        bool(chain)
        and ".".join(chain) not in names
        and chain[0] in ("os", "path", "pathlib", "posixpath", "lambda", "lambda_", "_lambda", "process", "url")
    )


def _join(parts: list[str]) -> str:
    return posixpath.normpath(posixpath.join(*(part.replace("\\", "/") for part in parts)))


def _parent(path: str | None) -> str | None:
    return None if path is None else posixpath.dirname(path.rstrip("/")) or "."
