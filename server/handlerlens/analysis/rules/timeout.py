"""A wait in the code is as long as the function's timeout or longer: Lambda ends the invocation before the wait does.

Also a ``requests`` or ``urlopen`` call without a timeout, which waits for ever; the function's timeout is what ends it, and is paid for.

```py
# file: template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Timeout: 10
# file: app.py
import time

import requests


def handler(event, context):
    time.sleep(10)  # error: [HL505]
    return requests.get(event["url"], timeout=30).text  # error: [HL505]
```

```py
# file: template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Timeout: 10
# file: app.py
import time

import requests


def handler(event, context):
    time.sleep(1)
    return requests.get(event["url"], timeout=(3, 5)).text
```

```py
import requests


def handler(event, context):
    return requests.get(event["url"]).text  # error: [HL505]
```

```py fixed
import requests


def handler(event, context):
    return requests.get(event["url"], timeout=10).text
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..finding import Edit, Finding, Fix, Severity, Span
from ..function_config import FunctionConfig
from ..handlers import find_handlers
from ..reachable import calls_mentioning
from ..scopes import imported_name, names_from
from ..source import Source

CODE = "HL505"
SEVERITY = Severity.WARNING
MENTIONS = ("sleep", "requests", "urlopen", "Config")

_REQUESTS = frozenset(
    f"requests.{verb}" for verb in ("get", "post", "put", "patch", "delete", "head", "options", "request")
)
_PACKAGES = ("botocore", "requests", "time", "urllib")
_SECONDS = 10
_DEFAULT = 3.0
"""Lambda's timeout in seconds where none is given."""
_TELLING = ("sam", "cloudformation", "terraform")
"""The tools whose readers see every property of a function."""
_CONFIG = ("connect_timeout", "read_timeout")


def check(source: Source) -> Iterator[Finding]:
    functions = [function for handler in find_handlers(source) for function in handler.functions]
    limits = [limit for function in functions if (limit := _limit(function)) is not None]
    limit = min(limits) if limits and len(limits) == len(functions) else None
    for node in calls_mentioning(source, names_from(source, _PACKAGES)):
        yield from _call(source, node, imported_name(source, node.func) or "", limit)


def _limit(function: FunctionConfig) -> float | None:
    """A function's timeout in seconds; Lambda's own where the file certainly gives none, None where only the deployment knows."""
    told = function.timeout is not None or "Timeout" in function.positions or function.tool not in _TELLING
    return function.timeout if told else _DEFAULT


def _call(source: Source, node: ast.Call, name: str, limit: float | None) -> Iterator[Finding]:
    if name == "time.sleep" and node.args:
        yield from _compare(source, node, node.args[0], limit, "sleeps")
        return
    keywords = {keyword.arg: keyword.value for keyword in node.keywords}
    if name in _REQUESTS or name == "urllib.request.urlopen":
        given = keywords.get("timeout")
        if name.startswith("urllib") and given is None and len(node.args) > 2:
            given = node.args[2]
        if given is None and None not in keywords:
            yield Finding(
                CODE,
                source.span(node.func),
                f"{name} has no timeout: a server that does not answer holds the function until its own timeout.",
                Severity.INFORMATION,
                (_timeout(source, node),) if node.args or node.keywords else (),
            )
        elif given is not None:
            yield from _compare(source, node, given, limit, "waits")
    elif name in ("botocore.config.Config", "botocore.client.Config"):
        for keyword in _CONFIG:
            if keyword in keywords:
                yield from _compare(source, node, keywords[keyword], limit, "waits")


def _compare(source: Source, node: ast.Call, wait: ast.expr, limit: float | None, verb: str) -> Iterator[Finding]:
    values = wait.elts if isinstance(wait, ast.Tuple) else [wait]
    seconds = [v.value for v in values if isinstance(v, ast.Constant) and isinstance(v.value, int | float)]
    if limit is not None and seconds and len(seconds) == len(values) and max(seconds) >= limit:
        yield Finding(
            CODE,
            source.span(node),
            f"This {verb} for up to {max(seconds):g} s; the function's timeout is {limit:g} s, so Lambda ends it first.",
        )


def _timeout(source: Source, node: ast.Call) -> Fix:
    given: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
    last = max((source.span(each) for each in given), key=lambda s: (s.end_line, s.end_column))
    place = Span(last.end_line, last.end_column, last.end_line, last.end_column)
    return Fix(f"Give it a timeout of {_SECONDS} s", (Edit(place, f", timeout={_SECONDS}"),))
