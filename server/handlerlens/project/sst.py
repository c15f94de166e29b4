"""The Python functions of an SST app: ``new sst.aws.Function(…)`` (v3) and the constructs of ``sst/constructs`` (v2 and before).

A handler is given as ``packages/functions/src/lambda.handler``, counted from the app (https://sst.dev/docs/component/aws/function,
https://docs.sst.dev/constructs/Function). What names no Python file of the app and no Python runtime is another language's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..analysis.finding import Span
from ..analysis.function_config import EventSource, FunctionConfig, Unresolved
from .cdk_values import Values
from .declaration import event, span, value_span, variable_positions
from .expression import Array, Call, Expression, Member, Name, Object, Text, last_name, shown
from .resolution import handler_name
from .typescript import Module, read_typescript

_CONFIGS = ("sst.config.ts", "sst.config.js", "sst.config.mjs", "sst.json")
_PACKAGES = ("@serverless-stack/resources", "sst/constructs", "sst.aws.")
_PROJECTS = frozenset({"pyproject.toml", "requirements.txt", "Pipfile", "setup.py"})
_LEVELS = 12
_SHORT = frozenset({"function", "job", "consumer", "handler", "authorizer", "subscriber"})
"""Options whose text is a handler."""
_SOURCES = {
    "Api": "HttpApi",
    "ApiGatewayV1Api": "Api",
    "ApiGatewayV1": "Api",
    "ApiGatewayV2": "HttpApi",
    "Cron": "Schedule",
    "Queue": "SQS",
    "Topic": "SNS",
    "SnsTopic": "SNS",
    "Bucket": "S3",
    "Table": "DynamoDB",
    "Dynamo": "DynamoDB",
    "KinesisStream": "Kinesis",
    "EventBus": "EventBridgeRule",
    "Bus": "EventBridgeRule",
    "Task": "",
}
"""Components to the word of the event that their functions get."""
_MEMORY = 1024
_MEASURE = re.compile(r"(\d+(?:\.\d+)?)\s*([A-Za-z]*)")
_UNITS = {"minute": 60.0, "hour": 3600.0, "gb": 1024.0}
_ADDING = frozenset({"route", "subscribe", "notify", "addRoutes", "addConsumer", "addConsumers", "addSubscribers"})


def may_be(text: str) -> bool:
    """Whether a TypeScript file could be a part of an SST app."""
    return any(name in text for name in _PACKAGES)


def functions(path: Path, text: str) -> list[FunctionConfig]:
    """The Python functions of one file of an SST app, in file order."""
    module = read_typescript(text)
    root = next((d for d in path.parents[:_LEVELS] if any((d / name).is_file() for name in _CONFIGS)), path.parent)
    reader = _Reader(path, root, module, Values(path, root), _defaults(module), 20.0 if "sst.aws." in text else 10.0)
    found: dict[tuple[int, object], FunctionConfig] = {}
    for call in module.calls:
        for config in reader.of(call):
            found.setdefault((config.positions["Handler"].line, config.handler), config)
    return list(found.values())


def _defaults(module: Module) -> dict[str, Expression]:
    """The app's defaults, where this file sets them."""
    for call in module.calls:
        if last_name(call.function) == "setDefaultFunctionProps" and call.arguments:
            given = call.arguments[0]
            return dict(given.entries) if isinstance(given, Object) else {}
    return {}


@dataclass(frozen=True)
class _Reader:
    path: Path
    root: Path
    module: Module
    values: Values
    defaults: Mapping[str, Expression]
    default_timeout: float

    def of(self, call: Call) -> Iterator[FunctionConfig]:
        """The functions that a component or one of its methods is given."""
        kind, named, texts = last_name(call.function), call, list[Expression]()
        owner = call.function.owner if isinstance(call.function, Member) else None
        if kind in _ADDING and isinstance(owner, Name):
            made = self.module.names.get(owner.text)
            if not isinstance(made, Call):
                return
            kind, texts = last_name(made.function), call.arguments
            named = call if len(call.arguments) > 1 and isinstance(call.arguments[0], Text) else made
        if kind != "Function" and kind not in _SOURCES:
            return
        name = next((a.text for a in named.arguments if isinstance(a, Text)), "") or kind
        shared = {**self.defaults}
        options = next((a for a in reversed(call.arguments) if isinstance(a, Object)), None)
        default = options.entries.get("defaults") if options is not None else None
        function = default.entries.get("function") if isinstance(default, Object) else None
        shared.update(function.entries if isinstance(function, Object) else {})
        word = _SOURCES.get(kind, "")
        for text in texts:
            yield from self._short(name, text, text, shared, word, call)
        for argument in call.arguments:
            yield from self._within(name, argument, shared, word, call, 0)

    def _within(
        self, named: str, node: Expression, shared: Mapping[str, Expression], word: str, call: Call, depth: int
    ) -> Iterator[FunctionConfig]:
        """Functions among options: objects with a ``handler``, and texts where a handler belongs."""
        if isinstance(node, Array):
            for item in node.items[:100]:
                yield from self._within(named, item, shared, word, call, depth + 1)
        if not isinstance(node, Object) or depth > 6:
            return
        if isinstance(node.entries.get("handler"), Text | Name | Member):
            yield from self._short(named, node.entries["handler"], node, shared, word, call)
            return
        for key, value in node.entries.items():
            if key != "defaults":
                if key in _SHORT or " " in key or depth:
                    yield from self._short(named, value, value, shared, word, call)
                yield from self._within(named, value, shared, word, call, depth + 1)

    def _short(
        self, named: str, handler: Expression, own: Expression, shared: Mapping[str, Expression], word: str, call: Call
    ) -> Iterator[FunctionConfig]:
        text = self.values.text(handler, self.module.names) if isinstance(handler, Text | Name | Member) else None
        name = handler_name(text) if text is not None else None
        if text is None or name is None:
            return
        options = {**shared, **(own.entries if isinstance(own, Object) else {})}
        runtime = self.values.text(options.get("runtime"), self.module.names)
        base = self._base(options)
        file = next((f for f in (base.joinpath(*name.module[:-1], name.module[-1] + ".py"),) if f.is_file()), None)
        if file is None and not (runtime or "").startswith("python"):
            return
        if runtime is not None and not runtime.startswith("python"):
            return
        code_root = _project(file, base) if file is not None else base
        if file is not None:
            text = ".".join((*file.relative_to(code_root).with_suffix("").parts, name.function))
        variables = options.get("environment")
        memory = self._measure(options.get("memorySize", options.get("memory")))
        timeout = self._measure(options.get("timeout"))
        yield FunctionConfig(
            template=self.path,
            logical_id=named,
            line=call.place.line,
            handler=text,
            code_root=code_root,
            runtime=runtime,
            timeout=timeout if timeout is not None else self.default_timeout,
            memory=int(memory) if memory is not None else _MEMORY,
            environment=self._environment(variables),
            events=tuple(self._events(word, options, call)),
            positions={**_positions(own), "": span(call.place), "Handler": value_span(handler)},
            environment_open=True,
            tool="sst",
        )

    def _measure(self, node: Expression | None) -> float | None:
        """Seconds or megabytes: ``"3 minutes"``, ``"1 GB"``, a number."""
        text = self.values.text(node, self.module.names)
        match = _MEASURE.fullmatch(text.strip()) if text is not None else None
        return float(match[1]) * _UNITS.get(match[2].lower().rstrip("s"), 1) if match else None

    def _base(self, options: Mapping[str, Expression]) -> Path:
        """What handlers count from: the app, its ``srcPath`` in old versions, or the folder that is bundled."""
        named = options.get("srcPath", options.get("bundle"))
        below = self.values.text(named, self.module.names) if isinstance(named, Text) else None
        below = below if below not in ("true", "false") else None
        return self.root / below if below and ".." not in below else self.root

    def _environment(self, node: Expression | None) -> dict[str, str | Unresolved]:
        found: dict[str, str | Unresolved] = {}
        for name, value in node.entries.items() if isinstance(node, Object) else ():
            text = self.values.text(value, self.module.names)
            found[name] = text if text is not None else Unresolved(shown(value))
        return found

    def _events(self, word: str, options: Mapping[str, Expression], call: Call) -> Iterator[EventSource]:
        if word:
            yield from event(word, {}, call.place.line)
        elif shown(options.get("url", Text("", call.place))) not in ("", "false"):
            yield from event("FunctionUrl", {}, call.place.line)


def _project(file: Path, base: Path) -> Path:
    """The Python project that a handler's file belongs to, or its ``src``: what Lambda finds in ``/var/task``."""
    for directory in file.parents:
        if any((directory / name).is_file() for name in _PROJECTS):
            source = directory / "src"
            return source if file.is_relative_to(source) and (directory / "pyproject.toml").is_file() else directory
        if directory == base:
            break
    return base


def _positions(own: Expression) -> dict[str, Span]:
    entries = own.entries if isinstance(own, Object) else {}
    found = {name[:1].upper() + name[1:]: value_span(node) for name, node in entries.items()}
    variables = entries.get("environment")
    if isinstance(variables, Object):
        found.update(variable_positions(variables))
    return found
