"""CDK programs over several files, in JavaScript, and with code that the program reads from a file."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from handlerlens.analysis.handlers import Tier
from handlerlens.project.index import Index
from project.workspace import indexed, write

HANDLER = "def main(event, context):\n    return {}\n"
CODE = {f"{folder}/{name}/{name}.py": HANDLER for folder in ("src", "other") for name in "ab"}


def declared(index: Index, root: Path) -> dict[str, list[str]]:
    """The files of declared handlers with the functions' ids."""
    return {
        listed.path.relative_to(root).as_posix(): [function.logical_id for function in listed.functions]
        for listed in index.listed()
        if listed.tier is Tier.DECLARED
    }


PYTHON_STACK = """
    from aws_cdk import Stack, aws_lambda as lambda_
    {imports}

    class Orders(Stack):
        def __init__(self, scope, id):
            super().__init__(scope, id)
            {body}
"""
PYTHON_FUNCTION = """
    from aws_cdk import aws_lambda as lambda_

    class Fn({base}):
        def __init__(self, scope, id, *, name, **kwargs):
            super().__init__(scope, id)
            {make}
"""
MAKE = "lambda_.Function(self, 'Fn', handler=f'{name}.main', code=lambda_.Code.from_asset(f'src/{name}'), **kwargs)"
MADE = "Fn(self, 'A', name='a'); Fn(self, 'B', name='b')"
PYTHON = {
    "relative import": ("from .parts.fn import Fn", MADE, "stacks/parts/fn.py"),
    "absolute import": ("from stacks.parts.fn import Fn", MADE, "stacks/parts/fn.py"),
    "module import": (
        "from stacks.parts import fn",
        MADE.replace("Fn(", "fn.Fn("),
        "stacks/parts/fn.py",
    ),
    "another name": (
        "from stacks.parts.fn import Fn as Lambda",
        MADE.replace("Fn(", "Lambda("),
        "stacks/parts/fn.py",
    ),
    "star import": ("from stacks.parts import *", MADE, "stacks/parts/__init__.py"),
    "passed on": ("from stacks.passed import Fn", MADE, "stacks/parts/fn.py"),
    "beside": ("from fn import Fn", MADE, "stacks/fn.py"),
    "in a loop": (
        "from .fn import Fn",
        "for n in ('a', 'b'): Fn(self, n.upper(), name=n)",
        "stacks/fn.py",
    ),
}


@pytest.mark.parametrize(("imports", "body", "file"), PYTHON.values(), ids=PYTHON)
def test_python_constructs_of_other_files(tmp_path: Path, imports: str, body: str, file: str) -> None:
    function = dedent(PYTHON_FUNCTION.format(base="Construct", make=MAKE))
    stack = dedent(PYTHON_STACK.format(imports=imports, body=body))
    passed = {"stacks/passed.py": "from .parts.fn import Fn\n"}
    index = indexed(
        tmp_path,
        {"cdk.json": "{}", "stacks/orders.py": stack, file: function, **passed, **CODE},
    )
    assert declared(index, tmp_path) == {"src/a/a.py": ["A/Fn"], "src/b/b.py": ["B/Fn"]}
    reading = index.templates()[tmp_path / "stacks" / "orders.py"]
    assert [config.line for config in reading.functions if isinstance(config.handler, str)] == [8, 8]


def test_python_class_in_the_same_file(tmp_path: Path) -> None:
    text = """
        from aws_cdk import aws_lambda as lambda_

        class Fn(lambda_.Function):
            def __init__(self, scope, id, *, name):
                super().__init__(scope, id, handler=name + '.main', code=lambda_.Code.from_asset('src/' + name))

        Fn(app, 'A', name='a')
    """
    index = indexed(tmp_path, {"cdk.json": "{}", "app.py": dedent(text), **CODE})
    assert declared(index, tmp_path) == {"src/a/a.py": ["A"]}


PYTHON_CONSTANTS = {
    "constant": ("from .config import NAME, FOLDER", "NAME", "FOLDER"),
    "of a module": ("from stacks import config", "config.NAME", "config.FOLDER"),
    "of a class": ("from .config import Config", "Config.NAME", "Config.FOLDER"),
    "of a dataclass": ("from .config import Places", "Places.NAME", "Places.FOLDER"),
    "of a model": ("from .config import Model", "Model.NAME", "Model.FOLDER"),
    "of a mapping": (
        "from .config import VALUES",
        "VALUES['name']",
        "VALUES['folder']",
    ),
    "of a function": ("from .config import path_of, NAME", "NAME", "path_of('a')"),
}
CONFIG = """
    import os
    NAME = "a.main"
    ROOT = os.path.join(os.path.dirname(__file__), "..", "src")
    FOLDER = os.path.join(ROOT, "a")
    VALUES = {"name": NAME, "folder": FOLDER}

    class Config:
        NAME = "a.main"
        FOLDER = FOLDER

    @dataclass
    class Places:
        NAME: ClassVar[str] = field(init=False, default="a.main")
        FOLDER: str = dataclasses.field(default=FOLDER)

    class Model(BaseModel):
        NAME: str = Field("a.main", min_length=1)
        FOLDER: str = Field(default=FOLDER)

    def path_of(name: str) -> str:
        '''Where a function is.'''
        return os.path.join(ROOT, name)
"""


@pytest.mark.parametrize(("imports", "handler", "folder"), PYTHON_CONSTANTS.values(), ids=PYTHON_CONSTANTS)
def test_python_constants_of_other_files(tmp_path: Path, imports: str, handler: str, folder: str) -> None:
    body = f"lambda_.Function(self, 'A', handler={handler}, code=lambda_.Code.from_asset({folder}))"
    stack = dedent(PYTHON_STACK.format(imports=imports, body=body))
    files = {
        "cdk.json": "{}",
        "stacks/orders.py": stack,
        "stacks/config.py": dedent(CONFIG),
        **CODE,
    }
    assert declared(indexed(tmp_path, files), tmp_path) == {"src/a/a.py": ["A"]}


TYPESCRIPT_FUNCTION = """
    import {{ Function, Runtime, Code }} from 'aws-cdk-lib/aws-lambda';
    export class Fn extends Construct {{
      constructor(scope: Construct, id: string, {parameter}) {{
        super(scope, id);
        {before}
        new Function(this, 'Fn', {{ runtime: Runtime.PYTHON_3_13, handler: {handler}, code: Code.fromAsset({folder}) }});
      }}
    }}
"""
FUNCTION_FORMS = {
    "properties": ("props: Props", "", "props.handler", "props.path"),
    "taken apart": (
        "props: Props",
        "const { handler, path: folder } = props;",
        "handler",
        "folder",
    ),
    "taken apart at once": ("{ handler, path }: Props", "", "handler", "path"),
    "kept": (
        "private readonly props: Props",
        "",
        "this.props.handler",
        "this.props.path",
    ),
}
STACK = """
    import * as cdk from 'aws-cdk-lib';
    {imports}
    export class Orders extends cdk.Stack {{
      constructor(scope: Construct, id: string) {{
        super(scope, id);
        {body}
      }}
    }}
"""
USE = (
    "new Fn(this, 'A', { handler: 'a.main', path: 'src/a' }); new Fn(this, 'B', { handler: 'b.main', path: 'src/b' });"
)


@pytest.mark.parametrize(
    ("parameter", "before", "handler", "folder"),
    FUNCTION_FORMS.values(),
    ids=FUNCTION_FORMS,
)
def test_typescript_constructs_of_other_files(
    tmp_path: Path, parameter: str, before: str, handler: str, folder: str
) -> None:
    function = dedent(TYPESCRIPT_FUNCTION.format(parameter=parameter, before=before, handler=handler, folder=folder))
    stack = dedent(STACK.format(imports="import { Fn } from './parts/fn';", body=USE))
    files = {
        "cdk.json": "{}",
        "lib/orders.ts": stack,
        "lib/parts/fn.ts": function,
        **CODE,
    }
    assert declared(indexed(tmp_path, files), tmp_path) == {
        "src/a/a.py": ["A/Fn"],
        "src/b/b.py": ["B/Fn"],
    }


def test_typescript_static_method_of_a_class_of_another_file(tmp_path: Path) -> None:
    factory = """
        import { Function, Runtime, Code } from 'aws-cdk-lib/aws-lambda';
        export class Functions {
          public static create(props: FunctionsProps): Function {
            const { scope, name, module } = props;
            return new Function(scope, name, {
              runtime: Runtime.PYTHON_3_13, handler: `${module}.main`, code: Code.fromAsset(`src/${module}`),
            });
          }
        }
    """
    made = "this.a = Functions.create({ scope: this, name: 'A', module: 'a' });"
    body = made + made.replace("a =", "b =").replace("'A'", "'B'").replace("'a'", "'b'")
    stack = dedent(STACK.format(imports="import { Functions } from './parts/functions';", body=body))
    files = {"cdk.json": "{}", "lib/orders.ts": stack, "lib/parts/functions.ts": dedent(factory), **CODE}
    assert declared(indexed(tmp_path, files), tmp_path) == {"src/a/a.py": ["A"], "src/b/b.py": ["B"]}


def test_python_static_method_of_a_class_of_another_file(tmp_path: Path) -> None:
    factory = """
        from aws_cdk import aws_lambda as lambda_

        class Functions:
            @staticmethod
            def create(scope, name):
                return lambda_.Function(scope, 'Fn', handler=f'{name}.main', code=lambda_.Code.from_asset(f'src/{name}'))
    """
    body = "Functions.create(self, 'a'); Functions.create(self, 'b')"
    stack = dedent(PYTHON_STACK.format(imports="from .functions import Functions", body=body))
    files = {"cdk.json": "{}", "stacks/orders.py": stack, "stacks/functions.py": dedent(factory), **CODE}
    assert list(declared(indexed(tmp_path, files), tmp_path)) == ["src/a/a.py", "src/b/b.py"]


IMPORTS = {
    "named": ("import { Fn } from './fn';", "Fn"),
    "renamed": ("import { Fn as Lambda, type Props } from './fn';", "Lambda"),
    "namespace": ("import * as parts from './fn';", "parts.Fn"),
    "with its suffix": ("import { Fn } from './fn.js';", "Fn"),
    "of an index": ("import { Fn } from './parts';", "Fn"),
    "required": ("const { Fn } = require('./fn');", "Fn"),
    "required whole": ("const parts = require('./fn');", "parts.Fn"),
}


@pytest.mark.parametrize(("imports", "name"), IMPORTS.values(), ids=IMPORTS)
def test_typescript_imports(tmp_path: Path, imports: str, name: str) -> None:
    function = dedent(
        TYPESCRIPT_FUNCTION.format(
            parameter="props: P",
            before="",
            handler="props.handler",
            folder="props.path",
        )
    )
    stack = dedent(STACK.format(imports=imports, body=USE.replace("new Fn(", f"new {name}(")))
    files = {
        "cdk.json": "{}",
        "lib/orders.ts": stack,
        "lib/fn.ts": function,
        "lib/parts/index.ts": "export * from '../fn';\n",
        **CODE,
    }
    assert declared(indexed(tmp_path, files), tmp_path) == {
        "src/a/a.py": ["A/Fn"],
        "src/b/b.py": ["B/Fn"],
    }


def test_typescript_constants_of_other_files_and_what_the_app_passes(
    tmp_path: Path,
) -> None:
    body = """
        new lambda.Function(this, 'A', { handler: settings.handler, code: lambda.Code.fromAsset(FOLDER) });
        new lambda.Function(this, 'B', { handler: props.handler, code: lambda.Code.fromAsset(props.path) });
    """
    imports = "import * as lambda from 'aws-cdk-lib/aws-lambda';\nimport { settings, FOLDER } from './config';"
    stack = dedent(STACK).format(imports=imports, body=body).replace("id: string)", "id: string, props: P)")
    config = "import * as path from 'path';\nexport const FOLDER = path.join(__dirname, '/../src/a');\n"
    files = {
        "cdk.json": "{}",
        "lib/orders.ts": stack,
        "lib/config.ts": config + "export const settings = { handler: 'a.main' };\n",
        "bin/app.ts": "import * as cdk from 'aws-cdk-lib';\nimport { Orders } from '../lib/orders';\n"
        "new Orders(new cdk.App(), 'Orders', { handler: 'b.main', path: 'src/b' });\n",
        **CODE,
    }
    assert declared(indexed(tmp_path, files), tmp_path) == {
        "src/a/a.py": ["A"],
        "src/b/b.py": ["Orders/B"],
    }


def test_a_changed_construct_is_read_anew_where_it_is_used(tmp_path: Path) -> None:
    form = {
        "parameter": "props: P",
        "before": "",
        "handler": "props.handler",
        "folder": "props.path",
    }
    function = dedent(TYPESCRIPT_FUNCTION.format(**form))
    stack = dedent(STACK.format(imports="import { Fn } from './fn';", body=USE))
    index = indexed(
        tmp_path,
        {"cdk.json": "{}", "lib/orders.ts": stack, "lib/fn.ts": function, **CODE},
    )
    write(
        tmp_path,
        {"lib/fn.ts": function.replace("props.path", "props.path.replace('src', 'other')")},
    )
    index.update(tmp_path / "lib" / "fn.ts")
    assert declared(index, tmp_path) == {
        "other/a/a.py": ["A/Fn"],
        "other/b/b.py": ["B/Fn"],
    }


def test_circles_of_imports_end(tmp_path: Path) -> None:
    one = "import { Two } from './two';\nimport * as cdk from 'aws-cdk-lib';\nexport const X = Y.z;\n"
    one += "export class One { constructor(handler: string) { new Two(handler); new One(handler); } }\n"
    two = one.replace("two", "one").replace("One", "Zwei").replace("Two", "One").replace("Zwei", "Two")
    python = "import aws_cdk\nfrom {0} import Thing\nclass Thing(Thing):\n    def __init__(self, handler):\n        Thing(handler)\n"
    files = {
        "a/one.ts": one,
        "a/two.ts": two,
        "one.py": python.format("two"),
        "two.py": python.format("one"),
    }
    assert not list(indexed(tmp_path, files).problems())


def test_a_folder_under_a_name_of_the_projects_own(tmp_path: Path) -> None:
    body = "new Bundled(this, 'A', { codePath: 'src/a', runtime: Runtime.PYTHON_3_13, handler: 'a.main', name: 'other/a' });"
    stack = dedent(STACK.format(imports="", body=body))
    assert declared(indexed(tmp_path, {"cdk.json": "{}", "lib/orders.ts": stack, **CODE}), tmp_path) == {
        "src/a/a.py": ["A"]
    }


SHOP_FUNCTION = """
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

class ShopFunction(lambda_.Function):
    def __init__(self, scope, id, *, folder, **kwargs):
        super().__init__(scope, id, runtime=lambda_.Runtime.PYTHON_3_13, handler="app.handler",
                         code=lambda_.Code.from_asset("lambdas/" + folder), **kwargs)
"""
SHOP_STACK = """
from aws_cdk import Stack, aws_apigateway as apigw, aws_events_targets as targets
from shop.function import ShopFunction

class Shop(Stack):
    def __init__(self, scope, id):
        orders = ShopFunction(self, "Orders", folder="orders", environment={"TABLE": "t"})
        apigw.LambdaRestApi(self, "Rest", handler=orders)
"""


def test_a_construct_that_is_a_function(tmp_path: Path) -> None:
    """It has the name and the callers of its use; the class by itself, whose code is not told, is no function beside it."""
    files = {
        "cdk.json": "{}",
        "shop/function.py": SHOP_FUNCTION,
        "shop/stack.py": SHOP_STACK,
        "lambdas/orders/app.py": "def handler(event, context): ...\n",
    }
    (listed,) = [item for item in indexed(tmp_path, files).listed() if item.path.name == "app.py"]
    (function,) = listed.functions
    assert (function.logical_id, function.template.name, listed.sources) == ("Orders", "stack.py", ("rest_api",))
