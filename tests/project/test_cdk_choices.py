"""CDK programs whose helpers choose between what they are given and what they have of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from project.workspace import functions, write

FILES = {"cdk.json": "{}", "lambda/one/app.py": "", "lambda/two/other.py": ""}
BOTH = ["app.go one", "other.run two"]

PYTHON = {
    "or": ("handler=None", 'handler or "app.go"'),
    "or, twice": ("handler=None", 'handler or "" or "app.go"'),
    "conditional": ("handler=None", 'handler if handler else "app.go"'),
    "asked whether it is None": ("handler=None", '"app.go" if handler is None else handler'),
    "asked whether it is not None": ("handler=None", 'handler if handler is not None else "app.go"'),
    "compared": ("handler=None", '"app.go" if folder == "one" else "other.run"'),
    "of the rest": ("**rest", 'rest.get("handler", "app.go")'),
    "in a text": ("handler=None", "f\"{handler or 'app.go'}\""),
}


@pytest.mark.parametrize(("parameter", "handler"), PYTHON.values(), ids=PYTHON)
def test_helper_in_python(tmp_path: Path, parameter: str, handler: str) -> None:
    assert python(tmp_path, parameter, handler) == BOTH


FIRST_SET = {
    "where it is None": 'if handler is None:\n        handler = "app.go"',
    "by itself": 'handler = handler or "app.go"',
}


@pytest.mark.parametrize("statement", FIRST_SET.values(), ids=FIRST_SET)
def test_parameter_set_first_in_python(tmp_path: Path, statement: str) -> None:
    assert python(tmp_path, "handler=None", "handler", statement) == BOTH


UNTOLD = {
    "what is given": 'scope.handler or "app.go"',
    "what is asked": '"app.go" if scope.simple else "other.run"',
    "what is compared": '"app.go" if scope.stage == "prod" else "other.run"',
    "where it is got from": 'scope.settings.get("handler", "app.go")',
    "itself": 'own or "app.go"',
}


@pytest.mark.parametrize("handler", UNTOLD.values(), ids=UNTOLD)
def test_choice_that_is_not_told_in_python(tmp_path: Path, handler: str) -> None:
    found = python(tmp_path, "", handler, "own = own or own")
    assert not any(each.startswith(("app.go", "other.run")) for each in found)


def python(root: Path, parameter: str, handler: str, statement: str = "pass") -> list[str]:
    """The functions that a helper makes; its first call gives no handler."""
    write(root, FILES)
    text = f"""from aws_cdk import Stack, aws_lambda as lambda_

def make(scope, name, folder, {parameter}):
    {statement}
    code = lambda_.Code.from_asset("lambda/" + folder)
    lambda_.Function(scope, name, runtime=lambda_.Runtime.PYTHON_3_13, code=code, handler={handler})

class Orders(Stack):
    def __init__(self, scope, id):
        make(self, "One", "one")
        make(self, "Two", "two", handler="other.run")
"""
    return shown(root / "stacks" / "orders.py", text)


SETTINGS = {
    "??": "settings.handler ?? 'app.go'",
    "||": "settings.handler || 'app.go'",
    "?? twice": "settings.handler ?? settings.other ?? 'app.go'",
    "optional": "settings?.handler ?? 'app.go'",
    "conditional": "settings.handler ? settings.handler : 'app.go'",
    "compared with undefined": "settings.handler === undefined ? 'app.go' : settings.handler",
    "compared": "settings.folder == 'one' ? 'app.go' : 'other.run'",
    "constant": "settings.handler ?? OWN",
    "in a template": "`${settings.handler ?? 'app.go'}`",
}


@pytest.mark.parametrize("handler", SETTINGS.values(), ids=SETTINGS)
def test_class_in_typescript(tmp_path: Path, handler: str) -> None:
    inner = f"""class Fn extends Construct {{
  constructor(scope: Construct, id: string, settings: Settings) {{
    super(scope, id);
    new lambda.Function(this, id, {{ runtime: settings.runtime ?? lambda.Runtime.PYTHON_3_13, handler: {handler},
      code: lambda.Code.fromAsset(`lambda/${{settings.folder}}`) }});
  }}
}}"""
    assert typescript(tmp_path, inner, "new Fn(this, 'A', { folder: 'one' })", TWO) == BOTH


HELPERS = {
    "pattern": ("{ folder, handler = 'app.go' }: Settings", ""),
    "pattern with another type": ("{ handler = 'app.go', folder }: { handler?: string, folder: string }", ""),
    "taken apart": ("settings: Settings", "const { folder, handler = 'app.go' } = settings;"),
    "renamed": (
        "settings: Settings",
        "const { folder, handler: given } = settings; const handler = given ?? 'app.go';",
    ),
}


@pytest.mark.parametrize(("parameters", "statement"), HELPERS.values(), ids=HELPERS)
def test_helper_in_typescript(tmp_path: Path, parameters: str, statement: str) -> None:
    inner = helper(f"scope: Construct, id: string, {parameters}", statement)
    assert typescript(tmp_path, inner, "new Fn(this, 'A', { folder: 'one' })".replace("new ", ""), TWO[4:]) == BOTH


def test_parameters_with_defaults_in_typescript(tmp_path: Path) -> None:
    inner = helper("scope: Construct, id: string, folder: string = 'one', handler = 'app.go'", "")
    assert typescript(tmp_path, inner, "Fn(this, 'A')", "Fn(this, 'B', 'two', 'other.run')") == BOTH


def test_helper_that_is_an_arrow_function(tmp_path: Path) -> None:
    inner = """const Fn = (kind: string) => new lambda.Function(this, kind, { runtime: lambda.Runtime.PYTHON_3_13,
      code: lambda.Code.fromAsset(kind === 'A' ? 'lambda/one' : 'lambda/two'), handler: `${kind === 'A' ? 'app.go' : 'other.run'}` });"""
    assert typescript(tmp_path, inner, "Fn('A')", "Fn('B')") == BOTH


def test_entry_without_what_is_not_given(tmp_path: Path) -> None:
    inner = """function Fn(scope: Construct, id: string, settings: Settings) {
  new PythonFunction(scope, id, { runtime: lambda.Runtime.PYTHON_3_13, entry: `lambda/${settings.folder}`,
    index: settings.index, handler: settings.handler });
}"""
    two = "Fn(this, 'B', { folder: 'two', index: 'other.py', handler: 'run' })"
    assert typescript(tmp_path, inner, "Fn(this, 'A', { folder: 'one' })", two) == [
        "index.handler one",
        "other.run two",
    ]


NOT_TOLD = {
    "context": "scope.node.tryGetContext('handler') ?? 'app.go'",
    "environment": "process.env.HANDLER || 'app.go'",
    "unknown": "given ? 'app.go' : 'other.run'",
    "begun from another mapping": "settings.handler ?? 'app.go'",
}


@pytest.mark.parametrize("handler", NOT_TOLD.values(), ids=NOT_TOLD)
def test_choice_that_is_not_told_in_typescript(tmp_path: Path, handler: str) -> None:
    inner = helper("scope: Construct, id: string, settings: Settings", "").replace(
        "handler }", f"handler: {handler} }}"
    )
    found = typescript(tmp_path, inner, "Fn(this, 'A', { folder: 'one', ...others })", "")
    assert [each for each in found if each.endswith(" one")] == []


TWO = "new Fn(this, 'B', { folder: 'two', handler: 'other.run' })"


def helper(parameters: str, statement: str) -> str:
    """A function that makes one of ``folder`` and ``handler``."""
    folder = "settings.folder" if parameters.endswith("settings: Settings") and not statement else "folder"
    return f"""function Fn({parameters}): lambda.Function {{
  {statement}
  const code = lambda.Code.fromAsset(`lambda/${{{folder}}}`);
  return new lambda.Function(scope, id, {{ runtime: lambda.Runtime.PYTHON_3_13, code, handler }});
}}"""


def typescript(root: Path, inner: str, *uses: str) -> list[str]:
    """The functions that a helper makes of the two uses."""
    write(root, FILES)
    text = f"""import * as lambda from 'aws-cdk-lib/aws-lambda';
const OWN = 'app.go';
{inner}
export class Orders extends Stack {{
  constructor(scope: Construct, id: string) {{
    {"; ".join(uses)};
  }}
}}
"""
    return shown(root / "stacks" / "orders.ts", text)


def shown(path: Path, text: str) -> list[str]:
    """Handler and folder of each function whose handler and folder are told."""
    found = functions(path, text).values()
    return [
        f"{each.handler} {each.code_root.name}" for each in found if isinstance(each.handler, str) and each.code_root
    ]
