"""Serverless Framework services: functions, variables, includes, events."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.analysis.function_config import FunctionConfig, Unresolved
from project.workspace import functions, reading, write


def service(
    root: Path, functions_text: str, head: str = "", files: dict[str, str] | None = None
) -> dict[str, FunctionConfig]:
    """The functions of a service with these (YAML lines); ``head`` goes before."""
    write(root, files or {})
    text = head or "provider: {name: aws, runtime: python3.13}"
    return functions(root / "serverless.yml", f"service: x\n{text}\nfunctions:{functions_text}\n")


def test_a_function_and_its_defaults(tmp_path: Path) -> None:
    found = service(tmp_path, "\n  hello:\n    handler: src/app.hello")["hello"]
    assert (found.handler, found.code_root, found.runtime, found.timeout, found.memory, found.tool) == (
        "src/app.hello", tmp_path, "python3.13", 6, 1024, "serverless",
    )  # fmt: skip
    assert found.line == 4


def test_provider_and_own_settings(tmp_path: Path) -> None:
    head = """
provider:
  name: aws
  runtime: python3.12
  timeout: 20
  memorySize: 256
  architecture: arm64
  environment: {A: provider, B: provider}
  tracing: {lambda: true}
"""
    found = service(
        tmp_path, "\n  f:\n    handler: a.b\n    timeout: 5\n    environment: {B: own, C: {Ref: Table}}", head
    )["f"]
    assert (found.runtime, found.timeout, found.memory, found.architecture, found.tracing) == (
        "python3.12",
        5,
        256,
        "arm64",
        "true",
    )
    assert found.environment == {"A": "provider", "B": "own", "C": Unresolved("!Ref Table", "Table")}
    assert not found.environment_open


VARIABLES = {
    "self": ("${self:custom.name}.handler", "app.handler"),
    "self of self": ("${self:custom.again}.handler", "app.handler"),
    "option with a default": ("${opt:name, 'app'}.handler", "app.handler"),
    "environment with a default": ("${env:NAME, 'app'}.handler", "app.handler"),
    "stage": ("${sls:stage}.handler", "dev.handler"),
    "stage of the provider": ("${opt:stage, self:provider.stage}.handler", "dev.handler"),
    "nested": ("${self:custom.${self:custom.key}}.handler", "app.handler"),
    "a list": ("${self:custom.list.1}.handler", "app.handler"),
    "a file": ("${file(names.yml):name}.handler", "app.handler"),
    "a JSON file": ("${file(./names.json):name}.handler", "app.handler"),
    "the service's name": ("${self:service}.handler", "x.handler"),
    "a parameter of the stage": ("${param:own}.handler", "app.handler"),
    "a parameter of all stages": ("${param:name}.handler", "usual.handler"),
    "a parameter in the newer form": ("${param:newer}.handler", "app.handler"),
    "a parameter of the newer form's default": ("${param:newest}.handler", "app.handler"),
    "no such parameter": ("${param:none}", Unresolved("${param:none}")),
    "no such parameter, with a default": ("${param:none, 'app'}.handler", "app.handler"),
    "a truth": ("${strToBool(true)}.handler", "true.handler"),
    "a truth of a variable": ("${strToBool(${self:custom.on})}.handler", "false.handler"),
    "nothing of the name": ("${self:custom.none}.handler", Unresolved("${self:custom.none}.handler")),
    "parameter store": ("${ssm:/x}", Unresolved("${ssm:/x}")),
    "a file that is not there": ("${file(none.yml):name}", Unresolved("${file(none.yml):name}")),
    "itself": ("${self:custom.loop}", Unresolved("${self:custom.loop}")),
    "a script": ("${file(x.js):name}", Unresolved("${file(x.js):name}")),
}


@pytest.mark.parametrize(("handler", "expected"), VARIABLES.values(), ids=VARIABLES)
def test_variables(tmp_path: Path, handler: str, expected: object) -> None:
    head = """
provider: {name: aws}
params: {default: {name: usual, own: other}, dev: {own: '${self:custom.name}'}}
stages: {default: {params: {newest: app}}, dev: {params: {newer: app}}}
custom: {on: '0', name: app, again: '${self:custom.name}', key: name, list: [x, app], loop: '${self:custom.loop}'}
"""
    files = {"names.yml": "name: app", "names.json": '{"name": "app"}'}
    found = service(tmp_path, f'\n  f:\n    handler: "{handler}"', head, files)["f"].handler
    if handler == "${self:custom.loop}":
        assert isinstance(found, Unresolved)
    else:
        assert found == expected


FORMS = {
    "a mapping": ("\n  f: {handler: a.b}", {}),
    "a file": (" ${file(functions.yml)}", {"functions.yml": "f: {handler: a.b}"}),
    "a part of a file": (" ${file(x.yml):functions}", {"x.yml": "functions: {f: {handler: a.b}}"}),
    "several files": (
        "\n  - ${file(a.yml)}\n  - ${file(b.yml)}",
        {"a.yml": "g: {handler: a.c}", "b.yml": "f: {handler: a.b}"},
    ),
    "files and own": ("\n  - ${file(a.yml)}\n  - f: {handler: a.b}", {"a.yml": "g: {handler: a.c}"}),
    "a function in a file": ("\n  f: ${file(f.yml)}", {"f.yml": "handler: a.b"}),
}


@pytest.mark.parametrize(("text", "files"), FORMS.values(), ids=FORMS)
def test_forms(tmp_path: Path, text: str, files: dict[str, str]) -> None:
    found = service(tmp_path, text, files=files)
    assert found["f"].handler == "a.b"
    assert found["f"].line >= 3


def test_included_files_are_told(tmp_path: Path) -> None:
    write(tmp_path, {"f.yml": "f: {handler: a.b}"})
    found = reading(tmp_path / "serverless.yml", "provider: {name: aws}\nfunctions: ${file(f.yml)}")
    assert found.includes == (tmp_path / "f.yml",)


EVENTS = {
    "http": ("http: GET /x", ["rest_api"]),
    "http in full": ("http: {path: x, method: get, integration: lambda}", ["rest_api"]),
    "httpApi": ("httpApi: '*'", ["http_api_v2"]),
    "sqs": ("sqs: arn:aws:sqs:x", ["sqs"]),
    "sns": ("sns: topic", ["sns"]),
    "s3": ("s3: bucket", ["s3"]),
    "schedule": ("schedule: rate(1 day)", ["schedule"]),
    "stream by type": ("stream: {type: kinesis, arn: x}", ["kinesis"]),
    "stream by name": ("stream: arn:aws:dynamodb:x", ["dynamodb"]),
    "websocket": ("websocket: $connect", ["websocket"]),
    "eventBridge": ("eventBridge: {pattern: {source: [x]}}", ["eventbridge"]),
    "cognito": ("cognitoUserPool: {pool: x, trigger: PreSignUp}", ["cognito_pre_sign_up"]),
    "alb": ("alb: {listenerArn: x}", ["alb"]),
    "logs": ("cloudwatchLog: /x", ["cloudwatch_logs"]),
    "iot": ("iot: {sql: x}", ["iot_rule"]),
    "a word alone": ("alexaSkill", ["alexa_skill"]),
    "cloudFront": ("cloudFront: {eventType: viewer-request}", ["cloudfront_request"]),
}


@pytest.mark.parametrize(("text", "kinds"), EVENTS.values(), ids=EVENTS)
def test_events(tmp_path: Path, text: str, kinds: list[str]) -> None:
    found = service(tmp_path, f"\n  f:\n    handler: a.b\n    events:\n      - {text}")["f"]
    assert [event.kind for event in found.events] == kinds


def test_function_url(tmp_path: Path) -> None:
    found = service(
        tmp_path,
        "\n  f: {handler: a.b, url: true}\n  g: {handler: a.c, url: {cors: true}}\n  h: {handler: a.d, url: false}",
    )
    assert [[e.kind for e in f.events] for f in found.values()] == [["function_url"], ["function_url"], []]


def test_authorizers(tmp_path: Path) -> None:
    text = """
  token: {handler: a.token}
  request: {handler: a.request}
  api:
    handler: a.api
    events:
      - http: {path: x, method: get, authorizer: token}
      - http: {path: y, method: get, authorizer: {name: request, type: request}}
"""
    found = service(tmp_path, text)
    assert [e.kind for e in found["token"].events] == ["rest_authorizer_token"]
    assert [e.kind for e in found["request"].events] == ["rest_authorizer_request"]


LIFTED = {
    "a worker": ("jobs: {type: queue, worker: {handler: a.work, timeout: 9}}", "jobsWorker", "a.work", "sqs"),
    "a batch": ("jobs: {type: queue, batchSize: 5, worker: {handler: a.work}}", "jobsWorker", "a.work", "sqs"),
    "an authorizer": (
        "hook: {type: webhook, path: /in, authorizer: {handler: a.check}}", "hookAuthorizer", "a.check", "http_api_authorizer"
    ),
    "a bucket": ("avatars: {type: storage, worker: {handler: a.work}}", None, None, None),
    "no worker": ("jobs: {type: queue}", None, None, None),
}  # fmt: skip


@pytest.mark.parametrize(("construct", "name", "handler", "kind"), LIFTED.values(), ids=LIFTED)
def test_functions_of_lift_s_constructs(
    tmp_path: Path, construct: str, name: str | None, handler: str | None, kind: str | None
) -> None:
    text = f"provider: {{name: aws, runtime: python3.13}}\nconstructs:\n  {construct}\n"
    found = functions(tmp_path / "serverless.yml", f"service: x\n{text}")
    assert [(f.logical_id, f.handler, f.line) for f in found.values()] == ([(name, handler, 4)] if name else [])
    assert [e.kind for f in found.values() for e in f.events] == ([kind] if kind else [])


def test_packages_of_a_folder_and_artifacts(tmp_path: Path) -> None:
    found = service(
        tmp_path, "\n  f: {handler: app.h, module: orders}\n  g: {handler: app.h, package: {artifact: x.zip}}"
    )
    assert found["f"].code_root == tmp_path / "orders"
    assert found["g"].code_root is None


@pytest.mark.parametrize(
    ("plugins", "handler"),
    [
        ("[serverless-functions-base-path]", "src/fns/app.h"),
        ("{modules: [serverless-functions-base-path]}", "src/fns/app.h"),
        ("[serverless-python-requirements]", "app.h"),
        ("[]", "app.h"),
    ],
)
def test_a_folder_that_a_plugin_puts_before_the_handler(tmp_path: Path, plugins: str, handler: str) -> None:
    head = f"provider: {{name: aws}}\nplugins: {plugins}\ncustom: {{functionsBasePath: src/fns/}}"
    assert service(tmp_path, "\n  f: {handler: app.h}", head)["f"].handler == handler


def test_a_module_that_a_plugin_brings(tmp_path: Path) -> None:
    head = "provider: {name: aws}\nplugins: [serverless-wsgi]"
    found = service(tmp_path, "\n  f: {handler: wsgi_handler.handler}\n  g: {handler: app.h}", head)
    assert (found["f"].code_root, found["g"].code_root) == (None, tmp_path)


def test_layers(tmp_path: Path) -> None:
    head = "provider: {name: aws}\nlayers: {shared: {path: layers/shared}}"
    found = service(tmp_path, "\n  f: {handler: a.b, layers: [{Ref: SharedLambdaLayer}, arn:x]}", head)["f"]
    assert found.layers == (tmp_path / "layers" / "shared", Unresolved("arn:x"))


def test_images(tmp_path: Path) -> None:
    head = "provider: {name: aws, ecr: {images: {app: {path: ./image}}}}"
    files = {"image/Dockerfile": "FROM x\nCMD app.handler\n"}
    found = service(tmp_path, "\n  f: {image: {name: app, command: [own.handler]}}\n  g: {image: app}", head, files)
    assert (found["f"].handler, found["f"].code_root) == ("own.handler", tmp_path / "image")
    assert (found["g"].handler, found["g"].code_root) == ("app.handler", tmp_path / "image")


def test_environment_from_elsewhere(tmp_path: Path) -> None:
    found = service(tmp_path, "\n  f: {handler: a.b, environment: '${file(none.yml)}'}")["f"]
    assert found.environment_open


@pytest.mark.parametrize(
    "text",
    [
        "provider: {name: google}\nfunctions: {f: {handler: a.b}}",
        "provider: {name: azure}\nfunctions: {f: {handler: a.b}}",
        "functions: {f: {handler: provider}}",
        "provider: {name: aws}\nhandler: functions",
    ],
)
def test_what_is_no_service(text: str) -> None:
    assert reading(Path("serverless.yml"), text).functions == ()


def test_positions(tmp_path: Path) -> None:
    found = service(tmp_path, "\n  f:\n    handler: 'a.b'\n    environment:\n      TABLE: x")["f"]
    assert {name: (span.line, span.column) for name, span in found.positions.items()} == {
        "": (4, 2), "Handler": (5, 14), "Environment.TABLE": (7, 6), "EnvironmentValue.TABLE": (7, 13),
        "Runtime": (2, 31), "name": (2, 17),
    }  # fmt: skip


def test_positions_of_a_function_in_another_file(tmp_path: Path) -> None:
    """What the provider says here, but for what the function says itself, there."""
    write(tmp_path, {"f.yml": "f: {handler: a.b, timeout: 9}\n"})
    text = "service: x\nprovider:\n  name: aws\n  runtime: python3.9\n  timeout: 5\nfunctions: ${file(f.yml)}\n"
    (found,) = reading(tmp_path / "serverless.yml", text).functions
    assert {name: span.line for name, span in found.positions.items()} == {"": 6, "name": 3, "Runtime": 4}


def test_positions_of_a_provider_in_another_file(tmp_path: Path) -> None:
    write(tmp_path, {"p.yml": "name: aws\nruntime: python3.9\n"})
    text = "service: x\nprovider: ${file(p.yml)}\nfunctions:\n  f:\n    handler: a.b\n"
    (found,) = reading(tmp_path / "serverless.yml", text).functions
    assert {name: span.line for name, span in found.positions.items()} == {"": 4, "Handler": 5}


SYNTAXES = {
    "doubled braces": (r"'\${{([ ~:a-zA-Z0-9._@\',\-\/\(\)]+?)}}'", "${{self:custom.name}}.handler", "app.handler"),
    "doubled braces, in one another": (
        r"'\${{(.+?)}}'",
        "${{self:custom.${{opt:what, 'name'}}}}.handler",
        "app.handler",
    ),
    "another sign": (r"'@{([ :.\w]+)}'", "@{self:custom.name}.handler", "app.handler"),
    "not without AWS's own": (r"'\${((?!AWS)[ \w:.]+?)}'", "${self:custom.name}.handler", "app.handler"),
    "the usual one beside": (
        r"'\${{(.+?)}}'",
        "${self:custom.name}.handler",
        Unresolved("${self:custom.name}.handler"),
    ),
    "none that could be": ("'x'", "${self:custom.name}.handler", "app.handler"),
}


@pytest.mark.parametrize(("syntax", "handler", "expected"), SYNTAXES.values(), ids=SYNTAXES)
def test_a_service_s_own_syntax_of_variables(tmp_path: Path, syntax: str, handler: str, expected: object) -> None:
    head = f"provider:\n  name: aws\n  variableSyntax: {syntax}\ncustom:\n  name: app".replace(r"\',", ",")
    found = service(tmp_path, f'\n  f:\n    handler: "{handler}"', head)["f"]
    assert found.handler == expected


def test_a_service_with_a_name_of_its_own(tmp_path: Path) -> None:
    text = "service: {name: shop}\nprovider: {name: aws}\nfunctions: {f: {handler: '${self:service}/${self:service.name}.run'}}\n"
    assert functions(tmp_path / "serverless.yml", text)["f"].handler == "shop/shop.run"
