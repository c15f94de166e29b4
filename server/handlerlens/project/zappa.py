"""The functions that a Zappa project's settings name for events: Zappa's own handler calls them with the event and the context.

https://github.com/zappa/Zappa (README, "Executing in Response to AWS Events"; ``LambdaHandler.run_function`` in ``zappa/handler.py``).
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from ..analysis.function_config import EventSource, FunctionConfig, Unresolved
from ..analysis.parameters import parameters
from ..analysis.source import Source
from .declaration import event, number, plain, span, table_of, value_span, whole
from .nodes import Document, Node, Place, Scalar, Table, items
from .resolution import handler_name

ReadSource = Callable[[Path], Source | None]

OWN = "handler.lambda_handler"
"""What Lambda calls where the settings name no ``lambda_handler``."""
_TIMEOUT, _MEMORY = 30.0, 512
"""What Zappa sets where the settings name none."""
_SERVICES = {":s3:": "S3", ":sqs:": "SQS", ":sns:": "SNS", ":dynamodb:": "DynamoDB", ":kinesis:": "Kinesis"}
"""A part of an event source's ARN, to the word of its event."""
_MOST_EXTENDED = 5


def is_settings(path: Path) -> bool:
    """Whether a file may be a project's Zappa settings, by its name (``zappa_settings.json``)."""
    return "zappa" in path.stem.lower()


def functions(template: Path, document: Document, read: ReadSource) -> tuple[list[FunctionConfig], set[Path]]:
    """The functions in file order, each as the first stage that names it runs it (``dev`` before all), and the files read for them."""
    stages = document.root.entries
    found: dict[str, FunctionConfig] = {}
    read_for: set[Path] = set()
    for name in sorted(stages, key=lambda name: name != "dev"):
        own = stages[name]
        if not isinstance(own, Table):
            continue
        stage = _extended(own, stages)
        for handler, place, events, wrapped in _named(stage):
            known = found.get(handler.text)
            if known is not None:
                continue
            path = _file(template.parent, handler.text)
            if path is not None:
                read_for.add(path)
            if wrapped and not _takes_event_and_context(read(path) if path is not None else None, handler.text):
                continue
            found[handler.text] = _config(template, stage, handler, place, events, wrapped=wrapped)
    return sorted(found.values(), key=lambda config: (config.line, config.logical_id)), read_for


def _config(
    template: Path,
    stage: dict[str, Node],
    handler: Scalar,
    place: Place,
    events: tuple[EventSource, ...],
    *,
    wrapped: bool,
) -> FunctionConfig:
    settings = Table(stage, place)
    variables = (
        table_of(settings.get("environment_variables")).entries
        | table_of(settings.get("aws_environment_variables")).entries
    )
    environment: dict[str, str | Unresolved] = {n: v.text for n, v in variables.items() if isinstance(v, Scalar)}
    timeout, memory = number(settings.text("timeout_seconds")), whole(settings.text("memory_size"))
    return FunctionConfig(
        template=template,
        logical_id=handler.text.rpartition(".")[2],
        line=place.line,
        handler=handler.text,
        code_root=template.parent,
        runtime=settings.text("runtime"),
        timeout=timeout if timeout is not None else _TIMEOUT,
        memory=memory if memory is not None else _MEMORY,
        environment=environment,
        environment_open="remote_env" in stage,
        events=events,
        positions={"": span(place), "Handler": value_span(handler)},
        tool="zappa",
        wrapper=OWN if wrapped else None,
    )


def _extended(own: Table, stages: dict[str, Node]) -> dict[str, Node]:
    """The settings of a stage, and those of the stage that it ``extends``."""
    found: dict[str, Node] = {}
    table: Node | None = own
    for _ in range(_MOST_EXTENDED):
        if not isinstance(table, Table):
            break
        found = {**table.entries, **found}
        table = stages.get(table.text("extends") or "")
    return found


def _named(stage: dict[str, Node]) -> Iterator[tuple[Scalar, Place, tuple[EventSource, ...], bool]]:
    """What the settings of a stage name, where, with what invokes it, and whether Zappa's handler calls it rather than Lambda."""
    settings = Table(stage, Place(0, 0, 0, 0))
    by_function: dict[str, tuple[Scalar, Place, list[EventSource]]] = {}
    for node, source in _events(settings):
        function = node.get("function")
        if isinstance(function, Scalar) and function.text:
            entry = by_function.setdefault(function.text, (function, node.place, []))
            entry[2].extend(each for each in source if each.kind not in {known.kind for known in entry[2]})
    own = settings.get("lambda_handler")
    if isinstance(own, Scalar) and own.text:
        known = by_function.pop(own.text, None)
        yield own, own.place, tuple(known[2]) if known else (), False
    for function, place, sources in by_function.values():
        yield function, place, tuple(sources), True


def _events(settings: Table) -> Iterator[tuple[Table, tuple[EventSource, ...]]]:
    for node in items(settings.get("events")):
        if isinstance(node, Table):
            arn = node.text("event_source", "arn") or ""
            word = next((word for part, word in _SERVICES.items() if part in arn), "")
            word = "Schedule" if "expression" in node.entries or "expressions" in node.entries else word
            yield node, event(word, _properties(node), node.place.line) if word else ()
    for node in items(settings.get("cognito", "triggers")):
        if isinstance(node, Table):
            trigger = (node.text("source") or "").partition("_")[0]
            yield node, event("Cognito", {"Trigger": trigger}, node.place.line) if trigger else ()
    authorizer = settings.get("authorizer")
    if isinstance(authorizer, Table):
        word = "RequestAuthorizer" if authorizer.text("type") == "REQUEST" else "TokenAuthorizer"
        yield authorizer, event(word, {}, authorizer.place.line)


def _properties(node: Table) -> dict[str, object]:
    found = plain(node, lambda each: each.text if isinstance(each, Scalar) else None)
    return {str(key): value for key, value in found.items()} if isinstance(found, dict) else {}


def _file(root: Path, handler: str) -> Path | None:
    name = handler_name(handler)
    return root.joinpath(*name.module).with_suffix(".py") if name is not None else None


def _takes_event_and_context(source: Source | None, handler: str) -> bool:
    """Whether a function takes what Lambda gives; Zappa also calls those that take less. One that is not there is to be named."""
    name = handler.rpartition(".")[2]
    for node in source.tree.body if source is not None else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
            return parameters(node.args).takes_two
    return True
