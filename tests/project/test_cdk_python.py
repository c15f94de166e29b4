"""CDK programs in Python: constructions of functions, however their arguments are written."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

import pytest

from handlerlens.analysis.function_config import FunctionConfig, Unresolved
from project.workspace import functions, write

FILES = {
    "cdk.json": "{}",
    "lambda/orders/app.py": "",
    "lambda/app.py": "",
    "stacks/code/app.py": "",
}


def python(root: Path, body: str, head: str = "") -> dict[str, FunctionConfig]:
    """The functions of a stack in Python; ``body`` is its ``__init__``."""
    write(root, FILES)
    text = "import os\nfrom pathlib import Path\nfrom aws_cdk import Duration, aws_lambda as lambda_\n" + dedent(head)
    text += "class Orders(Stack):\n    def __init__(self, scope, id):\n" + indent(dedent(body), "        ")
    return functions(root / "stacks" / "orders.py", text)


PYTHON_CODE = {
    "from where cdk runs": ('"lambda/orders"', "lambda/orders"),
    "with a dot": ('"./lambda/orders/"', "lambda/orders"),
    "beside the file": ('"code"', "stacks/code"),
    "os.path": ('os.path.join(os.path.dirname(__file__), "..", "lambda")', "lambda"),
    "os.path, absolute": (
        'os.path.abspath(os.path.join(os.path.dirname(os.path.realpath(__file__)), "code"))',
        "stacks/code",
    ),
    "pathlib": ('str(Path(__file__).parent / "code")', "stacks/code"),
    "pathlib, resolved": (
        'Path(__file__).resolve().parents[1].joinpath("lambda", "orders").as_posix()',
        "lambda/orders",
    ),
    "working directory": ('os.path.join(os.getcwd(), "lambda")', "lambda"),
    "f-string": ('f"{FOLDER}/orders"', "lambda/orders"),
    "sum": ('FOLDER + "/orders"', "lambda/orders"),
    "a piece of a text": ('"lambda:orders".split(":")[0]', "lambda"),
    "the last piece": ('f"x:{FOLDER}/orders".rsplit(":")[-1]', "lambda/orders"),
    "a piece that is not there": ('"lambda:orders".split(":")[2]', None),
    "a piece of what nobody knows": ('scope.folder.split(":")[0]', None),
    "constant": ("FOLDER", "lambda"),
    "attribute": ("self.folder", "lambda/orders"),
    "local": ("local", "lambda"),
    "helper": ('build(FOLDER, "x")', None),
    "nobody knows": ("scope.folder", None),
}


@pytest.mark.parametrize(("code", "folder"), PYTHON_CODE.values(), ids=PYTHON_CODE)
def test_python_code(tmp_path: Path, code: str, folder: str | None) -> None:
    body = f"""
        self.folder = "lambda/orders"
        local = FOLDER
        lambda_.Function(self, "F", runtime=lambda_.Runtime.PYTHON_3_13, handler="app.handler", code=lambda_.Code.from_asset({code}))
    """
    found = python(tmp_path, body, 'FOLDER = "lambda"\n')["F"]
    assert found.code_root == (tmp_path / folder if folder else None)
    assert (found.handler, found.runtime, found.tool) == ("app.handler", "python3.13", "cdk")


def test_python_settings(tmp_path: Path) -> None:
    body = """
        table = dynamodb.Table(self, "T")
        fn = lambda_.Function(
            self,
            "F",
            runtime=lambda_.Runtime.PYTHON_3_12,
            handler="app.handler",
            code=lambda_.Code.from_asset("lambda"),
            timeout=Duration.minutes(2),
            memory_size=512,
            architecture=lambda_.Architecture.ARM_64,
            tracing=lambda_.Tracing.ACTIVE,
            environment={"MODE": "fast", "TABLE": table.table_name},
        )
    """
    found = python(tmp_path, body)["F"]
    assert (found.timeout, found.memory, found.architecture, found.tracing, found.line) == (
        120,
        512,
        "arm64",
        "Active",
        8,
    )
    assert found.environment == {"MODE": "fast", "TABLE": Unresolved("table.table_name")}
    assert not found.environment_open
    assert (found.positions["Handler"].line, found.positions["Handler"].column) == (12, 21)


MAKE = """
    def make_function(scope, name, module):
        return lambda_.Function(scope, name, handler=module + ".handler", code=lambda_.Code.from_asset("lambda"))
"""

PYTHON_FORMS = {
    "shared arguments": """
        shared = dict(runtime=lambda_.Runtime.PYTHON_3_12, code=lambda_.Code.from_asset("lambda"))
        lambda_.Function(self, "F", handler="app.handler", **shared)
    """,
    "shared arguments as a mapping": """
        shared = {"runtime": lambda_.Runtime.PYTHON_3_12, "code": lambda_.Code.from_asset("lambda")}
        lambda_.Function(self, "F", handler="app.handler", **shared)
    """,
    "properties of another construct": """
        LambdaToSns(self, "F", lambda_function_props=lambda_.FunctionProps(
            code=lambda_.Code.from_asset("lambda"), handler="app.handler", runtime=lambda_.Runtime.PYTHON_3_12))
    """,
    "code beforehand": """
        code = lambda_.Code.from_asset("lambda")
        lambda_.Function(self, "F", handler="app.handler", code=code)
    """,
    "id by name": """
        lambda_.Function(scope=self, id="F", handler="app.handler", code=lambda_.Code.from_asset("lambda"))
    """,
    "loop": """
        for name in ["app"]:
            lambda_.Function(self, "F", handler=f"{name}.handler", code=lambda_.Code.from_asset("lambda"))
    """,
    "loop over pairs": """
        for name, folder in {"app": "lambda"}.items():
            lambda_.Function(self, "F", handler=f"{name}.handler", code=lambda_.Code.from_asset(folder))
    """,
    "own method": """
        self.make("F", "app.handler", folder="lambda")
        ---
        def make(self, name, handler, folder):
            return lambda_.Function(self, name, handler=handler, code=lambda_.Code.from_asset(folder))
    """,
    "function": """
        make_function(self, "F", "app")
    """,
    "method called in a loop": """
        for name in ("app",):
            self.make("F", name)
        ---
        def make(self, id, name):
            return lambda_.Function(self, id, handler=f"{name}.handler", code=lambda_.Code.from_asset("lambda"))
    """,
    "PythonFunction": """
        PythonFunction(self, "F", entry="lambda", index="app.py", runtime=lambda_.Runtime.PYTHON_3_12)
    """,
    "PythonFunction with a handler": """
        PythonFunction(self, "F", entry="lambda", index="app.py", handler="handler")
    """,
}


@pytest.mark.parametrize("body", PYTHON_FORMS.values(), ids=PYTHON_FORMS)
def test_python_forms(tmp_path: Path, body: str) -> None:
    write(tmp_path, FILES)
    init, *methods = dedent(body).split("---\n")
    text = (
        "import aws_cdk\n"
        + dedent(MAKE)
        + "class Orders(Stack):\n    def __init__(self, scope, id):\n"
        + indent(init, " " * 8)
    )
    text += indent("\n".join(methods), " " * 4)
    found = functions(tmp_path / "stacks" / "orders.py", text)
    config = next(f for f in found.values() if f.handler == "app.handler")
    assert config.code_root == tmp_path / "lambda"


def test_python_constructions_for_each_call(tmp_path: Path) -> None:
    text = """
        import aws_cdk
        class Orders(Stack):
            def __init__(self, scope, id):
                for name in ["a", "b"]:
                    self.make(name)
                self.make("c")

            def make(self, name):
                lambda_.Function(self, f"F-{name}", handler=f"{name}.handler", code=lambda_.Code.from_asset("lambda"))
    """
    write(tmp_path, FILES)
    found = functions(tmp_path / "stacks" / "orders.py", dedent(text))
    assert {name: config.handler for name, config in found.items()} == {
        "F-a": "a.handler",
        "F-b": "b.handler",
        "F-c": "c.handler",
    }


def test_python_sources(tmp_path: Path) -> None:
    body = """
        self.fn = lambda_.Function(self, "F", handler="app.handler", code=lambda_.Code.from_asset("lambda"))
        self.fn.add_event_source(SqsEventSource(queue))
        apigw.LambdaRestApi(self, "Api", handler=self.fn)
        rule.add_target(targets.LambdaFunction(self.fn))
        self.fn.add_function_url(auth_type=x)
        pool.add_trigger(cognito.UserPoolOperation.PRE_SIGN_UP, self.fn)
        self.fn.add_environment("LATE", "x")
    """
    found = python(tmp_path, body)["F"]
    assert [e.kind for e in found.events] == ["sqs", "rest_api", "eventbridge", "function_url", "cognito_pre_sign_up"]
    assert found.environment_open


COPIED = {
    "a folder": ("COPY fn/src/ ${LAMBDA_TASK_ROOT}", "app.handler", "fn/src"),
    "its files": ("COPY fn/src/*.py /asset/", "app.handler", "fn/src"),
    "a file": ("COPY fn/src/app.py /asset/", "app.handler", "fn/src"),
    "a package": ("COPY --chown=x fn/src/pkg/ pkg/", "pkg.app.handler", "fn/src"),
    "as a list": ('COPY ["fn/src", "/asset"]', "app.handler", "fn/src"),
    "from another stage": ("COPY --from=build fn/src /asset", "app.handler", "."),
    "a file that lies above it too": ("COPY requirements.txt ./\nCOPY fn/src/top.py ./", "top.handler", "fn/src"),
    "a file beside everything": ("COPY . .\nCOPY fn/src/top.py /other/", "top.handler", "."),
    "another file": ("COPY fn/src/app.py ./", "top.handler", "."),
}


@pytest.mark.parametrize(("line", "handler", "folder"), COPIED.values(), ids=COPIED)
def test_what_a_dockerfile_copies(tmp_path: Path, line: str, handler: str, folder: str) -> None:
    files = {"fn/src/app.py": "", "fn/src/pkg/app.py": "", "fn/src/top.py": "", "top.py": "", "requirements.txt": ""}
    write(tmp_path, {**files, "fn/Dockerfile": f"FROM x\n{line}\n"})
    body = f"""
        lambda_.Function(self, "A", handler="{handler}", code=lambda_.Code.from_docker_build("..", file="fn/Dockerfile"))
    """
    assert python(tmp_path, body.replace('"..", ', f'"{tmp_path.as_posix()}", '))["A"].code_root == tmp_path / folder


def test_python_image(tmp_path: Path) -> None:
    write(tmp_path, {"image/Dockerfile": 'CMD ["app.handler"]'})
    body = """
        lambda_.DockerImageFunction(self, "A", code=lambda_.DockerImageCode.from_image_asset("image"))
        lambda_.DockerImageFunction(self, "B", code=lambda_.DockerImageCode.from_image_asset("image", cmd=["b.handler"]))
    """
    found = python(tmp_path, body)
    assert [(f.handler, f.code_root) for f in found.values()] == [
        ("app.handler", tmp_path / "image"),
        ("b.handler", tmp_path / "image"),
    ]


def test_python_inline(tmp_path: Path) -> None:
    body = (
        'lambda_.Function(self, "F", handler="index.handler", code=lambda_.Code.from_inline("def handler(e, c): ..."))'
    )
    assert python(tmp_path, body)["F"].inline


CODE = 'runtime=lambda_.Runtime.PYTHON_3_13, code=lambda_.Code.from_asset("lambda")'
SETTINGS = (
    '{"runtime": lambda_.Runtime.PYTHON_3_13, "code": lambda_.Code.from_asset("lambda"), "handler": "app.handler"}'
)
HANDED = {
    "properties": f'Pattern(self, "F", props=lambda_.FunctionProps({CODE}, handler="app.handler"))',
    "properties, by name": f'p = lambda_.FunctionProps({CODE}, handler="app.handler")\nPattern(self, "F", props=p)',
    "properties in properties": (
        f'p = PatternProps(props=lambda_.FunctionProps({CODE}, handler="app.handler"))\nPattern(self, "F", p)'
    ),
    "mapping": f'Pattern(self, "F", props={SETTINGS})',
    "mapping, by name": f'p = {SETTINGS}\nPattern(self, "F", props=p)',
    "dict": f'p = dict({CODE}, handler="app.handler")\nPattern(self, "F", props=p)',
    "list": f'self.all = [lambda_.Function(self, n, {CODE}, handler=h) for n, h in [("F", "app.handler")]]',
    "mapping of functions": (
        f'self.all = {{n: lambda_.Function(self, n, {CODE}, handler=h) for n, h in {{"F": "app.handler"}}.items()}}'
    ),
    "helper": f'built(self, "F", {CODE}, handler="app.handler")',
    "own method": f'self.make("F", {CODE}, handler="app.handler")',
}


@pytest.mark.parametrize("body", HANDED.values(), ids=HANDED)
def test_python_settings_handed_on(tmp_path: Path, body: str) -> None:
    """Each makes one function, named for the construct that it is made for."""
    write(tmp_path, FILES)
    text = "from aws_cdk import aws_lambda as lambda_\n"
    text += "def built(scope, name, **kw):\n    return lambda_.Function(scope, name, **kw)\n"
    text += "class Orders(Stack):\n    def __init__(self, scope, id):\n" + indent(body, "        ")
    text += "\n    def make(self, name, **kw):\n        return lambda_.Function(self, name, **kw)\n"
    found = functions(tmp_path / "stacks" / "orders.py", text)
    assert list(found) == ["F"]
    assert (found["F"].handler, found["F"].code_root) == ("app.handler", tmp_path / "lambda")


@pytest.mark.parametrize(
    ("command", "folder"),
    [
        ("pip install -t /asset-output x && cp -r orders/app.py /asset-output/", "lambda/orders"),
        ("cp -au orders/* /asset-output", "lambda/orders"),
        ("cp -au ./orders/. /asset-output", "lambda/orders"),
        ("cp -au . /asset-output", "lambda"),
    ],
)
def test_python_code_that_a_command_bundles(tmp_path: Path, command: str, folder: str) -> None:
    """Where the handler's file does not stand in the folder itself, the command tells from where it is copied."""
    body = f"""
        code = lambda_.Code.from_asset(
            os.path.join("lambda"),
            bundling=BundlingOptions(image=lambda_.Runtime.PYTHON_3_13.bundling_image, command=["bash", "-c", "{command}"]),
        )
        lambda_.Function(self, "F", runtime=lambda_.Runtime.PYTHON_3_13, handler="app.handler", code=code)
        lambda_.Function(self, "G", runtime=lambda_.Runtime.PYTHON_3_13, handler="other.handler", code=code)
    """
    write(tmp_path, FILES)
    (tmp_path / "lambda" / "app.py").unlink()
    text = "import os\nfrom aws_cdk import BundlingOptions, aws_lambda as lambda_\nclass Orders(Stack):\n"
    text += "    def __init__(self, scope, id):\n" + indent(dedent(body), "        ")
    found = functions(tmp_path / "stacks" / "orders.py", text)
    assert (found["F"].code_root, found["G"].code_root) == (tmp_path / folder, tmp_path / "lambda")


COMMANDS = {
    "copied": ("pip install -r requirements.txt -t /asset-output && cp -au . /asset-output", False),
    "copied, with other words": ("python -m pip install . -t /asset-output; rsync -r src/ /asset-output", False),
    "exported": ("poetry export -o r.txt && pip install -r r.txt -t /asset-output && cp -r app /asset-output", False),
    "under another name": ("cp main.py /asset-output/app.py", True),
    "made by a program": ("python build.py /asset-output", True),
    "made": ("make build", True),
    "changed": ("cp -r . /asset-output && sed -i s/a/b/ /asset-output/app.py", True),
}


@pytest.mark.parametrize(("command", "own"), COMMANDS.values(), ids=COMMANDS)
def test_a_command_that_makes_files(tmp_path: Path, command: str, own: bool) -> None:
    body = f"""
        code = lambda_.Code.from_asset("lambda", bundling=BundlingOptions(image=IMAGE, command=["bash", "-c", "{command}"]))
        lambda_.Function(self, "F", handler="app.handler", code=code)
    """
    assert python(tmp_path, body)["F"].own_build is own


BUNDLINGS = {
    "local": ('lambda_.Code.from_asset("lambda", bundling=BundlingOptions(image=IMAGE, local=Local()))', True),
    "not told": ('lambda_.Code.from_asset("lambda", bundling=options)', True),
    "an image's own command": ('lambda_.Code.from_asset("lambda", bundling=BundlingOptions(image=IMAGE))', True),
    "words": (
        'lambda_.Code.from_asset("lambda", bundling=BundlingOptions(image=IMAGE, command=["cp", "-r", ".", "/x"]))',
        False,
    ),
    "a command of its own": ('lambda_.Code.from_custom_command("lambda", ["make"])', True),
    "none": ('lambda_.Code.from_asset("lambda")', False),
}


@pytest.mark.parametrize(("code", "own"), BUNDLINGS.values(), ids=BUNDLINGS)
def test_bundling_of_other_forms(tmp_path: Path, code: str, own: bool) -> None:
    found = python(tmp_path, f'lambda_.Function(self, "F", handler="app.handler", code={code})')
    assert found["F"].own_build is own


def test_python_mapping_of_something_else(tmp_path: Path) -> None:
    """A mapping with a handler and no code, and one that no construct is given, make no function."""
    body = """
        route = {"handler": "app.handler", "path": "/"}
        Route(self, "R", options=route)
        settings = {"handler": "app.handler", "code": "lambda"}
        register(options=settings)
    """
    assert not python(tmp_path, body)
