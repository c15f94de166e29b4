"""What an environment file sets."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.execution import env_file
from handlerlens.execution.invocation import ExecutionError

FILES = {
    "A=1\nB = two words \n": {"A": "1", "B": "two words"},
    "export A=1\r\n\r\n# no\n  B=2": {"A": "1", "B": "2"},
    "A=x # comment\nB=x#y\nC=# all\nD=": {"A": "x", "B": "x#y", "C": "", "D": ""},
    "A='a # b' # c\nB=\"a # b\"\nC='it\\'s'\nD='$A ${A} \\n'": {
        "A": "a # b", "B": "a # b", "C": "it's", "D": "$A ${A} \\n",
    },
    'A="one\\ntwo\\t\\"q\\" \\\\ \\$x"\nB="first\nsecond"\nC=3': {
        "A": 'one\ntwo\t"q" \\ $x', "B": "first\nsecond", "C": "3",
    },
    "HOST=h\nURL=https://${HOST}/p?a=b&c=d\nQ=\"${HOST}:${PORT:-80}\"\nN=${NOT_SET_ANYWHERE}": {
        "HOST": "h", "URL": "https://h/p?a=b&c=d", "Q": "h:80", "N": "",
    },
    "A=1\nA=2\n": {"A": "2"},
    'JSON={"a": [1, "b"]}\nK="unclosed\nL=1': {"JSON": '{"a": [1, "b"]}', "K": '"unclosed', "L": "1"},
    "PASSED_ON\nA=1": {"A": "1"},
    "": {},
}  # fmt: skip


@pytest.mark.parametrize("text", FILES)
def test_parse(text: str) -> None:
    assert env_file.parse(text) == FILES[text]


@pytest.mark.parametrize(("text", "line"), [("A=1\nnot a line\n", 2), ("=x", 1), ("A=1\n\n1A=2", 3), ("key: value", 1)])
def test_a_line_that_is_none_is_named(text: str, line: int) -> None:
    with pytest.raises(ExecutionError, match=rf"^f, line {line}: '.*' is not NAME=value"):
        env_file.parse(text, "f")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "utf16").write_bytes("A=1".encode("utf-16"))
    for name in ("missing", "utf16", "."):
        with pytest.raises(ExecutionError, match="The environment file"):
            env_file.read(tmp_path / name)
    (tmp_path / "bom").write_bytes(b"\xef\xbb\xbfA=\xc3\xa9\n")
    assert env_file.read(tmp_path / "bom") == {"A": "é"}
