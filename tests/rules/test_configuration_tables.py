"""HL503 to HL509 on forms of each: what is wrong is found, what looks like it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.analysis.finding import Span
from handlerlens.analysis.function_config import FunctionConfig
from handlerlens.analysis.handlers import declare
from handlerlens.analysis.linter import lint
from handlerlens.analysis.source import parse

HERE = Path("/nowhere")
HEAD = """import asyncio
import multiprocessing
import os
import threading
import time
import urllib.request
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import boto3
import requests
from botocore.config import Config

"""


def lines(code: str, rule: str, **config: object) -> int:
    """On how many lines a rule reports a module; of a body alone, a handler is made. ``config`` is the template's."""
    if "def handler" not in code:
        code = "def handler(event, context):\n" + "".join(f"    {line}\n" for line in code.splitlines())
    source = parse(HERE / "app.py", HEAD + "\n" + code)
    given: dict[str, object] = {"tool": "sam", "positions": {"": Span(1, 0, 1, 1)}, **config}
    function = FunctionConfig(HERE / "template.yaml", "Orders", 1, "app.handler", HERE, **given)  # type: ignore[arg-type]
    declare(source, {"handler": (function,)})
    return len({finding.span.line for finding in lint(source) if finding.code == rule})


CLIENT_WRONG = (
    'client = boto3.client("s3")\nprint(client)',
    'table = boto3.resource("dynamodb")\nprint(table)',
    's3 = boto3.client("s3", region_name="eu-west-1")\nprint(s3)',
    's3 = boto3.client("s3", region_name=os.environ["AWS_REGION"])\nprint(s3)',
    's3 = boto3.client(service_name="s3", config=Config(read_timeout=1))\nprint(s3)',
)
CLIENT_RIGHT = (
    'client = boto3.client("s3", region_name=event["region"])\nprint(client)',
    'region = event["region"]\nclient = boto3.client("s3", region_name=region)\nprint(client)',
    'role = boto3.client("s3", aws_session_token=context.identity)\nprint(role)',
    's3 = boto3.client("s3")\n\n\ndef handler(event, context):\n    print(s3)',
    'def make():\n    return boto3.client("s3")\n\n\ndef handler(event, context):\n    print(event)',
    'if event["dry"]:\n    print(boto3.__version__)',
    "client = requests.Session()\nprint(client)",
)


def test_clients_are_made_once() -> None:
    assert [lines(code, "HL503") for code in CLIENT_WRONG] == [1] * len(CLIENT_WRONG)
    assert [lines(code, "HL503") for code in CLIENT_RIGHT] == [0] * len(CLIENT_RIGHT)


GROWING = "kept = {made}\n\n\ndef handler(event, context):\n    {grow}\n    return 1\n"
GROWTH = [
    ("[]", 'kept.append(event["id"])'),
    ("[]", 'kept.extend(event["ids"])'),
    ("[]", 'global kept\n    kept += [event["id"]]'),
    ("[]", 'kept.insert(0, event["id"])'),
    ("list()", 'kept.append(event["id"])'),
    ("set()", 'kept.add(event["id"])'),
    ("deque()", 'kept.appendleft(event["id"])'),
]
KEPT = [
    ("{}", 'kept[event["id"]] = 1'),
    ("{}", 'kept.update({"a": 1})'),
    ("[]", 'kept.clear()\n    kept.append(event["id"])'),
    ("[]", 'kept[:] = [event["id"]]'),
    ("[]", 'if event["id"] not in kept:\n        kept.append(event["id"])'),
    ("[]", 'kept = []\n    kept.append(event["id"])'),
    ("[1, 2]", "print(kept)"),
    ("[]", "print([*kept])"),
    ("deque(maxlen=10)", 'kept.append(event["id"])'),
    ("[]", 'global kept\n    kept = [event["id"]]'),
]


def test_what_outlives_an_invocation() -> None:
    found = [lines(GROWING.replace("{made}", made).replace("{grow}", grow), "HL504") for made, grow in GROWTH]
    assert found == [1] * len(GROWTH)
    found = [lines(GROWING.replace("{made}", made).replace("{grow}", grow), "HL504") for made, grow in KEPT]
    assert found == [0] * len(KEPT)


TOO_LONG = (
    "time.sleep({long})",
    'requests.get("https://example.com", timeout={long})',
    'requests.post("https://example.com", timeout=(1, {long}))',
    'urllib.request.urlopen("https://example.com", timeout={long})',
    'urllib.request.urlopen("https://example.com", None, {long})',
    'boto3.client("s3", config=Config(read_timeout={long}))',
    'boto3.client("s3", config=Config(connect_timeout={long}))',
)


@pytest.mark.parametrize(
    ("config", "limit"), [({"timeout": 30.0}, 30), ({"timeout": 5.0}, 5), ({}, 3), ({"tool": "terraform"}, 3)]
)
def test_waits_are_shorter_than_the_function(config: dict[str, object], limit: int) -> None:
    assert [lines(code.format(long=limit), "HL505", **config) for code in TOO_LONG] == [1] * len(TOO_LONG)
    assert [lines(code.format(long=limit - 1), "HL505", **config) for code in TOO_LONG] == [0] * len(TOO_LONG)


@pytest.mark.parametrize("config", [{"tool": "cdk"}, {"positions": {"Timeout": Span(1, 0, 1, 1)}}])
def test_an_unknown_timeout(config: dict[str, object]) -> None:
    """Where only the deployment knows the timeout, no wait is too long."""
    assert [lines(code.format(long=600), "HL505", **config) for code in TOO_LONG] == [0] * len(TOO_LONG)


ENDLESS = (
    'requests.get("https://example.com")',
    'requests.request("GET", "https://example.com")',
    'urllib.request.urlopen("https://example.com")',
    'def fetch():\n    return requests.put("https://example.com")\n\n\ndef handler(event, context):\n    fetch()',
)
ENDING = (
    'requests.get("https://example.com", **event["options"])',
    'requests.Session().get("https://example.com", timeout=1)',
    'event.get("https://example.com")',
    'def fetch():\n    return requests.put("https://example.com")\n\n\ndef handler(event, context):\n    return 1',
)


def test_requests_have_an_end() -> None:
    assert [lines(code, "HL505", timeout=900.0) for code in ENDLESS] == [1] * len(ENDLESS)
    assert [lines(code, "HL505", timeout=900.0) for code in ENDING] == [0] * len(ENDING)


NEWER = (
    ("3.9", 'match event["a"]:\n    case 1:\n        return 1'),
    ("3.11", "type Row = dict[str, int]"),
    ("3.11", "def first[T](values: list[T]) -> T:\n    return values[0]"),
    ("3.10", "try:\n    return 1\nexcept* ValueError:\n    pass"),
    ("3.11", 'print(f"{event[\'a\'] + "b"}")'),
)


@pytest.mark.parametrize(("newest", "code"), NEWER)
def test_syntax_of_the_runtime(newest: str, code: str) -> None:
    import ast
    import sys

    try:
        ast.parse(code.replace("return 1", "pass").replace("return values[0]", "pass"))
    except SyntaxError:
        assert sys.version_info < (3, 12)  # the server's own Python cannot read it either
        return
    assert lines(code, "HL506", runtime=f"python{newest}")
    assert not lines(code, "HL506", runtime="python3.13")


OUTSIDE = (
    'open("out.txt", "w")',
    'open("out.txt", mode="a")',
    'open("/var/task/out.txt", "wb")',
    'open("/home/user/x", "x")',
    'open("data/out.txt", "r+")',
    'os.makedirs("work/files")',
    'os.mkdir("/opt/files")',
    'Path("out.txt").write_text("x")',
    'Path("/var/out.txt").write_bytes(b"x")',
    'Path("work").mkdir(parents=True)',
    'with open("out.txt", "w") as file:\n    file.write("x")',
)
INSIDE = (
    'open("/tmp/out.txt", "w")',
    'open("/mnt/efs/out.txt", "w")',
    'open("settings.json")',
    'open("settings.json", "rb")',
    'open(event["path"], "w")',
    'open(os.path.join("/tmp", "x"), "w")',
    'Path("/tmp/work").mkdir(exist_ok=True)',
    'Path("/tmp").joinpath("x").write_text("x")',
    'os.makedirs("/tmp/a/b", exist_ok=True)',
    'print(Path("out.txt").read_text())',
    'os.chdir("/tmp")\nopen("out.txt", "w")',
    'def script():\n    open("out.txt", "w")\n\n\ndef handler(event, context):\n    return 1',
)


def test_only_tmp_is_written() -> None:
    assert [lines(code, "HL507") for code in OUTSIDE] == [1] * len(OUTSIDE)
    assert [lines(code, "HL507") for code in INSIDE] == [0] * len(INSIDE)


LOOP_CLOSED = (
    "loop = asyncio.new_event_loop()\n\n\ndef handler(event, context):\n    loop.run_until_complete(None)\n    loop.close()",
    "loop = asyncio.get_event_loop()\n\n\ndef handler(event, context):\n    try:\n        pass\n    finally:\n        loop.close()",
    "loop = asyncio.get_event_loop()\nprint(loop)\nasyncio.run(None)",
)
LOOP_FINE = (
    "asyncio.run(None)",
    "loop = asyncio.new_event_loop()\nloop.run_until_complete(None)\nloop.close()",
    "loop = asyncio.new_event_loop()\n\n\ndef handler(event, context):\n    return loop.run_until_complete(None)",
    "loop = asyncio.get_event_loop()\nreturn loop.run_until_complete(None)",
    'file = open("/tmp/x", "w")\nfile.close()',
    "asyncio.set_event_loop(asyncio.new_event_loop())\nloop = asyncio.get_event_loop()\nasyncio.run(None)",
)


def test_loops_stay_open() -> None:
    assert [lines(code, "HL508") for code in LOOP_CLOSED] == [1] * len(LOOP_CLOSED)
    assert [lines(code, "HL508") for code in LOOP_FINE] == [0] * len(LOOP_FINE)


UNJOINED = (
    "threading.Thread(target=print).start()",
    "thread = threading.Thread(target=print)\nthread.start()",
    "timer = threading.Timer(1, print)\ntimer.start()",
    "process = multiprocessing.Process(target=print)\nprocess.start()\nreturn 1",
    "def run():\n    threading.Thread(target=print).start()\n\n\ndef handler(event, context):\n    run()",
)
JOINED = (
    "thread = threading.Thread(target=print)\nthread.start()\nthread.join()",
    "threads = [threading.Thread(target=print) for _ in range(2)]\nfor t in threads:\n    t.start()\nfor t in threads:\n    t.join()",
    "with ThreadPoolExecutor() as pool:\n    pool.submit(print)",
    "thread = threading.Thread(target=print)\nreturn thread.name",
    'event["motor"].start()',
    "def run():\n    threading.Thread(target=print).start()\n\n\ndef handler(event, context):\n    return 1",
)


def test_threads_are_waited_for() -> None:
    assert [lines(code, "HL509") for code in UNJOINED] == [1] * len(UNJOINED)
    assert [lines(code, "HL509") for code in JOINED] == [0] * len(JOINED)
