"""Environment files (``.env``), as python-dotenv and docker compose read them.

``NAME=value``, with or without ``export``; ``# comment`` lines and after a blank. Single quotes keep everything, double quotes know
``\\n \\r \\t``; both may span lines. Outside single quotes ``${NAME}`` and ``${NAME:-default}`` are replaced. A name alone, without
``=``, is skipped: it would pass a variable of the shell on.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from .invocation import ExecutionError

_NAME = re.compile(r"(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*(=[ \t]*)?")
_QUOTED = re.compile(r"""(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")[ \t]*(?:#[^\n]*)?(?=\n|\Z)""", re.DOTALL)
_COMMENT = re.compile(r"(?:^|[ \t]+)#.*")
_REFERENCE = re.compile(r"\\(\$)|\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}


def read(path: Path) -> dict[str, str]:
    """The variables of a file. Raises ``ExecutionError`` where it cannot be read or a line is none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ExecutionError(f"The environment file {path} is not UTF-8 text. Save it as UTF-8.") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise ExecutionError(f"The environment file {path} cannot be read: {reason}. Correct its path.") from None
    return parse(text, str(path))


def parse(text: str, name: str = ".env") -> dict[str, str]:
    """The variables of a file's text; the last one of a name wins. Raises ``ExecutionError``, which calls the file ``name``."""
    found: dict[str, str] = {}
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end]
        content = line.strip()
        if content and not content.startswith("#"):
            start = at + line.index(content)
            key = _NAME.match(text, start)
            if key is None or (key[2] is None and _COMMENT.sub("", text[key.end() : end]).strip() != ""):
                number = text.count("\n", 0, at) + 1
                raise ExecutionError(f"{name}, line {number}: '{content[:60]}' is not NAME=value. Correct it.")
            if key[2] is not None:
                quoted = _QUOTED.match(text, key.end())
                found[key[1]] = _quoted(quoted, found) if quoted else _plain(text[key.end() : end], found)
                end = max(end, quoted.end()) if quoted else end
        at = end + 1
    return found


def _quoted(match: re.Match[str], known: dict[str, str]) -> str:
    if match[1] is not None:
        return re.sub(r"\\(['\\])", r"\1", match[1])
    unescaped = re.sub(r"\\([^$])", lambda m: _ESCAPES.get(m[1], m[1] if m[1] in '"\\' else m[0]), match[2])
    return _expanded(unescaped, known)


def _plain(text: str, known: dict[str, str]) -> str:
    return _expanded(_COMMENT.sub("", text).strip(), known)


def _expanded(value: str, known: dict[str, str]) -> str:
    def replaced(match: re.Match[str]) -> str:
        if match[1]:
            return match[1]
        given = known.get(match[2], os.environ.get(match[2], ""))
        return given or match[3] or ""

    return _REFERENCE.sub(replaced, value)
