"""The project's event files: found, read with their header, told where they are broken, never overwritten."""

import json
from pathlib import Path

import pytest

from handlerlens.events.files import event_files, is_event_file, new_event_path, parse_event_file, read_event_file


def project(root: Path) -> Path:
    (root / ".git").mkdir()
    (root / "orders" / "events").mkdir(parents=True)
    (root / "events").mkdir()
    code = root / "orders" / "app.py"
    code.write_text("")
    return code


def test_nearest_folder_first(tmp_path: Path) -> None:
    code = project(tmp_path)
    for place, name in (("events", "b"), ("events", "a"), ("orders/events", "z")):
        (tmp_path / place / f"{name}.json").write_text("{}")
    (tmp_path / "events" / "a.handlerlens.json").write_text("{}")
    (tmp_path / "events" / "note.txt").write_text("")
    assert [f.name for f in event_files(code)] == ["z", "a", "b"]


def test_files_above_the_project_are_not_its(tmp_path: Path) -> None:
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "other.json").write_text("{}")
    (tmp_path / "project").mkdir()
    assert event_files(project(tmp_path / "project")) == []


def test_header_is_not_part_of_the_event() -> None:
    text = json.dumps({"$handlerlens": {"handler": "app.py::handler", "expected": None}, "id": 1})
    file = parse_event_file(Path("events/x.json"), text)
    assert json.loads(file.text) == {"id": 1}
    assert (file.header.handler, file.header.expected, file.header.has_expected) == ("app.py::handler", None, True)


def test_sidecar(tmp_path: Path) -> None:
    (tmp_path / "list.json").write_text("[1, 2]")
    (tmp_path / "list.handlerlens.json").write_text('{"handler": "app.py::handler", "expected": {"n": 2}}')
    file = read_event_file(tmp_path / "list.json")
    assert file is not None
    assert (file.text, file.header.handler, file.header.expected) == ("[1, 2]", "app.py::handler", {"n": 2})


@pytest.mark.parametrize(
    ("data", "line", "part"),
    [
        (b'{\n  "a": 1,\n  "b": \n}', 4, "is not JSON: line 4, column 1"),
        (b"", 1, "is not JSON"),
        (b"\xff\xfe\x00", 1, "is not UTF-8 text"),
        (b"[" * 100_000, 1, "nested too deeply"),
    ],
)
def test_broken_files_say_where(tmp_path: Path, data: bytes, line: int, part: str) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(data)
    file = read_event_file(path)
    assert file is not None
    assert file.problem is not None
    assert part in file.problem
    assert file.line == line
    assert path.read_bytes() == data


def test_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_bytes(b'\xef\xbb\xbf{"a": 1}')
    file = read_event_file(tmp_path / "x.json")
    assert file is not None
    assert file.problem is None
    assert read_event_file(tmp_path / "none.json") is None


def test_new_events_never_overwrite(tmp_path: Path) -> None:
    code = project(tmp_path)
    path = new_event_path(code, "order")
    assert path == tmp_path / "orders" / "events" / "order.json"
    path.write_text("{}")
    with pytest.raises(FileExistsError, match=r"order\.json is there already"):
        new_event_path(code, "order")
    assert new_event_path(tmp_path / "main.py", "order") == tmp_path / "events" / "order.json"


def test_a_new_event_stays_in_the_workspace_folder(tmp_path: Path) -> None:
    (tmp_path / "events").mkdir()
    code = tmp_path / "shop" / "src" / "app.py"
    assert new_event_path(code, "order") == tmp_path / "events" / "order.json"
    assert new_event_path(code, "order", [tmp_path]) == tmp_path / "events" / "order.json"
    inside = tmp_path / "shop" / "src" / "events" / "order.json"
    assert new_event_path(code, "order", [tmp_path, tmp_path / "shop"]) == inside
    (tmp_path / "shop" / "events").mkdir(parents=True)
    assert new_event_path(code, "order", [tmp_path / "shop"]) == tmp_path / "shop" / "events" / "order.json"


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "a:b", "a\\b", "a\0b"])
def test_names_of_new_events(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="is not a file name"):
        new_event_path(tmp_path / "app.py", name)


def test_place_and_name() -> None:
    assert is_event_file(Path("/p/events/a.json"))
    assert not is_event_file(Path("/p/events/a.handlerlens.json"))
    assert not is_event_file(Path("/p/data/a.json"))
