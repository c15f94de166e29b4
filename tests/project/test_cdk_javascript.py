"""CDK programs in JavaScript, and what was compiled from TypeScript."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from project.test_cdk_files import CODE, declared
from project.workspace import indexed

JAVASCRIPT = """
    const { Stack } = require('aws-cdk-lib');
    const lambda = require('aws-cdk-lib/aws-lambda');
    const path = require('path');
    class Orders extends Stack {
      constructor(scope, id, props) {
        super(scope, id, props);
        this.fn = new lambda.Function(this, 'A', {
          runtime: lambda.Runtime.PYTHON_3_13,
          handler: 'a.main',
          code: lambda.Code.fromAsset(path.join(__dirname, '..', 'src', 'a')),
        });
      }
    }
    module.exports = { Orders };
"""


@pytest.mark.parametrize("name", ["orders.js", "orders.mjs", "orders.cjs", "orders.mts", "orders.cts"])
def test_javascript(tmp_path: Path, name: str) -> None:
    files = {"cdk.json": "{}", f"lib/{name}": dedent(JAVASCRIPT), **CODE}
    assert declared(indexed(tmp_path, files), tmp_path) == {"src/a/a.py": ["A"]}


def test_what_is_compiled_from_typescript_is_not_read_twice(tmp_path: Path) -> None:
    text = dedent(JAVASCRIPT)
    index = indexed(
        tmp_path,
        {"cdk.json": "{}", "lib/orders.ts": text, "lib/orders.js": text, **CODE},
    )
    index.update(tmp_path / "lib" / "orders.js")
    assert declared(index, tmp_path) == {"src/a/a.py": ["A"]}
