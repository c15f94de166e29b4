"""Generated handlers: a value of some kind goes through some forms of the language and ends somewhere in the result.

``programs()`` is a hypothesis strategy of module texts with a ``handler(event, context)``. The event's keys ``f0`` to ``f5`` choose
branches, and the call of ``check()`` that counts ``LEFT`` down to zero raises: every path can be taken. A program that raises
otherwise tells nothing.
"""

from __future__ import annotations

import re

from analysis.program_values import (
    DICT_CHANGES,
    HELPERS,
    LIST_CHANGES,
    Known,
    Made,
    Values,
)
from hypothesis import strategies as st

MODULES = (
    *(
        "asyncio",
        "collections",
        "contextlib",
        "copy",
        "dataclasses",
        "functools",
        "itertools",
        "json",
        "math",
        "operator",
    ),
    *("os", "simplejson", "types", "typing"),
)


class Builder(Values):
    """One program under construction."""

    def statement(self, indent: str, depth: int) -> None:
        """One statement that makes, moves or changes values."""
        text, kind = self.value()
        simple = [
            self._assign,
            self._assign,
            self._holder,
            self._mutate,
            self._mutate,
            self._mutate,
            self._repair,
            self._unpack,
            self._alias,
            self._rebind,
            self._object,
        ]
        compound = [
            self._branch,
            self._loop,
            self._try,
            self._narrow,
            self._early,
            self._with,
            self._inner,
            self._match,
        ]
        self.pick(simple + compound if depth else simple)(indent, Made(text, kind, depth))

    def add(self, indent: str, *lines: str) -> None:
        """Lines at an indentation."""
        self.lines += [indent + line for line in lines]

    def _assign(self, indent: str, made: Made) -> None:
        name = self.pick(list(self.kinds)) if self.kinds and not self.below(3) else self.name(made.kind)
        if self.kinds[name] is not made.kind:
            self.kinds[name] = None
        if name in self.dicts:
            self.dicts.remove(name)
        if name in self.lists:
            self.lists.remove(name)
        if name in self.objects:
            self.objects.remove(name)
        self.add(indent, f"{name} = {made.text}")

    def _holder(self, indent: str, made: Made) -> None:
        name = self.name(None)
        if self.below(2):
            self.dicts.append(name)
            self.add(indent, f"{name} = {self.pick(('{}', 'dict()', 'dict(a=1)'))}", f"{name}['k'] = {made.text}")
        else:
            self.lists.append(name)
            self.add(indent, f"{name} = []", f"{name}.append({made.text})")

    def _mutate(self, indent: str, made: Made) -> None:
        key = self.pick(("k", "a", "z"))
        if self.dicts and (not self.lists or self.below(2)):
            name, form = self.pick(self.dicts), self.pick(DICT_CHANGES)
        elif self.lists:
            name, form = self.pick(self.lists), self.pick(LIST_CHANGES)
        else:
            self._holder(indent, made)
            return
        self.add(indent, form.replace("NAME", name).replace("KEY", key).replace("TEXT", made.text))

    def _repair(self, indent: str, made: Made) -> None:
        usable = [n for n, k in self.kinds.items() if k is not None and k.conversions]
        if not usable:
            self._assign(indent, made)
            return
        name = self.pick(usable)
        known = self.kinds[name]
        assert known is not None
        self.add(indent, f"{name} = {self.fill(self.pick(known.conversions), name)}")
        self.kinds[name] = None

    def _unpack(self, indent: str, made: Made) -> None:
        other = self.leaf()[0]
        one, two = self.name(made.kind), self.name(None)
        forms = (
            f"{one}, {two} = {made.text}, 1",
            f"{one}, *{two} = [{made.text}, 2]",
            f"{one} = {two} = {made.text}",
            f"({one}, [{two}]) = {made.text}, ['x']",
            f"[{one}, {two}] = {made.text}, {other}",
            f"{two} = 1; {one} = {made.text}; {one}, {two} = {one}, {two}",
        )
        form = self.pick(forms)
        self.add(indent, form if f"{one} = {one}" not in form.partition(";")[0] else f"{one} = {two} = {made.text}")

    def _alias(self, indent: str, made: Made) -> None:
        held = [*self.dicts, *self.lists, *self.objects]
        if not held:
            self._holder(indent, made)
            return
        source = self.pick(held)
        name = self.name(None)
        kind = next(kind for kind in (self.dicts, self.lists, self.objects) if source in kind)
        kind.append(name)
        copied = f"copy.copy({source})" if kind is self.objects else f"{source}.copy()"
        self.add(indent, f"{name} = {self.pick((source, source, f'identity({source})', copied))}")

    def _rebind(self, indent: str, made: Made) -> None:
        """A name for another object that there is already, for a new one, or two names for each other's."""
        held = self.pick((self.dicts, self.lists, self.objects))
        if len(held) < 2:
            self._alias(indent, made)
            return
        one, two = self.pick(held), self.pick(held)
        fresh = "{}" if held is self.dicts else "[]" if held is self.lists else f"Box({made.text})"
        forms = (f"{one} = {two}", f"{one}, {two} = {two}, {one}", f"{one}, {two} = {two}, {fresh}", f"{one} = {fresh}")
        self.add(indent, self.pick(forms) if one != two else f"{one} = {fresh}")

    def _object(self, indent: str, made: Made) -> None:
        """An object of a class, or a change of one's attributes."""
        if not self.objects or not self.below(3):
            name = self.name(None)
            self.objects.append(name)
            self.add(indent, f"{name} = {self.pick(('Box', 'Sub', 'Chain'))}({made.text})")
            return
        name, other = self.pick(self.objects), self.pick(self.objects)
        forms = (
            f"{name}.value = {made.text}",
            f"{name}.value = str({name}.value)",
            f"{name}.value = {other}.value",
            f"setattr({name}, 'value', {made.text})",
            f"{name}.extra = {made.text}",
            f"{name}.value = [{name}.value]",
        )
        self.add(indent, self.pick(forms))

    def _inner(self, indent: str, made: Made) -> None:
        """A function of the handler's own that changes what it finds around it."""
        before = self._fork()
        function, name = f"inner{len(self.lines)}", self.name(None)
        self.kinds.pop(name)
        self.add(indent, f"{name} = 1", f"def {function}(value):", f"    nonlocal {name}", f"    {name} = value")
        if self.dicts or self.lists:
            held = self.pick([*self.dicts, *self.lists])
            change = f"{held}['k'] = value" if held in self.dicts else f"{held}.append(value)"
            self.add(indent + "    ", change)
        self.add(indent, f"    return {name}", f"{function}({made.text})")
        self._join(before)
        self.kinds[name] = None

    def _match(self, indent: str, made: Made) -> None:
        """A subject told apart by its form; of what was read from JSON an engine cannot know it."""
        if "loads" in made.text or made.text in self.kinds:
            self._narrow(indent, made)
            return
        name = self.name(None)
        before = self._fork()
        self.add(indent, f"{name} = {made.text}", f"match {name}:")
        cases = ["None", "str()", "int() | float()", "{}", "dict()", "True", "list()"]
        if made.kind is not None and made.kind.name in ("list", "tuple", "dict", "none", "str", "int"):
            cases += ["[]", "[_, *_]", "{'a': _}", "'text'", "3"]  # of others an engine cannot know how long they are
        case = self.pick(cases)
        self.add(indent, f"    case {case}:")
        self._block(indent + "    ", made.depth)
        self._join(before)
        before = self._fork()
        self.add(indent, "    case _:")
        fix = self.pick(("str({0})", "repr({0})", "None", "[{0}]", "1", "{0}")).format(name)
        self.add(indent, f"        {name} = {fix}")
        self._join(before)

    def _block(self, indent: str, depth: int, guarded: bool = False) -> None:
        outer = self.guarded
        self.guarded = outer or guarded
        for _ in range(1 + self.below(2)):
            if self.guarded:
                self.add(indent, "    check()")
            self.statement(indent + "    ", depth - 1)
        self.guarded = outer

    def _fork(self) -> Known:
        return dict(self.kinds), list(self.dicts), list(self.lists), list(self.objects)

    def _join(self, before: Known) -> None:
        for name, kind in self.kinds.items():
            if before[0].get(name) is not kind:
                self.kinds[name] = None
        self.dicts = [d for d in before[1] if d in self.dicts]
        self.lists = [one for one in before[2] if one in self.lists]
        self.objects = [one for one in before[3] if one in self.objects]
        self.kinds = {n: k for n, k in self.kinds.items() if n in before[0]}

    def _branch(self, indent: str, made: Made) -> None:
        name = self.name(None)
        flag = self.flag()
        before = self._fork()
        outer = self.flags
        self.flags = [f for f in outer if f != flag]
        self.add(
            indent, f"{name} = 0", f"if {self.pick(('', 'not '))}event.get('{flag}'):", f"    {name} = {made.text}"
        )
        self._block(indent, made.depth)
        self._join(before)
        if self.below(2):
            before = self._fork()
            self.add(indent, "else:")
            self._block(indent, made.depth)
            self._join(before)
        self.flags = outer

    def _loop(self, indent: str, made: Made) -> None:
        name = self.name(made.kind)
        before = self._fork()
        heads = (
            f"for {name} in [{made.text}]:",
            f"for {name} in ({made.text}, {made.text}):",
            f"for _, {name} in {{'a': {made.text}}}.items():",
            f"for _, {name} in enumerate([{made.text}]):",
            f"for {name} in [1, {made.text}]:",
        )
        self.add(indent, f"{name} = {made.text}", self.pick(heads))
        self._block(indent, made.depth)
        if self.own_flags and not self.below(3):
            self.add(
                indent + "    ", f"if event.get('{self.own_flags.pop()}'):", f"    {self.pick(('break', 'continue'))}"
            )
            self.statement(indent + "    ", 0)
        self._join(before)

    def _try(self, indent: str, made: Made) -> None:
        name = self.name(None)
        before = self._fork()
        self.add(indent, f"{name} = 1", "try:", "    check()", f"    {name} = {made.text}")
        if self.below(2):
            self._block(indent, made.depth, True)
        raised = self.pick(("raise ValueError(1)", "check()", "raise ValueError(event)"))
        caught = self.pick(("Exception", "ValueError", "(KeyError, ValueError)"))
        self.add(indent, "    check()", f"    {raised}", f"except {caught} as e:")
        self.add(
            indent,
            f"    {name} = {self.pick(('e', 'str(e)', 'e.args', 'repr(e)', '1', 'type(e).__name__', 'vars(e)'))}",
        )
        if not self.below(3):
            self.add(indent, "finally:", f"    {self.pick(('pass', f'{name} = str({name})', f'{name} = [{name}]'))}")
        self._join(before)

    def _narrow(self, indent: str, made: Made) -> None:
        name = self.name(None)
        types = (
            made.kind.types
            if made.kind is not None and made.kind.types
            else ("str", "dict", "(int, str)", "datetime.datetime")
        )
        test = (
            self.pick(
                (
                    "isinstance(NAME, TYPE)",
                    "not isinstance(NAME, TYPE)",
                    "NAME",
                    "not NAME",
                    "NAME is None",
                    "NAME is not None",
                    "hasattr(NAME, 'isoformat')",
                    "type(NAME) is int",
                    "callable(NAME)",
                )
            )
            .replace("TYPE", self.pick(types))
            .replace("NAME", name)
        )
        if "datetime" in test:
            self.needs["import datetime"] = None
        if made.kind is None and test in (name, f"not {name}"):
            test = f"{name} is None"  # an engine cannot know what is empty
        fix = self.pick(("str({0})", "repr({0})", "None", "[{0}]", "1")).format(name)
        self.add(indent, f"{name} = {made.text}", f"if {test}:", f"    {name} = {fix}")

    def _early(self, indent: str, made: Made) -> None:
        flag = self.flag()
        if len(self.flags) > 1 and not indent[4:]:
            self.flags.remove(flag)
            self.add(indent, f"if event.get('{flag}'):", f"    return {made.text}")

    def _with(self, indent: str, made: Made) -> None:
        name = self.name(None)
        heads = (
            "contextlib.suppress(KeyError, ValueError)",
            "contextlib.nullcontext(1)",
            f"contextlib.nullcontext({made.text}) as {name}",
        )
        head = self.pick(heads)
        before = self._fork()
        self.add(indent, f"{name} = 1", f"with {head}:")
        self._block(indent, made.depth, head is heads[0])
        self._join(before)

    def finish(self) -> str:
        """The whole module."""
        held = [*self.dicts, *self.lists, *self.objects]
        if held and self.below(3):
            result = self.pick(held)
            if result in self.objects:
                result = self.pick((f"{result}.value", f"vars({result})", f"{{**{result}.__dict__}}"))
        elif self.kinds and self.below(3):
            result = self.pick(list(self.kinds))
            if self.below(2):
                result = f"{{'statusCode': 200, 'body': {result}}}"
        else:
            result = self.value()[0]
        body = "\n".join(self.lines)
        text = f"{body}\n    return {result}\n" if body else f"    return {result}\n"
        helpers: list[str] = []
        seen: set[str] = set()
        pending = text + "".join(self.needs)
        changed = True
        while changed:
            changed = False
            for mark, code in HELPERS.items():
                if mark not in seen and _uses(pending, mark):
                    seen.add(mark)
                    pending += "\n" + code
                    changed = True
        helpers = [code for mark, code in HELPERS.items() if mark in seen]
        imports = [n for n in self.needs if n.startswith(("import", "from"))]
        imports += [f"import {m}" for m in MODULES if f"{m}." in pending and f"import {m}" not in imports]
        others = [n for n in self.needs if not n.startswith(("import", "from"))]
        return "\n".join([*imports, *others, *helpers, "def handler(event, context):", text])


def _uses(text: str, mark: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(mark)}", text) is not None


@st.composite
def programs(draw: st.DrawFn, dumps: bool) -> str:
    """Handlers; with ``dumps`` they also call ``json.dumps`` and its kin."""
    builder = Builder(draw, dumps)
    for _ in range(1 + builder.below(5)):
        builder.statement("    ", 1 if builder.below(3) else 2)
    return builder.finish()
