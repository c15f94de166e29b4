"""A Serverless Framework service that a program gives: ``serverless.ts``, ``serverless.js``."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.analysis.function_config import FunctionConfig, Unresolved
from handlerlens.project.index import Index
from project.workspace import functions, indexed, shown, write

SERVICE = """{
  service: 'shop',
  provider: { name: 'aws', runtime: 'python3.13', timeout: 20 },
  functions: { orders: { handler: 'src/orders.take' } },
}"""
EXPORTS = {
    "module.exports": f"module.exports = {SERVICE};\n",
    "a constant": f"const service = {SERVICE};\nmodule.exports = service;\n",
    "a constant with a type": f"const service: AWS = {SERVICE};\nexport default service;\n",
    "export default": f"export default {SERVICE};\n",
    "export =": f"export = {SERVICE} as AWS;\n",
    "satisfies": f"export default {SERVICE} satisfies AWS;\n",
    "given to a function": f"module.exports = defineConfig({SERVICE});\n",
    "what follows has functions too": f"module.exports = {SERVICE};\nconst other = {{ provider: 1, functions: {{}} }};\n",
}


@pytest.mark.parametrize("text", EXPORTS.values(), ids=EXPORTS)
@pytest.mark.parametrize("name", ["serverless.ts", "serverless.js", "serverless.cjs"])
def test_exports(tmp_path: Path, text: str, name: str) -> None:
    index = indexed(tmp_path, {name: text, "src/orders.py": "def take(order, c): ...\n"})
    assert shown(index) == {"src/orders.py:take": "declared"}
    (function,) = next(index.listed()).functions
    assert (function.runtime, function.timeout, function.tool) == ("python3.13", 20.0, "serverless")
    span = function.positions["Handler"]
    assert text.splitlines()[span.line - 1][span.column : span.end_column] == "src/orders.take"


def one(root: Path, entries: str, before: str = "", files: dict[str, str] | None = None) -> FunctionConfig:
    """The function ``f`` of a service."""
    write(root, files or {})
    head = "service: 'shop', custom: { name: 'x' }, provider: { name: 'aws' }"
    text = f"{before}\nmodule.exports = {{ {head}, functions: {{ f: {entries} }} }};\n"
    write(root, {"serverless.ts": text})
    return functions(root / "serverless.ts", text)["f"]


VALUES = {
    "a text": ("'app.run'", "", "app.run"),
    "a constant": ("HANDLER", "const HANDLER = 'app.run';", "app.run"),
    "a template": ("`${folder}/app.run`", "const folder = 'src';", "src/app.run"),
    "a sum": ("folder + '/app.run'", "const folder = 'src';", "src/app.run"),
    "a variable of the framework": ("'${self:custom.name}.run'", "", "x.run"),
    "one in a template": ("`\\${self:custom.name}.${name}`", "const name = 'run';", "x.run"),
    "a member": ("names.f", "const names = { f: 'app.run' };", "app.run"),
    "imported": ("HANDLER", "import { HANDLER } from './names';", "app.run"),
    "required": ("HANDLER", "const { HANDLER } = require('./names');", "app.run"),
    "a variable of the process": ("process.env.HANDLER", "", Unresolved("${process.env.HANDLER}")),
    "unknown": ("handlers[0]", "", Unresolved("${handlers}")),
}


@pytest.mark.parametrize(("value", "before", "expected"), VALUES.values(), ids=VALUES)
def test_values(tmp_path: Path, value: str, before: str, expected: object) -> None:
    names = {"names.ts": "export const HANDLER = 'app.run';\n"}
    assert one(tmp_path, f"{{ handler: {value} }}", before, names).handler == expected


def test_properties(tmp_path: Path) -> None:
    text = """{
      ...shared,
      handler: 'app.run',
      memorySize: 256,
      environment: { STAGE: 'dev', FLAG: true, COUNT: 3, KEY: process.env.KEY ?? '', NONE: null },
      events: [{ httpApi: { method: 'get', path: '/orders' } }, { sqs: { arn: 'arn:aws:sqs:x' } }, { schedule: 'rate(1 day)' }],
    }"""
    found = one(tmp_path, text, "const shared = { timeout: 30, memorySize: 128 };")
    assert (found.timeout, found.memory) == (30.0, 256)
    assert found.environment == {
        "STAGE": "dev",
        "FLAG": "true",
        "COUNT": "3",
        "KEY": Unresolved("${process.env.KEY ?? ''}"),
    }
    assert [event.kind for event in found.events] == ["http_api_v2", "sqs", "schedule"]


def test_functions_of_other_files(tmp_path: Path) -> None:
    main = """
import { orders } from './functions/orders';
import * as others from './functions/others';
export default { service: 'shop', provider: { name: 'aws', runtime: 'python3.13' }, functions: { orders, ...others.all } };
"""
    files = {
        "serverless.ts": main,
        "functions/orders.ts": "export const orders = { handler: 'src/orders.take' };\n",
        "functions/others.ts": "export const all = { cancel: { handler: 'src/orders.cancel' } };\n",
        "src/orders.py": "def take(event, context): ...\ndef cancel(e, c): ...\n",
    }
    index = indexed(tmp_path, files)
    assert shown(index) == {"src/orders.py:take": "declared", "src/orders.py:cancel": "declared"}
    lines = {f.logical_id: f.line for listed in index.listed() for f in listed.functions}
    assert lines["orders"] == 4
    write(tmp_path, {"functions/others.ts": "export const all = {};\n"})
    index.update(tmp_path / "functions" / "others.ts")
    assert shown(index) == {"src/orders.py:take": "declared"}


NOTHING = {
    "another name": ("service.ts", f"module.exports = {SERVICE};"),
    "another cloud": ("serverless.ts", f"module.exports = {SERVICE.replace('aws', 'google')};"),
    "a function of its own": ("serverless.ts", f"module.exports = async () => ({SERVICE});"),
    "no functions": ("serverless.js", "module.exports = { provider: { name: 'aws' }, handler: 'functions' };"),
    "half of it": ("serverless.ts", f"module.exports = {SERVICE[: len(SERVICE) // 2]}"),
    "nothing after the word": ("serverless.ts", "const functions = provider;\nmodule.exports ="),
    "itself": (
        "serverless.ts",
        "const functions = { functions };\nexport default { provider: functions, functions: { f: functions } };",
    ),
    "deep": (
        "serverless.ts",
        "module.exports = { provider: 'aws', functions: " + "{ a: " * 500 + "1" + " }" * 500 + " };",
    ),
}


@pytest.mark.parametrize(("name", "text"), NOTHING.values(), ids=NOTHING)
def test_what_declares_nothing(tmp_path: Path, name: str, text: str) -> None:
    index = indexed(tmp_path, {name: text, "src/orders.py": "def take(order, c): ...\n"})
    assert "declared" not in shown(index).values()
    assert list(index.problems()) == []


def test_what_was_compiled_of_it_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, {"serverless.ts": EXPORTS["module.exports"], "serverless.js": EXPORTS["module.exports"]})
    write(tmp_path, {"src/orders.py": "def take(order, c): ...\n"})
    index = Index([tmp_path])
    for _ in index.scan():
        pass
    assert [f.template.name for listed in index.listed() for f in listed.functions] == ["serverless.ts"]
