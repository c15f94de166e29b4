"""How long completion and hover of event keys take while a 1,000-line handler file is typed in, beside a bare ``ast.parse`` of it.

A real server over stdio, as the editor starts it. Each keystroke is a change and then a request: within quotes that the editor has
closed (the file parses each time, and everything known of it is new) and without (it does not, and the last good reading serves).
Targets: p95 of completion at most 30 ms in both on a machine that does nothing else (on a busy one: at most twice and a half the
bare parse, which a new line costs).
"""

from __future__ import annotations

import ast
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

SERVER = Path(__file__).resolve().parents[2] / "server"
HEAD = """\
import json
import os

import boto3
from aws_lambda_powertools.utilities.data_classes import SQSEvent

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])

"""
STEP = '''
def step_{n}(record, context, results=None):
    """Handle one part of a record."""
    body = json.loads(record["body"])
    if body.get("kind_{n}") is None:
        return {{"count": 0, "items": []}}
    items = [item for item in body["items_{n}"] if item.get("id")]
    for item in items:
        item["seen"] = record["attributes"]["SentTimestamp"]
        if results is not None:
            results.append({{"id": item["id"], "of": record["messageId"]}})
            table.put_item(Item=item)
    return {{"count": len(items), "items": sorted(items, key=lambda x: x["id"])}}

'''
HANDLER_HEAD = (
    "\ndef lambda_handler(event: SQSEvent, context):\n    results = []\n    for record in event['Records']:\n"
)
CALL = "        step_{n}(record, context, results)\n"
TAIL = "        attributes = record['attributes']\n        pass\n    return {'batchItemFailures': []}\n"
STEPS = 66
ROUNDS = 5
"""The same is typed several times; the shortest time of each keystroke counts, as others use the machine too."""
TYPED = ("event[{q}Records", "record[{q}attributes", "record.get({q}messageId", "attributes[{q}SentTimestamp")


def handler_file() -> str:
    steps = "".join(STEP.format(n=n) for n in range(STEPS))
    return HEAD + steps + HANDLER_HEAD + "".join(CALL.format(n=n) for n in range(STEPS)) + TAIL


class Editor:
    """As much of a client as the measuring needs."""

    def __init__(self, root: Path) -> None:
        command = [sys.executable, "-I", "-S", str(SERVER), "lsp"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.ids = count(1)
        self.versions = count(2)
        self.request("initialize", {"processId": None, "rootUri": root.as_uri(), "capabilities": {}})
        self.notify("initialized", {})

    def _send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def notify(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def request(self, method: str, params: Any) -> Any:
        wanted = next(self.ids)
        self._send({"id": wanted, "method": method, "params": params})
        assert self.process.stdout is not None
        while True:
            length = 0
            while (line := self.process.stdout.readline()) not in (b"\r\n", b""):
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            message = json.loads(self.process.stdout.read(length))
            if message.get("id") == wanted and "method" not in message:
                return message.get("result")

    def close(self) -> None:
        self.request("shutdown", None)
        self.notify("exit", None)
        self.process.wait(10)


def keystrokes(line: int, indent: str, closed: bool) -> Iterator[tuple[dict[str, Any], int, int]]:
    """Changes with line and column of the cursor after them; each text is typed on a line of its own, from its quote on."""
    for number, text in enumerate(TYPED):
        opened, _, key = text.partition("{q}")
        at = line + number
        shown = None
        for end in range(len(key) + 1):
            before = f'{indent}{opened}"{key[:end]}'
            after = ('")' if "(" in opened else '"]') if closed else ""
            last = {"line": at, "character": 0 if shown is None else len(shown)}
            new = before + after + ("\n" if shown is None else "")
            yield {"range": {"start": {"line": at, "character": 0}, "end": last}, "text": new}, at, len(before)
            shown = before + after
        if not closed:  # the user closes it, and goes on
            place = {"line": at, "character": len(shown or "")}
            closing = '")' if "(" in opened else '"]'
            yield {"range": {"start": place, "end": place}, "text": closing}, -1, 0


def measure(editor: Editor, uri: str, line: int, closed: bool) -> dict[str, list[float]]:
    completion, hover = [], []
    for change, at, column in keystrokes(line, " " * 8, closed):
        version = next(editor.versions)
        place = {"textDocument": {"uri": uri}, "position": {"line": at, "character": column}}
        began = time.perf_counter()
        editor.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]},
        )
        if at < 0:
            continue
        items = editor.request("textDocument/completion", place)
        completion.append((time.perf_counter() - began) * 1000)
        assert items, change
    for at in range(line, line + len(TYPED)):
        place = {"textDocument": {"uri": uri}, "position": {"line": at, "character": 20}}
        for _ in range(5):
            began = time.perf_counter()
            assert editor.request("textDocument/hover", place)
            hover.append((time.perf_counter() - began) * 1000)
    return {"completion": completion, "hover": hover}


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def main() -> None:
    text = handler_file()
    line = text.split("\n").index("        pass")
    row: dict[str, float] = {"lines": text.count("\n")}
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory).resolve() / "app.py"
        path.write_text(text, encoding="utf-8")
        bare = []
        for _ in range(10):
            began = time.perf_counter()
            ast.parse(text)
            bare.append((time.perf_counter() - began) * 1000)
        row["bare ast.parse"] = min(bare)
        editor = Editor(path.parent)
        for closed in (True, False):
            document = {"uri": path.as_uri(), "languageId": "python", "version": 1, "text": text}
            rounds = []
            for _ in range(ROUNDS):
                editor.notify("textDocument/didOpen", {"textDocument": document})
                rounds.append(measure(editor, path.as_uri(), line, closed))
                editor.notify("textDocument/didClose", {"textDocument": {"uri": path.as_uri()}})
            found = {what: [min(each) for each in zip(*(r[what] for r in rounds), strict=True)] for what in rounds[0]}
            how = "closed" if closed else "open"
            for what, values in found.items():
                row[f"{what}, {how} quote, median"] = statistics.median(values)
                row[f"{what}, {how} quote, p95"] = p95(values)
        row["completion p95 / bare"] = row["completion, closed quote, p95"] / row["bare ast.parse"]
        editor.close()
    for name, value in row.items():
        print(f"{name:38}{value:10.2f}   {'≤ 30' if name.startswith('completion') and name.endswith('p95') else ''}")
    results = Path(__file__).parent / "results"
    results.mkdir(exist_ok=True)
    (results / "typing.json").write_text(json.dumps(row, indent=2) + "\n")


if __name__ == "__main__":
    main()
