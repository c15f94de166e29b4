"""CDK in TypeScript: constructs imported by a path alias, or by the name of a package of the workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from project.test_cdk_files import declared
from project.workspace import indexed

CONSTRUCT = """
import * as lambda from 'aws-cdk-lib/aws-lambda';
export class Fn extends Construct {
  constructor(scope: Construct, id: string, props: { name: string }) {
    super(scope, id);
    new lambda.Function(this, 'F', {
      runtime: lambda.Runtime.PYTHON_3_13, handler: `${props.name}.main`, code: lambda.Code.fromAsset('src'),
    });
  }
}
"""
STACK = """
import {{ Stack }} from 'aws-cdk-lib';
import {{ Fn }} from '{module}';
export class Orders extends Stack {{
  constructor(scope: Construct, id: string) {{
    super(scope, id);
    new Fn(this, 'A', {{ name: 'orders' }});
  }}
}}
"""
CODE = {"cdk.json": "{}", "src/orders.py": "def main(a, b): ...\n"}


def config(paths: str, base: str = ".") -> str:
    """A ``tsconfig.json`` with these path aliases, as people write it."""
    return f'{{\n  // aliases\n  "compilerOptions": {{ "baseUrl": "{base}", "paths": {paths}, }},\n}}'


WORKSPACE = '{"name": "root", "workspaces": ["packages/*"]}'
PACKAGE = "packages/parts/package.json"

FORMS = {
    "alias of a folder": ("@parts/fn", "lib/parts/fn.ts", {"tsconfig.json": config('{"@parts/*": ["lib/parts/*"]}')}),
    "alias of a file": ("parts", "lib/all.ts", {"tsconfig.json": config('{"parts": ["./lib/all"]}')}),
    "alias of an index": ("@parts", "lib/index.ts", {"tsconfig.json": config('{"@parts": ["lib"]}')}),
    "alias of all": ("@/lib/fn", "lib/fn.ts", {"tsconfig.json": config('{"@/*": ["./*"]}')}),
    "second place": ("@p/fn", "b/fn.ts", {"tsconfig.json": config('{"@p/*": ["a/*", "b/*"]}')}),
    "base": ("lib/fn", "lib/fn.ts", {"tsconfig.json": '{"compilerOptions": {"baseUrl": "."}}'}),
    "base below": ("parts/fn", "code/parts/fn.ts", {"tsconfig.json": config("{}", "code")}),
    "without base": ("~fn", "lib/fn.ts", {"tsconfig.json": '{"compilerOptions": {"paths": {"~fn": ["./lib/fn"]}}}'}),
    "extended": (
        "@p/fn",
        "lib/fn.ts",
        {"tsconfig.json": '{"extends": "./tsconfig.base.json"}', "tsconfig.base.json": config('{"@p/*": ["lib/*"]}')},
    ),
    "extended, short": (
        "@p/fn",
        "lib/fn.ts",
        {"tsconfig.json": '{"extends": "./base"}', "base.json": config('{"@p/*": ["lib/*"]}')},
    ),
    "package": (
        "@shop/parts",
        "packages/parts/src/index.ts",
        {"package.json": WORKSPACE, PACKAGE: '{"name": "@shop/parts"}'},
    ),
    "package with an entry": (
        "@shop/parts",
        "packages/parts/code/main.ts",
        {"package.json": WORKSPACE, PACKAGE: '{"name": "@shop/parts", "main": "code/main.js"}'},
    ),
    "package, compiled": (
        "@shop/parts",
        "packages/parts/src/main.ts",
        {"package.json": WORKSPACE, PACKAGE: '{"name": "@shop/parts", "types": "dist/main.d.ts"}'},
    ),
    "below a package": (
        "@shop/parts/lib/fn",
        "packages/parts/lib/fn.ts",
        {"package.json": WORKSPACE, PACKAGE: '{"name": "@shop/parts"}'},
    ),
    "plain name": ("parts", "packages/parts/index.ts", {"package.json": WORKSPACE, PACKAGE: '{"name": "parts"}'}),
    "yarn": (
        "parts",
        "packages/parts/index.ts",
        {"package.json": '{"workspaces": {"packages": ["packages/*"]}}', PACKAGE: '{"name": "parts"}'},
    ),
    "pnpm": (
        "parts",
        "packages/parts/index.ts",
        {"pnpm-workspace.yaml": "packages:\n  - 'packages/*'\n", PACKAGE: '{"name": "parts"}'},
    ),
}


@pytest.mark.parametrize(("module", "file", "more"), FORMS.values(), ids=FORMS)
def test_imports(tmp_path: Path, module: str, file: str, more: dict[str, str]) -> None:
    files = {**CODE, **more, file: CONSTRUCT, "app/stacks/orders.ts": STACK.format(module=module)}
    assert declared(indexed(tmp_path, files), tmp_path) == {"src/orders.py": ["A/F"]}


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"tsconfig.json": "{"},
        {"tsconfig.json": '{"extends": "./tsconfig.json"}'},
        {"tsconfig.json": '{"compilerOptions": {"paths": {"@p/*": "lib/*", "*": [5]}}}'},
        {"tsconfig.json": config('{"@p/*": ["../../../*"]}')},
        {"package.json": '{"workspaces": ["../*", "/", "**", "!x", 5]}'},
        {"package.json": "[]"},
        {"package.json": WORKSPACE, PACKAGE: "["},
        {"pnpm-workspace.yaml": "\x00"},
    ],
)
def test_what_cannot_be_found(tmp_path: Path, more: dict[str, str]) -> None:
    files = {**CODE, **more, "lib/fn.ts": CONSTRUCT, "app/stacks/orders.ts": STACK.format(module="@p/fn")}
    assert declared(indexed(tmp_path, files), tmp_path) == {}
