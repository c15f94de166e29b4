"""The data of a Kinesis, Firehose, Kafka, MQ or CloudWatch Logs record is base64 (logs are compressed too): as it stands it is no JSON.

```py
import json


def lambda_handler(event, context):
    for record in event["Records"]:
        print(json.loads(record["kinesis"]["data"])["id"])  # error: [HL404]
```

```py fixed
import json
import base64


def lambda_handler(event, context):
    for record in event["Records"]:
        print(json.loads(base64.b64decode(record["kinesis"]["data"]))["id"])
```

```py
import base64
import gzip
import json


def lambda_handler(event, context):
    packed = base64.b64decode(event["awslogs"]["data"])
    print(json.loads(gzip.decompress(packed))["logEvents"])
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..event_reads import Use
from ..event_uses import EventUse, event_uses, wrap
from ..finding import Finding, Fix, Severity
from ..source import Source

CODE = "HL404"
SEVERITY = Severity.WARNING

_KNOWN = ("b64decode", "decompress", "GzipFile", "deserialize", "deaggregat", "kinesis_decode")


def check(source: Source) -> Iterator[Finding]:
    for use in event_uses(source):
        for pattern, layer in _encoded(use):
            read = use.at(pattern)
            if read is None or read.format in ("base64", "gzip"):
                continue
            for one in [u for u in read.uses if _parses(u)][:3]:
                name = pattern.replace("[]", "").rpartition(".")[2]
                yield Finding(
                    CODE,
                    source.span(one.site),
                    f"'{name}' of {use.sources[0].title} is {_ENCODINGS[layer]}: json.loads fails with JSONDecodeError.",
                    fixes=_fixes(source, one, layer),
                )


_ENCODINGS = {"base64": "base64", "gzip": "compressed and base64"}


def _encoded(use: EventUse) -> Iterator[tuple[str, str]]:
    for rule in use.sources[0].encoded:
        if "when" not in rule and all(rule in facts.encoded for facts in use.sources):
            yield rule["path"], rule["as"]


def _parses(use: Use) -> bool:
    return (
        use.kind == "argument"
        and isinstance(use.node, ast.Call)
        and ast.unparse(use.node.func) in ("json.loads", "loads", "simplejson.loads")
    )


def _fixes(source: Source, use: Use, layer: str) -> tuple[Fix, ...]:
    if layer == "base64":
        return (wrap(source, use.site, "base64.b64decode(", ")", "Decode it: base64.b64decode()", "base64"),)
    return ()
