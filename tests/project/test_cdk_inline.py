"""CDK functions whose code is read from a file and given inline."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from project.test_cdk_files import CODE, STACK, declared
from project.workspace import indexed

INLINE_PYTHON = {
    "open": "lambda_.Code.from_inline(open('src/a/a.py').read())",
    "with": "lambda_.InlineCode(code)",
    "pathlib": "lambda_.Code.from_inline(Path('src/a/a.py').read_text(encoding='utf-8'))",
}


@pytest.mark.parametrize("code", INLINE_PYTHON.values(), ids=INLINE_PYTHON)
def test_python_inline_code_of_a_file(tmp_path: Path, code: str) -> None:
    text = f"""
        from pathlib import Path
        from aws_cdk import aws_lambda as lambda_
        with open("src/a/a.py", encoding="utf8") as file:
            code = file.read()
        lambda_.Function(self, "A", handler="index.main", code={code})
    """
    index = indexed(tmp_path, {"cdk.json": "{}", "app.py": dedent(text), **CODE})
    assert declared(index, tmp_path) == {"src/a/a.py": ["A"]}
    (config,) = index.templates()[tmp_path / "app.py"].functions
    assert (config.handler, config.code_root, config.inline) == (
        "a.main",
        tmp_path / "src" / "a",
        False,
    )


INLINE_TYPESCRIPT = {
    "readFileSync": "new lambda.InlineCode(fs.readFileSync('src/a/a.py', { encoding: 'utf-8' }))",
    "toString": "lambda.Code.fromInline(fs.readFileSync(path.join(__dirname, '../src/a/a.py')).toString())",
}


@pytest.mark.parametrize("code", INLINE_TYPESCRIPT.values(), ids=INLINE_TYPESCRIPT)
def test_typescript_inline_code_of_a_file(tmp_path: Path, code: str) -> None:
    body = f"new lambda.Function(this, 'A', {{ handler: 'index.main', code: {code} }});"
    imports = (
        "import * as lambda from 'aws-cdk-lib/aws-lambda';\nimport * as fs from 'fs';\nimport * as path from 'path';"
    )
    stack = dedent(STACK).format(imports=imports, body=body)
    assert declared(indexed(tmp_path, {"cdk.json": "{}", "lib/orders.ts": stack, **CODE}), tmp_path) == {
        "src/a/a.py": ["A"]
    }
