"""The environment variables that a failed run went without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ..analysis.environment_reads import variables_without_default
from ..analysis.source import SourceError, parse
from .invocation import Invocation

_OF_NONE = ("NoneType", "'None'", "value: None", "None is not", "Required parameter name not set")
"""What errors say whose cause is a value that is not there."""


def unset(invocation: Invocation, error: Mapping[str, object] | None) -> tuple[str, ...]:
    """The variables that the code reads, has no default for and was not given, where the error may come of that.

    A ``KeyError`` of ``os.environ`` names one; the others that the handler's module cannot do without would be next.
    """
    if error is None:
        return ()
    message = str(error.get("errorMessage", ""))
    missing = message.strip("'\"") if error.get("errorType") == "KeyError" and _of_environment(error) else ""
    if not missing and not any(words in message for words in _OF_NONE):
        return ()
    known = _read(invocation)
    names = [name for name, required in known.items() if required or not missing]
    return tuple(name for name in dict.fromkeys([missing, *names]) if name and name not in invocation.environment)


def sentence(names: Sequence[str]) -> str:
    """What to do about them."""
    many = len(names) > 1
    told = ", ".join(names[:-1]) + f" and {names[-1]}" if many else names[0]
    return (
        f"The code reads {told}, which {'are' if many else 'is'} not set here: give {'them values' if many else 'it a value'} in .env "
        "(handlerlens.invoke.envFile) or in handlerlens.invoke.env, or by --env and --env-file."
    )


def _of_environment(error: Mapping[str, object]) -> bool:
    """Whether it was raised by ``os.environ[...]``."""
    trace = error.get("stackTrace")
    last = str(trace[-1]) if isinstance(trace, list) and trace else ""
    return "in __getitem__" in last and ("<frozen os>" in last or Path(last.split('"')[1]).name == "os.py")


def _read(invocation: Invocation) -> dict[str, bool]:
    module = invocation.handler.rpartition(".")[0].replace(".", "/")
    path = invocation.code_root / f"{module}.py"
    try:
        return variables_without_default(parse(path, path.read_text("utf-8", "replace")))
    except (OSError, SourceError):
        return {}
