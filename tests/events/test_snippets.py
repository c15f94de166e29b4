"""The snippets of new handlers: once placed they are handlers, of the source they are for, and clean under every rule."""

import json
import re
from pathlib import Path

import pytest

import handlerlens.events
from handlerlens.analysis.handlers import find_handlers
from handlerlens.analysis.linter import lint
from handlerlens.analysis.served import served
from handlerlens.analysis.source import parse

SNIPPETS = json.loads((Path(handlerlens.events.__file__).parent / "snippets.json").read_text("utf-8"))

SOURCES = {
    "lambda-sqs": "sqs",
    "lambda-kinesis": "kinesis",
    "lambda-dynamodb": "dynamodb",
    "lambda-firehose": "firehose",
    "lambda-s3": "s3",
    "lambda-sns": "sns",
    "lambda-logs": "cloudwatch_logs",
    "lambda-authorizer": "rest_authorizer_token",
    "lambda-edge-request": "cloudfront_request",
    "lambda-custom-resource": "custom_resource",
    "lambda-s3-batch": "s3_batch",
    "lambda-rest-api": "rest_api",
    "lambda-http-api": "http_api_v2",
    "lambda-websocket": "websocket",
    "lambda-bedrock": "bedrock_agent_function",
}


def placed(body: list[str]) -> str:
    """A snippet as it stands once every placeholder was accepted."""
    text = "\n".join(body)
    previous = ""
    while previous != text:
        previous = text
        text = re.sub(r"(?<!\\)\$\{\d+:((?:[^${}]|\{[^{}]*\}|\{[^{}]*\{[^{}]*\}[^{}]*\})*)\}", r"\1", text)
    return re.sub(r"(?<!\\)\$\d", "", text).replace("\\$", "$") + "\n"


@pytest.mark.parametrize("name", SNIPPETS)
def test_snippet(name: str) -> None:
    snippet = SNIPPETS[name]
    source = parse(Path("/nowhere/app.py"), placed(snippet["body"]))
    assert "${" not in source.text
    (handler,) = find_handlers(source)
    assert handler.name == "lambda_handler"
    assert [(f.code, f.message) for f in lint(source)] == []
    wanted = SOURCES.get(snippet["prefix"])
    if wanted is not None:
        assert wanted in {key for one in served(source, handler) for key in one.ids}


def test_prefixes_are_unique() -> None:
    prefixes = [snippet["prefix"] for snippet in SNIPPETS.values()]
    assert len(prefixes) == len(set(prefixes))
    assert set(SOURCES) <= set(prefixes)
