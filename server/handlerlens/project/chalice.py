"""The functions of a Chalice app: ``.chalice/config.json`` says how they run, ``app.py`` which there are.

Lambda calls ``app.app`` for the routes, and each decorated function under its own name (https://aws.github.io/chalice/topics/configfile.html,
https://aws.github.io/chalice/api.html).
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from ..analysis.function_config import EventSource, FunctionConfig, Unresolved
from ..analysis.source import Source
from .declaration import event, number, span, table_of, whole
from .nodes import Document, Node, Scalar, Table

ReadSource = Callable[[Path], Source | None]

FOLDER = ".chalice"
FILE = "config.json"
_TIMEOUT, _MEMORY = 60.0, 128
"""What Chalice sets where the configuration names none."""
_EVENTS = {
    "schedule": "Schedule",
    "on_s3_event": "S3",
    "on_sns_message": "SNS",
    "on_sqs_message": "SQS",
    "on_cw_event": "EventBridgeRule",
    "on_kinesis_record": "Kinesis",
    "on_dynamodb_record": "DynamoDB",
    "authorizer": "TokenAuthorizer",
    "lambda_function": "",
}
_ROUTES = {"route": "Api", "on_ws_connect": "", "on_ws_disconnect": "", "on_ws_message": ""}


def is_config(path: Path) -> bool:
    """Whether a file is a Chalice app's configuration."""
    return path.name == FILE and path.parent.name == FOLDER


def functions(template: Path, document: Document, read: ReadSource) -> tuple[list[FunctionConfig], set[Path]]:
    """The app's functions in the order of its code, as its first stage runs them, and the other files that were read for them."""
    root = template.parent.parent
    path = root / "app.py"
    source = read(path)
    stages = table_of(document.root.get("stages"))
    name = "dev" if "dev" in stages.entries else next(iter(stages.entries), "")
    stage = table_of(stages.entries.get(name))
    found = []
    for function, events in _functions(source.tree if source is not None else ast.Module([], [])):
        own = table_of(stage.get("lambda_functions", function))
        owners = (own, stage, document.root)
        place = stages.keys.get(name, document.root.place)
        found.append(
            FunctionConfig(
                template=template,
                logical_id=function,
                line=place.line,
                handler=f"app.{function}",
                code_root=root,
                timeout=number(_first(owners, "lambda_timeout")) or _TIMEOUT,
                memory=whole(_first(owners, "lambda_memory_size")) or _MEMORY,
                environment=_environment(owners),
                events=tuple(events),
                positions={"": span(place)},
                tool="chalice",
            )
        )
    return found, {path}


def _first(owners: tuple[Table, ...], key: str) -> str | None:
    return next((text for owner in owners if (text := owner.text(key)) is not None), None)


def _environment(owners: tuple[Table, ...]) -> dict[str, str | Unresolved]:
    found: dict[str, str | Unresolved] = {}
    for owner in reversed(owners):
        variables: dict[str, Node] = table_of(owner.get("environment_variables")).entries
        found.update((name, value.text) for name, value in variables.items() if isinstance(value, Scalar))
    return found


def _functions(tree: ast.Module) -> Iterator[tuple[str, list[EventSource]]]:
    """Names of ``app.py`` that Lambda calls, with what invokes them."""
    apps = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        if ast.unparse(node.value.func).rpartition(".")[2] == "Chalice"
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    registered = [
        (node, decorator.func.attr, decorator.func.value.id)
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute)
        if isinstance(decorator.func.value, ast.Name) and decorator.func.value.id in apps
    ]
    served = {word: None for _, word, _ in registered if word in _ROUTES}
    extended = {
        node.func.value.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
        if node.func.attr == "register_blueprint"
    }
    for app in sorted({name for _, word, name in registered if word in _ROUTES} | (apps & extended)):
        yield app, [source for word in served if _ROUTES[word] for source in event(_ROUTES[word], {}, 0)]
    for node, word, _ in registered:
        if word in _EVENTS:
            yield node.name, list(event(_EVENTS[word], {}, 0)) if _EVENTS[word] else []
