"""``python server/tasks setup | start | test | check | bench | package``: the developer's loop, called by the npm scripts."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

VERBS = {
    "setup": "setup",
    "start": "start",
    "test": "test",
    "check": "check",
    "bench": "bench",
    "fuzz": "fuzz",
    "package": "package",
}


def main() -> int:
    """Run one task; a step that fails ends it with that step's exit code."""
    if len(sys.argv) < 2 or sys.argv[1] not in VERBS:
        print(f"usage: python server/tasks {' | '.join(VERBS)}", file=sys.stderr)
        return 2
    task = importlib.import_module(VERBS[sys.argv[1]])
    try:
        return int(task.main(sys.argv[2:]) or 0)
    except subprocess.CalledProcessError as error:
        print(f"\n{' '.join(map(str, error.cmd))} failed with exit code {error.returncode}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if (
            type(error).__module__ in sys.modules
            and getattr(type(error), "__name__", "").endswith("Error")
            and (type(error).__module__ in {*VERBS.values(), "bundle", "editor", "loop"})
        ):
            print(f"\n{error}", file=sys.stderr)
            return 1
        raise


sys.exit(main())
