"""Run the rules over strange inputs: no exception, nothing over a second.

python tests/fuzz/campaign.py --count 100000 --seed 1 --sources /usr/lib/python3.13 /usr/lib/python3.14
"""

from __future__ import annotations

import argparse
import contextlib
import signal
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "server"), str(ROOT / "tests")]

from fuzz.inputs import Generator, extremes, mutated, sources, with_handler  # noqa: E402

from handlerlens.analysis import flow  # noqa: E402
from handlerlens.analysis.linter import lint  # noqa: E402
from handlerlens.analysis.modules import Project, SearchPath  # noqa: E402
from handlerlens.analysis.source import SourceError, parse  # noqa: E402

LIMIT = 1.0
"""Seconds of processor time."""


GIVEN_UP = 30
"""Seconds after which an input counts as endless."""


class Endless(BaseException):
    """An input that is still under way after ``GIVEN_UP`` seconds."""


@contextlib.contextmanager
def watched() -> Iterator[None]:
    """Give up on an endless input, where the system has alarms."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def give_up(*_: object) -> None:
        raise Endless

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(GIVEN_UP)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


class Nothing:
    """A view without files."""

    def read(self, path: Path) -> str | None:  # noqa: ARG002
        return None


@dataclass
class Outcome:
    """What a campaign met."""

    count: int = 0
    parsed: int = 0
    slowest: float = 0.0
    failures: list[str] = field(default_factory=list)


def inputs(count: int, seed: int, roots: Sequence[Path] = ()) -> Iterator[tuple[str, str]]:
    """Named inputs in a fixed order: the extremes, then whole sources, mutated sources and generated programs in turn."""
    for index, text in enumerate(extremes()):
        yield f"extreme {index}", text
    files = sources(roots)
    for number in range(count):
        at = seed * 1_000_003 + number
        if number % 3 == 0:
            yield f"program {at}", Generator(at).program()
            continue
        path = files[number // 3 % len(files) if number % 3 == 1 else at % len(files)]
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        if number % 3 == 1 and number < 3 * len(files):
            yield f"source {path}", with_handler(text)
        else:
            yield f"mutation {at} of {path}", with_handler(mutated(text, at))


def examine(name: str, text: str, outcome: Outcome) -> None:
    """One input."""
    outcome.count += 1
    began = time.process_time()
    try:
        with watched():
            source = parse(Path("/fuzz/handler.py"), text, Nothing())
            parsed = time.process_time() - began
            flow.use(source, Project(SearchPath(), Nothing()))
            lint(source)
    except SourceError:
        return
    except Endless:
        outcome.failures.append(f"{name}: given up after {GIVEN_UP} s")
        return
    except Exception:
        outcome.failures.append(f"{name}\n{traceback.format_exc(limit=-8)}")
        return
    outcome.parsed += 1
    spent = time.process_time() - began - parsed
    outcome.slowest = max(outcome.slowest, spent)
    if spent > LIMIT:
        outcome.failures.append(f"{name}: {spent:.2f} s")


def campaign(
    count: int, seed: int, seconds: float = float("inf"), roots: Sequence[Path] = (), told: int = 0
) -> Outcome:
    """Examine inputs until there are ``count`` of them, or the processor time is up; after every ``told`` of them say so."""
    outcome = Outcome()
    began = time.process_time()
    for name, text in inputs(count, seed, roots):
        failed = len(outcome.failures)
        examine(name, text, outcome)
        if told and (outcome.count % told == 0 or len(outcome.failures) > failed):
            print(
                f"{outcome.count} inputs, slowest {outcome.slowest:.2f} s",
                *outcome.failures[failed:],
                sep="\n",
                flush=True,
            )
        if time.process_time() - began > seconds:
            break
    return outcome


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument(
        "--sources", type=Path, nargs="+", default=[], help="folders of Python code (default: this Python's library)"
    )
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    outcome = campaign(arguments.count, arguments.seed, roots=arguments.sources, told=5_000)
    for failure in outcome.failures[:50]:
        print(failure)
    print(
        f"{outcome.count} inputs, {outcome.parsed} parsed, {len(outcome.failures)} failures, slowest {outcome.slowest:.3f} s"
    )
    return 1 if outcome.failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
