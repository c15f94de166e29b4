"""YAML, JSON, HCL and TypeScript to nodes: what is read, what is refused in a sentence, and that nothing ends in a crash or a hang."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlerlens.project.expression import shown
from handlerlens.project.files import Kind
from handlerlens.project.hcl import read_hcl
from handlerlens.project.json_reader import read_json
from handlerlens.project.nodes import MAX_BYTES, Node, ReadError, Scalar, Sequence, Table
from handlerlens.project.reading import read, text_of
from handlerlens.project.typescript import read_typescript
from handlerlens.project.yaml_reader import read_yaml
from project.workspace import reading


def plain(node: Node) -> object:
    """A node as lists, dicts and texts."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, value in node.entries.items()}


YAML = {
    "short intrinsics": (
        "a: !Ref B\nc: !GetAtt D.E\nf: !Sub x",
        {"a": {"Ref": "B"}, "c": {"Fn::GetAtt": "D.E"}, "f": {"Fn::Sub": "x"}},
    ),
    "condition": ("a: !Condition B", {"a": {"Condition": "B"}}),
    "intrinsic of a list": ("a: !Join [x, [y]]", {"a": {"Fn::Join": ["x", ["y"]]}}),
    "intrinsic of a mapping": ("a: !Transform {Name: x}", {"a": {"Fn::Transform": {"Name": "x"}}}),
    "intrinsics in each other": ("a: !Base64\n  Fn::Sub: x", {"a": {"Fn::Base64": {"Fn::Sub": "x"}}}),
    "tag on a key": ("!x a: b", {"": "b"}),
    "standard tags": ("a: !!str 1", {"a": "1"}),
    "anchor": ("a: &x {b: c}\nd: *x", {"a": {"b": "c"}, "d": {"b": "c"}}),
    "merge": ("a: &x {b: c, d: e}\nf: {<<: *x, d: own}", {"a": {"b": "c", "d": "e"}, "f": {"b": "c", "d": "own"}}),
    "merge of several": (
        "a: &x {b: 1}\nc: &y {b: 2, d: 3}\nf: {<<: [*x, *y]}",
        {"a": {"b": "1"}, "c": {"b": "2", "d": "3"}, "f": {"b": "1", "d": "3"}},
    ),
    "quoted merge is a key": ("a: {'<<': x}", {"a": {"<<": "x"}}),
    "texts over lines": ("a: |\n  x\n  y\nb: >-\n  z\n  w", {"a": "x\ny\n", "b": "z w"}),
    "only the first document": ("a: 1\n---\nb: 2", {"a": "1"}),
    "numbers stay as written": ("a: 012\nb: 1_000\nc: 3.10", {"a": "012", "b": "1_000", "c": "3.10"}),
    "not a boolean": ("a: on\nb: No", {"a": "on", "b": "No"}),
    "empty values": ("a:\nb: ~", {"a": "", "b": "~"}),
    "comments": ("# x\na: b # y\n", {"a": "b"}),
    "carriage returns": ("a: b\r\nc: d\r\n", {"a": "b", "c": "d"}),
}


@pytest.mark.parametrize(("text", "expected"), YAML.values(), ids=YAML)
def test_yaml(text: str, expected: object) -> None:
    assert plain(read_yaml(text).root) == expected


JSON_REFUSED = {
    "empty": ("", 1),
    "a list": ("[]", 1),
    "a text": ('"x"', 1),
    "no end": ('{"a": 1', 1),
    "no value": ('{\n"a": }', 2),
    "no comma": ('{"a": 1\n"b": 2}', 2),
    "no colon": ('{"a" 1}', 1),
    "a bare word": ('{"a": nope}', 1),
    "single quotes": ("{'a': 1}", 1),
    "a comment": ('{\n// x\n"a": 1}', 2),
    "a control character": ('{"a": "\x01"}', 1),
    "a wrong escape": ('{"a": "\\x"}', 1),
    "more after the end": ("{} {}", 1),
    "too deep": ("[" * 100_000, 1),
    "too deep, as a value": ('{"a": ' * 1000, 1),
}


@pytest.mark.parametrize(("text", "line"), JSON_REFUSED.values(), ids=JSON_REFUSED)
def test_json_refused(text: str, line: int) -> None:
    with pytest.raises(ReadError) as caught:
        read_json(text)
    assert caught.value.line == line
    assert str(caught.value)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
        max_leaves=20,
    )
)
def test_json_reads_what_json_writes(value: object) -> None:
    def texts(part: object) -> object:
        if isinstance(part, dict):
            return {key: texts(each) for key, each in part.items()}
        if isinstance(part, list):
            return [texts(each) for each in part]
        return part if isinstance(part, str) else json.dumps(part)

    for indent, ascii_only in ((None, True), (2, False)):
        text = json.dumps({"x": value}, indent=indent, ensure_ascii=ascii_only)
        assert plain(read_json(text).root) == {"x": texts(value)}


def test_json_places() -> None:
    root = read_json('{\r\n  "a": "b",\r\n  "ü": ["c"]}').root
    assert [(p.line, p.column) for p in root.keys.values()] == [(2, 2), (3, 2)]
    value = root.get("ü")
    assert isinstance(value, Sequence)
    place = value.items[0].place
    assert (place.line, place.column, place.end_column) == (3, 8, 11)


def test_a_trailing_comma_is_forgiven() -> None:
    assert plain(read_json('{"a": [1,],}').root) == {"a": ["1"]}


BILLION_LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)

HOSTILE = {
    "a tab": ("Resources:\n\tF: x", "tab", 2),
    "a cycle": ("a: &a\n  b: *a", "inside its own anchor", 2),
    "an alias of nothing": ("a: *b", "names no anchor", 1),
    "a billion laughs": (BILLION_LAUGHS, "more than 200000 values", 0),
    "too deep": ("a: " + "[" * 300, "levels deep", 1),
    "too deep, in blocks": ("".join(" " * i + "a:\n" for i in range(300)), "levels deep", 201),
    "a bracket that is not closed": ("a: [b\nc: d", "", 2),
    "a quote that is not closed": ("a: 'b\nc: d", "unexpected end", 0),
    "wrong indentation": ("a:\n  b: c\n d: e", "", 3),
    "a list at the top": ("- a\n- b", "no mapping", 1),
    "a text": ("just text", "no mapping", 1),
    "nothing": ("", "no mapping", 1),
    "a null": ("a: \0", "", 0),
    "a control character": ("a: \x07", "", 0),
    "a tag that is not one": ("a: !<x b", "", 1),
    "an undefined handle": ("a: !x!y b", "", 1),
    "a mark alone": ("a: @b", "", 1),
}


@pytest.mark.parametrize(("text", "said", "line"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_yaml(text: str, said: str, line: int) -> None:
    marker = "AWS::Serverless::Function"
    found = reading(Path("template.yaml"), f"{text}\n# {marker}")
    if not found.broken:
        pytest.fail(f"it was read: {found}")
    (problem,) = found.problems
    assert said in problem.message
    assert problem.message.startswith("cannot be read: ")
    assert problem.message.endswith(".")
    assert str(problem).startswith("template.yaml")
    if line:
        assert problem.line == line


def test_json_data_is_no_template() -> None:
    found = reading(Path("data.json"), '["AWS::Serverless::Function"]')
    assert not found.problems
    assert not found.functions


def test_a_key_given_twice_is_told_and_the_last_counts() -> None:
    text = "Resources:\n  F: {Type: x}\n  F: {Type: AWS::Serverless::Function, Properties: {Handler: a.b}}"
    found = reading(Path("template.yaml"), text)
    assert [f.handler for f in found.functions] == ["a.b"]
    assert [str(p) for p in found.problems] == ["template.yaml:3: the key 'F' is given twice; the last one counts."]


MARKER = b"AWS::Lambda::Function"
BYTES = {
    "not UTF-8": (MARKER + b"\nname: \xff\xfe", "it is not UTF-8 text", 2),
    "binary": (bytes(range(256)) + MARKER, "it is not UTF-8 text", 0),
    "huge": (b"Resources:\n" + b"  a: b\n" * (MAX_BYTES // 7 + 1) + MARKER, "larger than 2 MB", 0),
}


@pytest.mark.parametrize(("data", "said", "line"), BYTES.values(), ids=BYTES)
def test_hostile_bytes(data: bytes, said: str, line: int) -> None:
    found = read(Path("template.yaml"), Kind.YAML, data)
    assert found.broken
    assert said in found.problems[0].message
    if line:
        assert found.problems[0].line == line


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert text_of("a: ü".encode(encoding)) == "a: ü"


HCL = {
    "texts": ('a = "b"', {"a": "b"}),
    "escapes": ('a = "b\\"c\\n$${d}"', {"a": 'b"c\n${d}'}),
    "parts": ('a = "${var.x}-b"', {"a": "{var.x}-b"}),
    "only a part": ('a = "${var.x}"', {"a": "var.x"}),
    "quotes inside a part": ('a = "x${f("}")}y"', {"a": "x{f(…)}y"}),
    "parts inside parts": ('a = "${"${var.x}"}"', {"a": "var.x"}),
    "a directive": ('a = "%{ if x }y%{ endif }"', {"a": "{ if x }y{ endif }"}),
    "numbers and words": ("a = 1\nb = true\nc = null", {"a": "1", "b": "true", "c": "null"}),
    "references": ('a = b.c[0].d["e"].f', {"a": "b.c.0.d.e.f"}),
    "splats": ("a = b[*].c\nd = e.*.f", {"a": "b.*.c", "d": "e.*.f"}),
    "calls": ("a = join(\n  b,\n  [c, d],\n)", {"a": "join(…)"}),
    "operators": ("a = b + 1\nc = !d\ne = f == g && h", {"a": "b + 1", "c": "!d", "e": "f == g && h"}),
    "conditionals": ("a = b ? c : d", {"a": "b ? c : d"}),
    "conditionals over lines": ("a = (b\n  ? c\n  : d)\ne = 1", {"a": "b ? c : d", "e": "1"}),
    "loops": ("a = [for x in y : x if x]\nb = { for k, v in w : k => v... }", {"a": "for", "b": "for"}),
    "heredocs": ("a = <<EOF\nb = c\nEOF\nd = 1", {"a": "<<", "d": "1"}),
    "indented heredocs": ("a = <<-EOF\n  {\n  EOF\nd = 1", {"a": "<<", "d": "1"}),
    "comments": ("# x\n// y\n/* z\n*/ a = 1 # b\n", {"a": "1"}),
    "carriage returns": ("a = 1\r\nb = 2\r\n", {"a": "1", "b": "2"}),
    "objects": ("a = { b = 1, c : 2\n  d = 3 }", {"a": "{…}"}),
    "no line end at the end": ("a = 1", {"a": "1"}),
    "something else between": ("a = 1\n???\nb = 2", {"a": "1", "b": "2"}),
}


@pytest.mark.parametrize(("text", "expected"), HCL.values(), ids=HCL)
def test_hcl(text: str, expected: dict[str, str]) -> None:
    assert {name: shown(value) for name, value in read_hcl(text).attributes.items()} == expected


def test_hcl_blocks() -> None:
    body = read_hcl('resource "a" "b" {\n  c {\n    d = { "e" = 1, f = "g" }\n  }\n}\nlocals { x = 1 }\n')
    assert [(b.type, b.labels, b.place.line) for b in body.blocks] == [("resource", ("a", "b"), 1), ("locals", (), 6)]
    value = body.blocks[0].body.block("c").attributes["d"]
    assert [(k, shown(v), v.place.line, v.place.column) for k, v in value.entries.items()] == [
        ("e", "1", 3, 16),
        ("f", "g", 3, 23),
    ]  # type: ignore[union-attr]


HCL_REFUSED = {
    "block": ('resource "a" "b" {\n', 1),
    "text": ('a = "b\nc = 1', 1),
    "comment": ("a = 1\n/* b", 2),
    "heredoc": ("a = 1\nb = <<EOF\nx", 2),
    "bracket": ("a = [1,\n2", 1),
    "too many brackets": ("a = 1\n}", 2),
    "too deep": ("a = " + "[" * 500, 1),
    "a quote in a part": ('a = "${"x}"', 1),
    "blocks too deep": ("a {\n" * 500, 61),
}


@pytest.mark.parametrize(("text", "line"), HCL_REFUSED.values(), ids=HCL_REFUSED)
def test_hcl_refused(text: str, line: int) -> None:
    with pytest.raises(ReadError) as caught:
        read_hcl(text)
    assert caught.value.line == line


TYPESCRIPT = {
    "const": ("const a = 'b';", {"a": "b"}),
    "typed": ("const a: string = 'b'", {"a": "b"}),
    "type with braces": ("const a: { x: string } = f();", {"a": "f(…)"}),
    "template": ("const a = `b-${c}`;", {"a": "b-{c}"}),
    "sum": ("const a = 'b' + 'c';", {"a": "bc"}),
    "as const": ("const a = 'b' as const;", {"a": "b"}),
    "field": ("class X { private readonly a = 'b'; }", {"this.a": "b"}),
    "this": ("this.a = new X(1).y;", {"this.a": "X(…).y"}),
    "comment with a quote": ("// don't\nconst a = 'b';\n/* it's */", {"a": "b"}),
    "regular expression with a quote": (
        "const x = y.replace(/'/g, '');\nconst a = 'b';",
        {"x": "y.replace(…)", "a": "b"},
    ),
    "division": ("const x = y / 2 / z; const a = 'b';", {"x": "y", "a": "b"}),
    "await": ("const a = await f();", {"a": "f(…)"}),
    "non-null": ("const a = b!.c;", {"a": "b.c"}),
    "optional": ("const a = b?.c;", {"a": "b.c"}),
    "generics": ("const a = new Map<string, X>();", {"a": "Map(…)"}),
}


@pytest.mark.parametrize(("text", "expected"), TYPESCRIPT.values(), ids=TYPESCRIPT)
def test_typescript_names(text: str, expected: dict[str, str]) -> None:
    assert {name: shown(value) for name, value in read_typescript(text).names.items()} == expected


def test_typescript_calls_inside_arrow_functions() -> None:
    module = read_typescript(
        "items.forEach((x) => {\n  new lambda.Function(this, `f${x}`, { handler: 'a.b' });\n  other();\n});\nlast();"
    )
    assert [shown(call.function) for call in module.calls] == ["items.forEach", "lambda.Function", "other", "last"]


SHAPES = {
    "yaml brackets": "a: " + "[" * 50_000,
    "yaml anchors": "".join(f"a{i}: &x{i} b\n" for i in range(3_000)),
    "yaml quotes": "a: '" + "''" * 50_000,
    "yaml keys": "? " * 5_000,
    "yaml dashes": "- " * 5_000,
}


@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES)
def test_yaml_ends_soon(text: str) -> None:
    ends_soon(lambda: read_yaml(text))


@pytest.mark.parametrize(
    "unit",
    [
        "/*",
        "`",
        "'",
        '"',
        "${",
        "{",
        "[",
        "(",
        "a(",
        "new X({",
        "a: {",
        "<",
        "=>",
        "a.b",
        "+",
        "?",
        ":",
        "...",
        "/",
        "\\",
        "const a = ",
    ],
)
def test_typescript_ends_soon(unit: str) -> None:
    ends_soon(lambda: read_typescript(unit * 5_000))


@pytest.mark.parametrize(
    "unit",
    ["/*", "<<A\n", "#", '"', "${", "{", "[", "(", "a(", "a {\n", "a = ", "?", ":", ".", "=", '"${', "b\n", "\\"],
)
def test_hcl_ends_soon(unit: str) -> None:
    ends_soon(lambda: read_hcl(unit * 5_000))


def ends_soon(action: Callable[[], object]) -> None:
    """Work of this size ends, read or refused in a sentence, before pytest's own limit."""
    with contextlib.suppress(ReadError):
        action()


ALPHABET = st.sampled_from(
    [*"abR:{}[]()<>'\"`$!&*#|>-?,.=\\/%@~ \t\r\n", "Ref", "Fn::Sub", "<<", "${", "=>", "new ", "const ", "\0", "😀"]
)


@given(st.lists(ALPHABET, max_size=60).map("".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    for reader in (read_yaml, read_json, read_hcl, read_typescript):
        with contextlib.suppress(ReadError):
            reader(text)


def test_places_of_tables_span_them() -> None:
    root = read_yaml("a:\n  b: c\nd: e\n").root
    inner = root.get("a")
    assert isinstance(inner, Table)
    assert (inner.place.line, inner.place.column) == (2, 2)
