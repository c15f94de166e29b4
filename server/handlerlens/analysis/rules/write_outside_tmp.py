"""Only ``/tmp`` can be written on Lambda: the code's own folder is read-only, and a relative path lies in it.

The invocation fails with "OSError: [Errno 30] Read-only file system".

```py
def lambda_handler(event, context):
    with open("report.csv", "w") as file:  # error: [HL507]
        file.write(event["text"])
    return "done"
```

```py fixed
def lambda_handler(event, context):
    with open("/tmp/report.csv", "w") as file:
        file.write(event["text"])
    return "done"
```

```py
from pathlib import Path


def lambda_handler(event, context):
    Path("/tmp/report.csv").write_text(event["text"])
    with open("settings.json") as file:
        return file.read()


def script():
    with open("local.csv", "w") as file:
        file.write("x")
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

from ..finding import Edit, Finding, Fix, Severity
from ..reachable import calls_mentioning
from ..scopes import imported_name, names_from
from ..source import Source

CODE = "HL507"
SEVERITY = Severity.WARNING
MENTIONS = ("open", "mkdir", "makedirs", "write_text", "write_bytes", "touch")

_WRITABLE = ("/tmp", "/mnt", "/dev", "/proc")
_MAKERS = frozenset({"os.mkdir", "os.makedirs"})
_WRITERS = frozenset({"write_text", "write_bytes", "mkdir", "touch"})


def check(source: Source) -> Iterator[Finding]:
    if "chdir" in source.text:
        return
    for node in calls_mentioning(source, names_from(source, ("os", "io")) | _WRITERS | {"open"}):
        path = _written(source, node)
        text = path.value if isinstance(path, ast.Constant) and isinstance(path.value, str) else ""
        if path is not None and text and not text.startswith(_WRITABLE) and "://" not in text:
            name = PurePosixPath(text).name
            title = f"Write to /tmp/{name}"
            fix = Fix(title, (Edit(source.span(path), repr(f"/tmp/{name}").replace("'", '"')),))
            yield Finding(
                CODE,
                source.span(path),
                f"'{text}' lies outside /tmp, which is all that Lambda lets a function write: Read-only file system.",
                fixes=(fix,),
            )


def _written(source: Source, node: ast.Call) -> ast.expr | None:
    """The path that a call writes to."""
    name = imported_name(source, node.func) or ""
    if name in ("open", "io.open") and node.args:
        mode = node.args[1] if len(node.args) > 1 else next((k.value for k in node.keywords if k.arg == "mode"), None)
        if isinstance(mode, ast.Constant) and isinstance(mode.value, str) and set(mode.value) & set("wax+"):
            return node.args[0]
    if name in _MAKERS and node.args:
        return node.args[0]
    if isinstance(node.func, ast.Attribute) and node.func.attr in _WRITERS and isinstance(node.func.value, ast.Call):
        made = node.func.value
        if imported_name(source, made.func) == "pathlib.Path" and len(made.args) == 1:
            return made.args[0]
    return None
