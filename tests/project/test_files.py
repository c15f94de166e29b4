"""Which files of a tree are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.project.files import Kind, kind_of, walk
from project.workspace import write

SKIPPED = [
    ".aws-sam/build/F/app.py",
    ".git/hooks/x.py",
    ".serverless/x.py",
    ".terraform/modules/x.tf",
    ".tox/py/app.py",
    ".venv/lib/app.py",
    "__pycache__/app.py",
    "cdk.out/asset.1/app.py",
    "cdk.out/tree.json",
    "node_modules/x/template.yaml",
    "thing.egg-info/x.py",
    "python/lib/python3.13/site-packages/x.py",
    "web/node_modules/x.ts",
    "types/x.d.ts",
    "README.md",
]


@pytest.mark.parametrize("name", SKIPPED)
def test_skipped(tmp_path: Path, name: str) -> None:
    write(tmp_path, {name: "", "app.py": ""})
    assert [path.name for path, _ in walk([tmp_path])] == ["app.py"]


def test_an_environment_of_any_name(tmp_path: Path) -> None:
    write(tmp_path, {"myenv/pyvenv.cfg": "", "myenv/lib/x.py": "", "app.py": ""})
    assert [path.name for path, _ in walk([tmp_path])] == ["app.py"]


def test_what_is_installed_among_sources(tmp_path: Path) -> None:
    record = "crhelper/__init__.py,sha256=x,1\nsix.py,,\nCrHelper-2.0.dist-info/RECORD,,\n"
    installed = {"src/crhelper/__init__.py": "", "src/six.py": "", "src/CrHelper-2.0.dist-info/RECORD": record}
    write(tmp_path, {**installed, "src/empty-1.dist-info/METADATA": "", "src/app.py": "", "src/own/x.py": ""})
    assert [path.name for path, _ in walk([tmp_path])] == ["app.py", "x.py"]


@pytest.mark.parametrize("name", ["build", "dist", "out", "target"])
def test_output_only_beside_a_build_file(tmp_path: Path, name: str) -> None:
    write(tmp_path, {f"a/{name}/app.py": "", f"b/{name}/app.py": "", "b/package.json": ""})
    assert [path for path, kind in walk([tmp_path]) if kind is Kind.PYTHON] == [tmp_path / "a" / name / "app.py"]


def test_synthesized_templates(tmp_path: Path) -> None:
    write(
        tmp_path, {"cdk.out/A.template.json": "", "cdk.out/assembly-X/B.template.json": "", "cdk.out/manifest.json": ""}
    )
    assert [path.name for path, _ in walk([tmp_path])] == ["A.template.json", "B.template.json"]


def test_order_and_overlapping_roots(tmp_path: Path) -> None:
    write(tmp_path, {"b/x.py": "", "a/y.py": "", "z.py": "", "a/c/w.py": ""})
    found = [path.name for path, _ in walk([tmp_path, tmp_path / "a"])]
    assert found == ["z.py", "y.py", "w.py", "x.py"]


def test_links_in_a_circle(tmp_path: Path) -> None:
    write(tmp_path, {"a/x.py": ""})
    try:
        (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
        (tmp_path / "a" / "gone.py").symlink_to(tmp_path / "none.py")
    except OSError:
        pytest.skip("no symbolic links here")
    assert [path.name for path, _ in walk([tmp_path])] == ["x.py"]


def test_a_root_that_is_not_there(tmp_path: Path) -> None:
    assert list(walk([tmp_path / "none"])) == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.py", Kind.PYTHON), ("a.yaml", Kind.YAML), ("a.yml", Kind.YAML), ("a.template", Kind.YAML), ("a.json", Kind.JSON),
        ("a.tf", Kind.TERRAFORM), ("a.ts", Kind.TYPESCRIPT), ("a.d.ts", None), ("a.js", Kind.TYPESCRIPT), ("a.cjs", Kind.TYPESCRIPT),
        ("a.min.js", None), ("a.test.ts", None), ("a.spec.js", None), ("a.jsx", None), ("Makefile", None), (".py", None),
    ],
)  # fmt: skip
def test_kinds(name: str, kind: Kind | None) -> None:
    assert kind_of(Path(name)) is kind


def test_what_tools_made_of_typescript_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, dict.fromkeys(("a.ts", "a.js", "b.js", "b.d.ts", "c.mjs", "c.d.mts", "d.js", "e.d.ts"), ""))
    assert [path.name for path, _ in walk([tmp_path])] == ["a.ts", "d.js"]
