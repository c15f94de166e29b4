"""CDK programs in TypeScript: constructions of functions, however their arguments are written."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from handlerlens.analysis.function_config import FunctionConfig, Unresolved
from project.workspace import functions, write

FILES = {
    "cdk.json": "{}",
    "lambda/orders/app.py": "",
    "lambda/app.py": "",
    "stacks/code/app.py": "",
}


def typescript(root: Path, body: str, head: str = "") -> dict[str, FunctionConfig]:
    """The functions of a stack in TypeScript; ``body`` is its constructor."""
    write(root, FILES)
    text = "import * as lambda from 'aws-cdk-lib/aws-lambda';\nimport * as path from 'path';\n" + dedent(head)
    text += (
        "export class Orders extends Stack {\n  constructor(scope: Construct, id: string) {\n"
        + dedent(body)
        + "\n  }\n}\n"
    )
    return functions(root / "stacks" / "orders.ts", text)


TYPESCRIPT_CODE = {
    "a piece of a text": ("'lambda:orders'.split(':')[0]", "lambda"),
    "the last piece": ("'x:lambda/orders'.split(':').pop()", "lambda/orders"),
    "a piece of what nobody knows": ("scope.folder.split(':')[0]", None),
    "from where cdk runs": ("'lambda/orders'", "lambda/orders"),
    "beside the file": ("path.join(__dirname, 'code')", "stacks/code"),
    "above the file": ("path.join(__dirname, '..', 'lambda')", "lambda"),
    "resolved": ("path.resolve(__dirname, '../lambda/orders')", "lambda/orders"),
    "imported join": ("join(__dirname, 'code')", "stacks/code"),
    "template": ("`${__dirname}/code`", "stacks/code"),
    "template with a constant": ("`${FOLDER}/orders`", "lambda/orders"),
    "sum": ("FOLDER + '/orders'", "lambda/orders"),
    "constant": ("FOLDER", "lambda"),
    "replaced": ("'lambda-orders'.replace('-', '/')", "lambda/orders"),
    "replaced by a regular expression": ("'lambda-orders'.replace(/-/g, '/')", "lambda/orders"),
    "replaced by an escaped one": ("'lambda.orders'.replace(/\\./g, '/')", "lambda/orders"),
    "replaced by a wild one": ("'lambda-orders'.replace(/[-_]/g, '/')", None),
    "field": ("this.folder", "lambda/orders"),
    "nobody knows": ("props.folder", None),
}


@pytest.mark.parametrize(("code", "folder"), TYPESCRIPT_CODE.values(), ids=TYPESCRIPT_CODE)
def test_typescript_code(tmp_path: Path, code: str, folder: str | None) -> None:
    body = f"""
        this.folder = 'lambda/orders';
        new lambda.Function(this, 'F', {{
          runtime: lambda.Runtime.PYTHON_3_13, handler: 'app.handler', code: lambda.Code.fromAsset({code}),
        }});
    """
    found = typescript(tmp_path, body, "const FOLDER = 'lambda';\n")["F"]
    assert found.code_root == (tmp_path / folder if folder else None)
    assert (found.handler, found.runtime) == ("app.handler", "python3.13")


def test_typescript_settings(tmp_path: Path) -> None:
    body = """
        const table = new dynamodb.Table(this, 'T');
        const fn = new lambda.Function(this, "F", {
          runtime: lambda.Runtime.PYTHON_3_12,
          handler: "app.handler", // it's here
          code: lambda.Code.fromAsset('lambda', { bundling: { image: x, command: ['bash', '-c', `cp -r ${y} .`] } }),
          timeout: cdk.Duration.seconds(30),
          memorySize: 1_024,
          environment: { MODE: 'fast', 'TABLE': table.tableName },
        });
    """
    found = typescript(tmp_path, body)["F"]
    assert (found.timeout, found.memory) == (30, 1024)
    assert found.environment == {"MODE": "fast", "TABLE": Unresolved("table.tableName")}
    assert not found.environment_open
    assert found.positions["Handler"].line == found.line + 2


TYPESCRIPT_FORMS = {
    "shared properties": """
        const shared = { runtime: lambda.Runtime.PYTHON_3_12, code: lambda.Code.fromAsset('lambda') };
        new lambda.Function(this, 'F', { ...shared, handler: 'app.handler' });
    """,
    "properties beforehand": """
        const props: lambda.FunctionProps = { code: lambda.Code.fromAsset('lambda'), handler: 'app.handler', runtime: x };
        new lambda.Function(this, 'F', props);
    """,
    "properties of another construct": """
        new LambdaToSns(this, 'F', { lambdaFunctionProps: { code: lambda.Code.fromAsset('lambda'), handler: 'app.handler', runtime: x } });
    """,
    "inside an arrow function": """
        queues.forEach((queue, index) => {
          const fn = new lambda.Function(this, `F${index}`, { handler: 'app.handler', code: lambda.Code.fromAsset('lambda') });
        });
    """,
    "inside a call": """
        rule.addTarget(new targets.LambdaFunction(new lambda.Function(this, 'F', {
          handler: 'app.handler', code: lambda.Code.fromAsset('lambda') })));
    """,
    "code beforehand": """
        const code = lambda.Code.fromAsset('lambda');
        new lambda.Function(this, 'F', { handler: 'app.handler', code });
    """,
    "helper": """
        new lambda.Function(this, 'F', { handler: 'app.handler', code: bundle(path.join(__dirname, '../lambda')), runtime: x });
    """,
    "PythonFunction": """
        new PythonFunction(this, 'F', { entry: 'lambda', index: 'app.py', runtime: lambda.Runtime.PYTHON_3_12 });
    """,
    "conditional elsewhere": """
        const x = a ? { b: 'c' } : undefined;
        new lambda.Function(this, 'F', { vpc: a ? b : c, handler: 'app.handler', code: lambda.Code.fromAsset('lambda') });
    """,
}


@pytest.mark.parametrize("body", TYPESCRIPT_FORMS.values(), ids=TYPESCRIPT_FORMS)
def test_typescript_forms(tmp_path: Path, body: str) -> None:
    (found,) = typescript(tmp_path, body).values()
    assert (found.handler, found.code_root) == ("app.handler", tmp_path / "lambda")


CALLS = {
    "own method": """
        this.make('a'); this.make('b');
      }
      private make(name: string): lambda.Function {
        return new lambda.Function(this, `F${name}`, { handler: `${name}.handler`, code: lambda.Code.fromAsset('lambda') });
    """,
    "method with properties": """
        this.make({ id: 'Fa', handler: 'a.handler' }); this.make({ id: 'Fb', handler: 'b.handler' });
      }
      private make(props: { id: string; handler: string }) {
        new lambda.Function(this, props.id, { handler: props.handler, code: lambda.Code.fromAsset('lambda') });
    """,
    "method that takes properties apart": """
        this.make({ id: 'Fa', handler: 'a.handler' }); this.make({ id: 'Fb', handler: 'b.handler' });
      }
      private make({ id, handler }: Props) {
        new lambda.Function(this, id, { handler, code: lambda.Code.fromAsset('lambda') });
    """,
    "arrow function": """
        const make = (id: string, module: string) =>
          new lambda.Function(this, id, { handler: module + '.handler', code: lambda.Code.fromAsset('lambda') });
        make('Fa', 'a'); make('Fb', 'b');
    """,
    "function": """
        make(this, 'a'); make(this, 'b');
      } }
      function make(scope: Construct, name: string) { {
        new lambda.Function(scope, `F${name}`, { handler: `${name}.handler`, code: lambda.Code.fromAsset('lambda') });
    """,
    "loop": """
        for (const name of ['a', 'b']) {
          new lambda.Function(this, `F${name}`, { handler: `${name}.handler`, code: lambda.Code.fromAsset('lambda') });
        }
    """,
    "loop over objects": """
        const all = [{ name: 'a' }, { name: 'b' }];
        for (const { name } of all) {
          new lambda.Function(this, `F${name}`, { handler: `${name}.handler`, code: lambda.Code.fromAsset('lambda') });
        }
    """,
    "loop over entries": """
        for (const [name, handler] of Object.entries({ Fa: 'a.handler', Fb: 'b.handler' })) {
          new lambda.Function(this, name, { handler, code: lambda.Code.fromAsset('lambda') });
        }
    """,
    "forEach": """
        ['a', 'b'].forEach((name) => {
          new lambda.Function(this, `F${name}`, { handler: `${name}.handler`, code: lambda.Code.fromAsset('lambda') });
        });
    """,
    "map over a constant": """
        const names = ['a', 'b'];
        const made = names.map(name => new lambda.Function(this, 'F' + name, {
          handler: `${name}.handler`, code: lambda.Code.fromAsset('lambda') }));
    """,
    "a construct of its own": """
        new Fn(this, 'Fa', { module: 'a' }); new Fn(this, 'Fb', { module: 'b' });
      } }
      class Fn extends Construct {
        constructor(scope: Construct, id: string, props: { module: string }) {
          new lambda.Function(this, id, { handler: `${props.module}.handler`, code: lambda.Code.fromAsset('lambda') });
    """,
    "a method called in a loop": """
        for (const name of ['a', 'b']) { this.make(name); }
      }
      make(name: string) {
        new lambda.Function(this, `F${name}`, { handler: `${name}.handler`, code: lambda.Code.fromAsset('lambda') });
    """,
}


@pytest.mark.parametrize("body", CALLS.values(), ids=CALLS)
def test_typescript_constructions_for_each_call(tmp_path: Path, body: str) -> None:
    found = typescript(tmp_path, body)
    assert {name: config.handler for name, config in found.items()} == {"Fa": "a.handler", "Fb": "b.handler"}
    assert all(config.code_root == tmp_path / "lambda" for config in found.values())


def test_typescript_sources(tmp_path: Path) -> None:
    body = """
        this.fn = new lambda.Function(this, 'F', { handler: 'app.handler', code: lambda.Code.fromAsset('lambda') });
        this.fn.addEventSource(new SqsEventSource(queue, { batchSize: 1 }));
        api.root.addMethod('GET', new apigateway.LambdaIntegration(this.fn));
        new cr.Provider(this, 'P', { onEventHandler: this.fn });
    """
    found = typescript(tmp_path, body)["F"]
    assert [e.kind for e in found.events] == ["sqs", "rest_api", "cdk_provider"]


def test_typescript_lifecycle_hook(tmp_path: Path) -> None:
    body = """
        const fn = new lambda.Function(this, 'F', { handler: 'app.handler', code: lambda.Code.fromAsset('lambda') });
        service.addLifecycleHook(new ecs.DeploymentLifecycleLambdaTarget(fn, 'Hook', { lifecycleStages: [stage] }));
    """
    assert [e.kind for e in typescript(tmp_path, body)["F"].events] == ["ecs_hook"]


def test_other_runtimes_are_named(tmp_path: Path) -> None:
    body = "new lambda.Function(this, 'F', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: c });"
    assert typescript(tmp_path, body)["F"].runtime == "nodejs22.x"


def test_the_folder_of_a_module_in_amplify(tmp_path: Path) -> None:
    text = """
import { defineFunction } from '@aws-amplify/backend';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
const folder = path.dirname(fileURLToPath(import.meta.url));
export const greet = defineFunction((scope) => new Function(scope, 'greet', {
  handler: 'index.handler', runtime: Runtime.PYTHON_3_13, code: Code.fromAsset(folder, { bundling }),
}));
"""
    found = functions(tmp_path / "amplify" / "greet" / "resource.ts", text)["greet"]
    assert (found.handler, found.code_root) == ("index.handler", tmp_path / "amplify" / "greet")
