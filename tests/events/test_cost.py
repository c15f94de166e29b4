"""What the catalogue costs: little in the VSIX, and nothing in the server until an event is asked for."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

SERVER = Path(__file__).resolve().parents[2] / "server"
EVENTS = SERVER / "handlerlens" / "events"
CONTRACTS = SERVER / "handlerlens" / "analysis" / "data"
LIMIT = 600_000

OPENED = """
import sys
opened = []
sys.addaudithook(lambda name, args: opened.append(str(args[0])) if name == "open" else None)
from pathlib import Path
from handlerlens.lsp.server import create_server
from handlerlens.analysis.handlers import find_handlers
from handlerlens.analysis.linter import lint
from handlerlens.analysis.source import parse
create_server()
for code in ("def helper(x):\\n    return x\\n", "def handler(event, context):\\n    return {'id': event['id']}\\n"):
    source = parse(Path("app.py"), code)
    find_handlers(source)
    lint(source)
print([name for name in opened if name.replace("\\\\", "/").rpartition("/")[0].endswith("events/data")])
"""


def test_the_vsix_holds_it_in_600_kb() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in [
            *EVENTS.rglob("*.json"),
            *(CONTRACTS / "contracts").glob("*.json"),
            CONTRACTS / "event_sources.json",
        ]:
            archive.write(path, path.relative_to(SERVER))
    assert packed.tell() < LIMIT


def test_the_server_reads_none_of_it_before_it_is_asked() -> None:
    answer = subprocess.run(
        [
            sys.executable,
            "-I",
            "-c",
            f"import sys; sys.path[:0] = {[str(SERVER), str(SERVER / 'bundled' / 'libs')]!r}\n{OPENED}",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == "[]", answer.stdout
