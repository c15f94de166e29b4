"""Every check of infrastructure files does what its documentation says: its ``yaml`` blocks are small workspaces."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from handlerlens.analysis.finding import Severity
from handlerlens.analysis.linter import Selection
from handlerlens.analysis.rules import RULES
from handlerlens.analysis.runtimes import runtimes
from handlerlens.analysis.source import DiskView
from handlerlens.project.checks import TEMPLATE_RULES
from handlerlens.project.checks.runtime_eol import state
from handlerlens.project.diagnosis import template_findings
from handlerlens.project.index import Index

BLOCK = re.compile(
    r"^```yaml(?P<fixed> fixed)?[^\S\n]*\n(?P<code>.*?)^```[^\S\n]*$",
    re.MULTILINE | re.DOTALL,
)
FILE = re.compile(r"^# file: (\S+)\n", re.MULTILINE)
MARK = re.compile(r"\s*#\s*error:\s*\[([A-Z0-9, ]+)\]\s*$", re.MULTILINE)


@dataclass
class Example:
    name: str
    files: dict[str, str]
    expected: list[tuple[int, str]]
    fixed: str | None = None


def examples() -> list[Example]:
    found: list[Example] = []
    for rule in (*RULES, *TEMPLATE_RULES):
        for block in BLOCK.finditer(rule.documentation):
            if block["fixed"]:
                found[-1].fixed = block["code"]
                continue
            parts = FILE.split(block["code"])
            files = dict(zip(parts[1::2], parts[2::2], strict=True))
            template = files["template.yaml"]
            expected = [(n, m[1]) for n, line in enumerate(template.splitlines(), 1) for m in [MARK.search(line)] if m]
            files["template.yaml"] = MARK.sub("", template)
            found.append(Example(f"{rule.code}-{len(found)}", files, expected))
    return found


def open_workspace(root: Path, files: dict[str, str]) -> Index:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    index = Index([root])
    for _ in index.scan():
        pass
    return index


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_example(example: Example, tmp_path: Path) -> None:
    index = open_workspace(tmp_path, example.files)
    path = tmp_path / "template.yaml"
    findings = template_findings(index, path, DiskView())
    assert [(f.span.line, f.code) for f in findings] == example.expected, [f.message for f in findings]
    if example.fixed is not None:
        (edit,) = findings[0].fixes[0].edits
        lines = path.read_text("utf-8").splitlines(keepends=True)
        line = lines[edit.span.line - 1]
        lines[edit.span.line - 1] = line[: edit.span.column] + edit.text + line[edit.span.end_column :]
        assert lines[edit.span.line - 1].strip() == example.fixed.strip()
        index.update(path, "".join(lines))
        path.write_text("".join(lines), encoding="utf-8")
        assert findings[0].span not in [f.span for f in template_findings(index, path, DiskView())]


@pytest.mark.parametrize("rule", TEMPLATE_RULES, ids=lambda rule: rule.code)
def test_documentation(rule: object) -> None:
    own = [e for e in examples() if e.name.startswith(rule.code)]  # type: ignore[attr-defined]
    assert any(e.expected for e in own)
    assert any(not e.expected for e in own)
    assert rule.summary.endswith(".")  # type: ignore[attr-defined]


TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: {runtime}
      Handler: {handler}
"""

HANDLERS = {
    "quoted": ("'app.nope'", [("HL104", "'app.handler'")]),
    "double quoted": ('"app.nope"', [("HL104", '"app.handler"')]),
    "an intrinsic": ("!Sub app.nope", [("HL104", None)]),
    "near": ("app.handlr", [("HL104", "app.handler")]),
    "with .py": ("app.py.handler", [("HL105", "app.handler")]),
    "from below": ("./app.handler", [("HL106", "app.handler")]),
    "one folder down": ("inner.handler", [("HL105", "pkg/inner.handler")]),
    "two folders down": ("deep.handler", [("HL105", "src/orders/deep.handler")]),
    "two folders down, in several": ("twice.handler", [("HL105", None)]),
    "two folders down, without the function": ("deep.nope", [("HL105", None)]),
    "nowhere": ("other.handler", [("HL105", None)]),
    "with spaces": ("'app. handler'", [("HL106", "'app.handler'")]),
    "with a backslash": ("pkg\\inner.handler", [("HL106", "pkg/inner.handler")]),
    "called": ("app.handler()", [("HL106", "app.handler")]),
    "fine": ("app.handler", []),
    "fine, in a folder": ("pkg/inner.handler", []),
    "a parameter without default": ("!Ref Handler", []),
    "installed beside the sources": ("wrap/entry.handler", []),
}


@pytest.mark.parametrize(("handler", "expected"), HANDLERS.values(), ids=HANDLERS)
def test_handler_strings(tmp_path: Path, handler: str, expected: list[tuple[str, str | None]]) -> None:
    code = "def handler(event, context): ...\n"
    template = TEMPLATE.format(runtime="python3.13", handler=handler)
    installed = {"wrap/entry.py": code, "wrap-1.dist-info/RECORD": "wrap/entry.py,,\n"}
    deep = {f"src/{name}.py": code for name in ("orders/deep", "orders/twice", "users/twice")}
    files = {
        "app.py": code,
        "pkg/inner.py": code,
        "template.yaml": template,
        **installed,
        **deep,
    }
    index = open_workspace(tmp_path, files)
    findings = template_findings(index, tmp_path / "template.yaml", DiskView(), Selection(ignore=("HL506",)))
    line = next(text for text in template.splitlines() if "Handler:" in text)
    fixed = []
    for finding in findings:
        edit = finding.fixes[0].edits[0] if finding.fixes else None
        text = line[: edit.span.column] + edit.text + line[edit.span.end_column :] if edit else None
        fixed.append((finding.code, text.partition(": ")[2] if text else None))
    assert fixed == expected, [f.message for f in findings]


def test_other_runtimes_are_left_alone(tmp_path: Path) -> None:
    files = {
        "app.py": "",
        "template.yaml": TEMPLATE.format(runtime="nodejs22.x", handler="app.nope"),
    }
    assert template_findings(open_workspace(tmp_path, files), tmp_path / "template.yaml", DiskView()) == []


def test_comments_silence(tmp_path: Path) -> None:
    files = {
        "app.py": "",
        "template.yaml": TEMPLATE.format(runtime="python3.13", handler="app.nope  # handlerlens: ignore[HL104]"),
    }
    assert template_findings(open_workspace(tmp_path, files), tmp_path / "template.yaml", DiskView()) == []


def test_selection_and_severity(tmp_path: Path) -> None:
    files = {
        "app.py": "",
        "template.yaml": TEMPLATE.format(runtime="python3.13", handler="app.nope"),
    }
    index, path = open_workspace(tmp_path, files), tmp_path / "template.yaml"
    assert template_findings(index, path, DiskView(), Selection(select=("HL5",))) == []
    (finding,) = template_findings(index, path, DiskView(), Selection(severities={"HL104": Severity.WARNING}))
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 10, 30), ""),
        (date(2026, 10, 31), "from 2027-02-01"),
        (date(2027, 2, 1), "creates no functions with it since"),
        (date(2027, 3, 3), "updates no functions"),
    ],
)
def test_the_end_of_a_runtime(day: date, said: str) -> None:
    text = state(runtimes().lifecycles["python3.10"], day)
    assert said in text
    assert bool(text) == bool(said)
