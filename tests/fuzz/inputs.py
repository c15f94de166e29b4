"""Inputs for the fuzzer: mutated real sources, generated syntax, deep nesting, giant literals; the same for the same seed."""

from __future__ import annotations

import ast
import random
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path

WORDS = (
    *(
        "event",
        "context",
        "x",
        "d",
        "items",
        "self",
        "datetime",
        "json",
        "boto3",
        "Enum",
        "dataclass",
        "handler",
        "asyncio",
    ),
    *("None", "True", "1", "0.5", '"a"', "b'x'", "...", "{}", "[]", "{1}", "()", "set()", "dict()", "lambda: x"),
)
OPERATORS = (
    "+",
    "-",
    "*",
    "/",
    "//",
    "%",
    "@",
    "|",
    "&",
    "^",
    "<<",
    ">>",
    "**",
    "and",
    "or",
    "==",
    "<",
    "in",
    "is",
    "not in",
    "is not",
)
METHODS = (
    "append",
    "update",
    "pop",
    "get",
    "items",
    "keys",
    "values",
    "setdefault",
    "extend",
    "add",
    "isoformat",
    "copy",
    "split",
)
CALLS = (
    "str",
    "list",
    "dict",
    "set",
    "sorted",
    "map",
    "zip",
    "len",
    "sum",
    "max",
    "isinstance",
    "getattr",
    "type",
    "iter",
    "next",
    "vars",
)


def sources(roots: Sequence[Path] = ()) -> list[Path]:
    """Every source below these folders; without them CPython's own library and tests as far as they are installed."""
    if roots:
        return sorted(p for root in roots for p in root.rglob("*.py") if p.is_file())
    library = Path(sysconfig.get_paths()["stdlib"])
    found = [p for p in library.rglob("*.py") if "site-packages" not in p.parts and p.stat().st_size < 300_000]
    return sorted(found)


def with_handler(text: str) -> str:
    """The text with a handler that calls everything it defines, so that the engine goes through it."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return text
    names = [n.name for n in tree.body if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))]
    calls = "".join(f'    result["{name}"] = {name}(event, context)\n' for name in names[:40])
    return f"{text}\n\ndef handler(event, context):\n    result = {{}}\n{calls}    return result\n"


class Generator:
    """Random programs of the grammar's whole breadth."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def expression(self, depth: int) -> str:
        """One expression."""
        r = self.random
        if depth <= 0:
            return r.choice(WORDS)
        sub = [self.expression(depth - 1 - r.randrange(2)) for _ in range(3)]
        a, b, c = (f"({s})" for s in sub)
        name = r.choice(("x", "d", "items", "event"))
        return r.choice(
            (
                f"{a} {r.choice(OPERATORS)} {b}",
                f"{a} if {b} else {c}",
                f"[{sub[0]}, {sub[1]}]",
                f"{{{sub[0]}: {sub[1]}, 'k': {sub[2]}}}",
                f"{{**{a}, 'z': {sub[1]}}}",
                f"{{{sub[0]}, {sub[1]}}}",
                f"({sub[0]}, *{b})",
                f"{r.choice(CALLS)}({sub[0]})",
                f"{r.choice(CALLS)}({sub[0]}, {sub[1]})",
                f"{name}.{r.choice(METHODS)}({sub[0]})",
                f"{a}.{r.choice(METHODS)}",
                f"{name}[{sub[0]}]",
                f"{a}[{sub[0]}:{sub[1]}]",
                f"[{sub[0]} for x in {b} if {c}]",
                f"{{x: {sub[0]} for x in {b}}}",
                f"({sub[0]} for x, *y in {b})",
                f"(lambda x, *y, z={b}, **w: {a})",
                f"not {a}",
                f"-{a}",
                f"f'{{{name}!r:>10}}'",
                f"(x := {a})",
                f"helper({sub[0]}, {sub[1]})",
                f"Thing({sub[0]}).{r.choice(('value', 'make', 'missing'))}",
                f"json.dumps({sub[0]})",
                f"datetime.datetime.now() - {a}",
            )
        )

    def block(self, depth: int, indent: str, loop: bool = False) -> str:
        """A few statements."""
        return "".join(self.statement(depth, indent, loop) for _ in range(self.random.randrange(1, 4)))

    def statement(self, depth: int, indent: str, loop: bool) -> str:
        """One statement, compound ones while depth is left."""
        r = self.random
        e = self.expression(r.randrange(3))
        f = self.expression(r.randrange(3))
        name = r.choice(("x", "d", "items", "y"))
        simple = [
            f"{name} = {e}",
            f"{name} += {e}",
            f"{name} |= {e}",
            f"d[{e}] = {f}",
            f"d['k'] = {e}",
            f"x, *y = {e}",
            f"del d[{e}]",
            f"return {e}",
            f"{name}.{r.choice(METHODS)}({e})",
            f"raise ValueError({e})",
            f"assert {e}",
            f"yield {e}",
            "global d",
            "pass",
            f"Thing.value = {e}",
            f"{name}: int = {e}",
            f"import {r.choice(('json', 'os.path', 'nothing', 'datetime as x'))}",
        ]
        if loop:
            simple += ["break", "continue"]
        if depth <= 0 or r.random() < 0.5:
            return f"{indent}{r.choice(simple)}\n"
        inner = indent + "  "
        body, other = self.block(depth - 1, inner, loop), self.block(depth - 1, inner, loop)
        looped = self.block(depth - 1, inner, True)
        return r.choice(
            (
                f"{indent}if {e}:\n{body}{indent}else:\n{other}",
                f"{indent}if isinstance({name}, {r.choice(('dict', 'set', '(str, int)', 'Thing'))}):\n{body}",
                f"{indent}for {name} in {e}:\n{looped}{indent}else:\n{other}",
                f"{indent}while {e}:\n{looped}",
                f"{indent}try:\n{body}{indent}except Exception as e:\n{other}{indent}finally:\n{inner}pass\n",
                f"{indent}with {e} as {name}:\n{body}",
                f"{indent}match {e}:\n{inner}case {{'k': x, **w}}:\n{self.block(depth - 1, inner + '  ', loop)}"
                f"{inner}case [1, *y] | str(y):\n{self.block(depth - 1, inner + '  ', loop)}",
                f"{indent}def helper(x, y=None, *a, **k):\n{body}",
                f"{indent}async def helper(x, y=None):\n{body}",
                f"{indent}class Thing({r.choice(('', 'dict', 'Enum', 'helper', 'Thing'))}):\n{inner}value = {e}\n"
                f"{inner}def make(self, x=1):\n{self.block(depth - 1, inner + '  ')}",
            )
        )

    def program(self) -> str:
        """A module with a handler."""
        head = "import json, datetime, boto3, asyncio\nfrom enum import Enum\nfrom dataclasses import dataclass\nx = d = items = y = {}\n"
        head += "def helper(x=None, y=None): return x\nclass Thing:\n  value = 1\n"
        return head + self.block(2, "") + "def handler(event, context):\n" + self.block(3, "  ")


def mutated(text: str, seed: int) -> str:
    """A source with lines removed, doubled, swapped, cut, re-indented, and words exchanged."""
    r = random.Random(seed)
    lines = text.split("\n")
    start = r.randrange(max(1, len(lines) - 200))
    lines = lines[start : start + r.randrange(20, 400)]
    for _ in range(r.randrange(1, 12)):
        if not lines:
            break
        i = r.randrange(len(lines))
        kind = r.randrange(6)
        if kind == 0:
            del lines[i]
        elif kind == 1:
            lines.insert(i, lines[i])
        elif kind == 2:
            j = r.randrange(len(lines))
            lines[i], lines[j] = lines[j], lines[i]
        elif kind == 3:
            lines[i] = lines[i][: r.randrange(len(lines[i]) + 1)]
        elif kind == 4:
            lines[i] = " " * r.randrange(9) + lines[i].lstrip()
        else:
            words = lines[i].split(" ")
            words[r.randrange(len(words))] = r.choice(WORDS)
            lines[i] = " ".join(words)
    return "\n".join(lines)


def extremes() -> Iterator[str]:
    """Nesting and sizes at the edge of what parses, and growth that a careless engine takes for ever on."""
    for depth in (50, 90):
        yield f"def handler(event, context):\n    return {'[' * depth}{']' * depth}\n"
        yield f"def handler(event, context):\n    return {'(' * depth}1{')' * depth}\n"
        yield "def handler(event, context):\n    return " + "f(" * depth + ")" * depth + "\n"
        yield "def handler(event, context):\n    return " + "{'a':" * depth + "1" + "}" * depth + "\n"
        yield (
            "def handler(event, context):\n"
            + "".join("  " * (i + 1) + "if event:\n" for i in range(depth))
            + "  " * (depth + 1)
            + "return 1\n"
        )
    yield (
        "def handler(event, context):\n"
        + "".join("  " * (i + 1) + f"for x{i} in event:\n" for i in range(18))
        + "  " * 19
        + "return x0\n"
    )
    yield "def handler(event, context):\n    return " + " + ".join(["1"] * 3000) + "\n"
    yield "def handler(event, context):\n    return " + " or ".join(["event"] * 400) + "\n"
    yield "def handler(event, context):\n    return event" + ".a" * 800 + "\n"
    yield "def handler(event, context):\n    return event" + "['a']" * 800 + "\n"
    yield "def handler(event, context):\n    return [" + ", ".join(map(str, range(60_000))) + "]\n"
    yield (
        "def handler(event, context):\n    return {" + ", ".join(f"'k{i}': {{'v': {i}}}" for i in range(20_000)) + "}\n"
    )
    yield (
        "def handler(event, context):\n    d = {}\n"
        + "".join(f"    d['k{i}'] = event\n" for i in range(4000))
        + "    return d\n"
    )
    yield (
        "def handler(event, context):\n    d = {}\n"
        + "".join(f"    if event.get('{i}'):\n        d['k{i}'] = {i}\n" for i in range(1500))
        + "    return d\n"
    )
    yield (
        "def handler(event, context):\n    try:\n"
        + "".join(f"        x{i} = f(event)\n" for i in range(3000))
        + "    except Exception as e:\n        return e\n"
    )
    yield (
        "".join(f"def f{i}(x): return [f{i + 1}(x), f{i + 1}(x)]\n" for i in range(40))
        + "def f40(x): return x\ndef handler(event, context):\n    return f0(event)\n"
    )
    yield "def f(x, n): return f([x, x], n) if n else f(x, n + 1)\ndef handler(event, context):\n    return f(event, 1)\n"
    yield "def handler(event, context):\n    x = {}\n    while event:\n        x = {'a': x, 'b': x}\n    return x\n"
    yield "def handler(event, context):\n    l = []\n    for i in event:\n        l = [l, l, {i: l}]\n    return l\n"
    yield "class A(A): pass\nclass B(C): pass\nclass C(B): pass\ndef handler(event, context): return A(), B().x, C()\n"
    yield "from handler import *\nimport handler\ndef handler(event, context): return handler(event, context)\n"
    yield "import datetime\n" + "".join(
        f"def h{i}(event, context): return {{'t': datetime.datetime.now()}}\n" for i in range(1500)
    )
    yield "\n".join(f"@w{i}\n@v" + f"\ndef handler(event, context): return {i}" for i in range(500))
    yield "x = [" * 60 + "]" * 60 + "\nhandler = lambda event, context: (lambda f: f(f))(lambda f: f(f))\n"
    yield (
        "def handler(event, context):\n    return [" * 1
        + "[x for a in event for b in a for c in b for d in c for e in d]]\n"
    )
    yield "def handler(event, context):\n    x = " + "(y := " * 80 + "1" + ")" * 80 + "\n    return x\n"
    yield "def handler(event, context):\n    return '" + "a" * 1_000_000 + "'\n"
    yield "def handler(event, context, *, a=1, **k):\n    match event:\n" + "".join(
        f"        case {{'k': {i}, **r}}: return r\n" for i in range(800)
    )
