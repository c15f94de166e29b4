"""The values of generated programs: their kinds, the forms that they go through, and what is drawn of both."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
FLAGS = ("f0", "f1", "f2", "f3", "f4", "f5")
"""Three that statements test, three for one expression each."""


@dataclass(frozen=True)
class Kind:
    """A kind of value: how it is made, what that needs at the head of the module, what turns it into something else (``of`` is the
    value), which classes ``isinstance`` can be asked for."""

    name: str
    made: str
    needs: tuple[str, ...] = ()
    conversions: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Made:
    """An expression for a statement, its kind where it is fresh, and how deep statements may nest."""

    text: str
    kind: Kind | None
    depth: int


Known = tuple[dict[str, Kind | None], list[str], list[str], list[str]]
"""The variables with what they hold; which of them are dicts, lists, objects."""
_DATA = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
KINDS = [
    Kind(row["name"], row["made"], *(tuple(row.get(part, ())) for part in ("needs", "conversions", "types")))
    for row in _DATA["kinds"]
    if importlib.util.find_spec(row.get("package", "json"))
]
WRAPPED, SAME, REPAIRS, DUMPS = (list(_DATA[name]) for name in ("wrapped", "same", "repairs", "dumps"))
DICT_CHANGES, LIST_CHANGES = (list(_DATA[name]) for name in ("dict_changes", "list_changes"))
HELPERS: dict[str, str] = _DATA["helpers"]


class Values:
    """The expressions of one program, and the variables that they may use."""

    def __init__(self, draw: Callable[[st.SearchStrategy[int]], int], dumps: bool) -> None:
        self._draw = draw
        self.dumps = dumps
        self.lines: list[str] = []
        self.needs: dict[str, None] = {}
        self.kinds: dict[str, Kind | None] = {}
        self.dicts: list[str] = []
        self.lists: list[str] = []
        self.objects: list[str] = []
        self.flags = list(FLAGS[:3])
        self.own_flags = list(FLAGS[3:])
        self.guarded = False

    def below(self, count: int) -> int:
        """A number from 0 to ``count`` - 1."""
        return self._draw(st.integers(0, count - 1))

    def pick(self, choices: Sequence[T]) -> T:
        """One of these."""
        return choices[self.below(len(choices))]

    def flag(self) -> str:
        """A key of the event that no enclosing test has looked at, so that every path can be taken; where none is left, any."""
        return self.pick(self.flags or FLAGS[:3])

    def name(self, kind: Kind | None) -> str:
        """A new variable."""
        name = f"v{len(self.kinds)}"
        self.kinds[name] = kind
        return name

    def fill(self, form: str, text: str) -> str:
        """A form around an expression; none where it needs a key of the event and all are in use."""
        if "FLAG" in form and not self.own_flags:
            return text
        if "FLAG" in form:
            form = form.replace("FLAG", self.own_flags.pop())
        if "OTHER" in form:
            form = form.replace("OTHER", self.leaf()[0])
        return _replace(form, text)

    def leaf(self) -> tuple[str, Kind | None]:
        """A fresh value, or a variable."""
        if self.kinds and self.below(3):
            name = self.pick(list(self.kinds))
            return name, self.kinds[name]
        kind = self.pick(KINDS)
        self.needs.update(dict.fromkeys(kind.needs))
        return kind.made, kind

    def value(self) -> tuple[str, Kind | None]:
        """A value after some forms."""
        text, kind = self.leaf()
        for _ in range(self.below(3)):
            choice = self.below(10)
            if choice < 3 and kind is not None and kind.conversions:
                text, kind = self.fill(self.pick(kind.conversions), text), None
            elif choice < 4:
                text, kind = self.fill(self.pick(REPAIRS), text), None
            elif choice < 6:
                text, kind = self.fill(self.pick(WRAPPED), text), None
            elif choice < 7 and self.dumps:
                text, kind = self.fill(self.pick(DUMPS), text), None
            else:
                text = self.fill(self.pick(SAME), text)
        return text, kind


def _replace(form: str, text: str) -> str:
    inner = text if re.fullmatch(r"[\w.]+|[\w.]+\([^()]*\)", text) else f"({text})"
    return re.sub(r"\bof\b", lambda _: inner, form)
