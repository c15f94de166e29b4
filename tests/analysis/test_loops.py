"""What a loop's second round can see of its first, and what stands for all rounds."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from handlerlens.analysis.engine.read_first import read_first
from handlerlens.analysis.flow import flows
from handlerlens.analysis.linter import lint
from handlerlens.analysis.shape_text import describe
from handlerlens.analysis.source import parse


@pytest.mark.parametrize(
    ("loop", "names"),
    [
        ("for x in xs:\n    y = x\n    use(y)", {"use"}),
        ("for x in xs:\n    use(y)\n    y = x", {"use", "y"}),
        ("for x in xs:\n    if x:\n        y = 1\n    use(y)", {"use", "y"}),
        ("for x in xs:\n    if x:\n        y = 1\n    else:\n        y = 2\n    use(y)", {"use"}),
        ("for x in xs:\n    if x:\n        y = 1\n    else:\n        continue\n    use(y)", {"use"}),
        ("for x in xs:\n    n += x", {"n"}),
        ("for x in xs:\n    n = 0\n    n += x", set()),
        ("for x in xs:\n    for y in x:\n        z = y\n    use(z)", {"use", "z"}),
        ("for a, (b, *c) in xs:\n    use(a, b, c)", {"use"}),
        (
            "for x in xs:\n    try:\n        y = f(x)\n    except E as e:\n        use(e)\n    use(y)",
            {"f", "E", "use", "y"},
        ),
        ("for x in xs:\n    try:\n        y = f(x)\n    except E:\n        continue\n    use(y)", {"f", "E", "use"}),
        ("for x in xs:\n    with m() as f:\n        y = f\n    use(y)", {"m", "use", "y"}),
        ("for x in xs:\n    d[x] = 1", {"d"}),
        ("for x in xs:\n    use(lambda: y)\n    y = x", {"use", "y"}),
        ("for x in xs:\n    match x:\n        case 1:\n            y = 1\n    use(y)", {"use", "y"}),
        ("while not done:\n    y = step()\n    done = y", {"done", "step"}),
    ],
)
def test_names_that_a_round_reads_as_the_last_left_them(loop: str, names: set[str]) -> None:
    node = ast.parse(loop).body[0]
    assert isinstance(node, (ast.For, ast.While))
    assert read_first(node) == names


def returned(body: str) -> str:
    text = "from datetime import datetime\nfrom collections import Counter\n\ndef handler(event, context):\n"
    source = parse(Path("app.py"), text + "".join(f"    {line}\n" for line in body.split("\n")))
    (handler,) = flows(source).handlers
    return " / ".join(describe(site.shape) for site in handler.sites)


@pytest.mark.parametrize(
    ("body", "shape"),
    [
        ("n = 0\nfor x in event['a']:\n    n += 1\nreturn n", "int"),
        ("n = {'a': 0}\nfor x in event['a']:\n    n['a'] += 1\nreturn n", '{"a": int}'),
        ("n = {}\nfor x in event['a']:\n    n['a'] = n.get('a', 0) + 1\nreturn n", '{"a"?: int}'),
        ("n = Counter()\nfor x in event['a']:\n    n[x] += 1\nreturn dict(n)", "{…}"),
        ("ok = bool(event)\nfor x in event['a']:\n    if ok:\n        print(x)\nreturn ok", "bool"),
        (
            "last = None\nout = []\nfor x in event['a']:\n    out.append(last)\n    last = 'x'\nreturn out",
            '[None | "x", …]',
        ),
        (
            "kind = 'a'\nout = []\nfor x in event['a']:\n    if kind == 'b':\n        out.append(1.5)\n    kind = 'b'\nreturn out",
            "[1.5, …]",
        ),
    ],
)
def test_what_a_loop_leaves(body: str, shape: str) -> None:
    assert returned(body) == shape


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (
            "last = None\nout = []\nfor x in event['a']:\n    out.append(last)\n    last = datetime.now()\nreturn out",
            True,
        ),
        (
            "out = []\nseen = {}\nfor x in event['a']:\n    out.append(seen.get('at'))\n    seen['at'] = datetime.now()\nreturn out",
            True,
        ),
        (
            "out = []\nn = 0\nfor x in event['a']:\n    if n > 0:\n        out.append(datetime.now())\n    n += 1\nreturn out",
            True,
        ),
        ("out = []\nfor x in event['a']:\n    at = datetime.now()\n    out.append(at.isoformat())\nreturn out", False),
        ("n = 0\nfor x in event['a']:\n    at = datetime.now()\n    n += at.year\nreturn n", False),
        ("import json\nfor x in event['a']:\n    json.dumps(datetime.now())", True),
        ("import json\nout = {}\nfor x in event['a']:\n    json.dumps(out)\n    out['at'] = datetime.now()", True),
    ],
)
def test_second_rounds_that_matter(body: str, found: bool) -> None:
    text = "from datetime import datetime\n\ndef handler(event, context):\n"
    source = parse(Path("app.py"), text + "".join(f"    {line}\n" for line in body.split("\n")))
    assert any(f.code in ("HL201", "HL204") for f in lint(source)) is found
