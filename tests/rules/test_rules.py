"""Every rule does what its own documentation says."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from handlerlens.analysis.finding import Edit
from handlerlens.analysis.function_config import FunctionConfig
from handlerlens.analysis.handlers import declare
from handlerlens.analysis.linter import lint
from handlerlens.analysis.rules import RULES
from handlerlens.analysis.source import DiskView, parse
from handlerlens.project.files import Kind, kind_of
from handlerlens.project.reading import read
from rules.examples import Example, read_examples

HERE = Path(__file__).parent


def _examples() -> list[Example]:
    found: list[Example] = []
    for rule in RULES:
        found += read_examples(rule.documentation, rule.code)
    for page in sorted(HERE.glob("*.md")):
        found += read_examples(page.read_text(encoding="utf-8"), page.stem)
    return found


class Files:
    """A file view of an example's own files."""

    def __init__(self, files: dict[Path, str]) -> None:
        self.files = files

    def read(self, path: Path) -> str | None:
        return self.files.get(path) if path in self.files else DiskView().read(path)


def apply(text: str, edits: list[Edit]) -> str:
    """The text after non-overlapping edits."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    placed = sorted(
        (
            (starts[e.span.line - 1] + e.span.column, starts[e.span.end_line - 1] + e.span.end_column, e.text)
            for e in edits
        ),
        reverse=True,
    )
    for start, end, new in placed:
        text = text[:start] + new + text[end:]
    return text


def declared_by(root: Path, files: dict[str, str]) -> dict[str, tuple[FunctionConfig, ...]]:
    """What the templates among an example's files declare of its ``app.py``."""
    found: dict[str, tuple[FunctionConfig, ...]] = {}
    for name, text in files.items():
        kind = kind_of(Path(name))
        for config in read(root / name, kind, text.encode()).functions if kind not in (None, Kind.PYTHON) else ():
            module, _, function = str(config.handler).rpartition(".")
            if module == "app":
                found[function] = (*found.get(function, ()), config)
    return found


@pytest.mark.parametrize("example", _examples(), ids=lambda example: example.name)
def test_example(example: Example) -> None:
    root = Path(__file__).parent / "nowhere"
    view = Files({root / name: text for name, text in example.files.items()})
    source = parse(root / "app.py", example.code, view)
    declare(source, declared_by(root, example.files))
    findings = lint(source)
    assert [(f.span.line, f.code) for f in findings] == sorted(example.expected), [f.message for f in findings]
    for by, expected in example.fixed.items():
        chosen = [fix for f in findings for fix in [x for x in f.fixes if by in x.title][:1]]
        fixed = apply(example.code, list(dict.fromkeys(edit for fix in chosen for edit in fix.edits)))
        assert fixed == expected
        ast.parse(fixed)
        codes = {code for _, code in example.expected}
        assert not [f for f in lint(parse(root / "app.py", fixed, view)) if f.code in codes]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_documentation(rule: object) -> None:
    examples = read_examples(rule.documentation, rule.code)  # type: ignore[attr-defined]
    assert any(code == rule.code for e in examples for _, code in e.expected), "no example that is flagged"  # type: ignore[attr-defined]
    assert any(not e.expected for e in examples), "no example that is clean"
    assert rule.summary.endswith((".", ":")) or ":" in rule.summary  # type: ignore[attr-defined]


def test_codes_are_unique() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
