"""Dockerfiles of images for Lambda, where no other file names the handler."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlerlens.analysis.function_config import FunctionConfig, Unresolved
from project.workspace import functions, indexed, shown, write

CODE = "def watch(bird, tools): ...\n"
FILES = {
    "app.py": CODE,
    "src/app.py": CODE,
    "src/birds/nests.py": CODE,
    "src/birds/__init__.py": "",
    "docker/readme.txt": "",
}
BASE = "FROM public.ecr.aws/lambda/python:3.13\n"

IMAGES = {
    "the base image": (BASE + 'COPY app.py ${LAMBDA_TASK_ROOT}\nCMD ["app.watch"]\n', "app.watch", ".", "python3.13"),
    "without brackets": (BASE + "CMD app.watch\n", "app.watch", ".", "python3.13"),
    "the older name": (
        "FROM amazon/aws-lambda-python:3.8\nCMD [ 'app.watch' ]\nCMD app.watch",
        "app.watch",
        ".",
        "python3.8",
    ),
    "a folder of its own": (
        BASE + 'COPY src/ ./\nCMD ["birds.nests.watch"]\n',
        "birds.nests.watch",
        "src",
        "python3.13",
    ),
    "the folder as it is": (
        BASE + 'COPY src ./src\nCMD ["src/birds/nests.watch"]\n',
        "src/birds/nests.watch",
        ".",
        "python3.13",
    ),
    "a version given": (
        "ARG VERSION=3.12\nFROM public.ecr.aws/lambda/python:${VERSION}-arm64\nCMD app.watch\n",
        "app.watch",
        ".",
        "python3.12",
    ),
    "stages": (
        'FROM public.ecr.aws/lambda/python:3.11 AS base\nRUN pip install x\nFROM node:20 AS pages\nCMD ["node"]\n'
        'FROM base\nCOPY --from=pages /x /y\nCOPY app.py ./\nCMD ["app.watch"]\n',
        "app.watch",
        ".",
        "python3.11",
    ),
    "an image of one's own": (
        "FROM python:3.12-slim\nRUN pip install awslambdaric\nCOPY app.py ./\n"
        'ENTRYPOINT [ "/usr/bin/python", "-m", "awslambdaric" ]\nCMD [ "app.watch" ]\n',
        "app.watch",
        ".",
        "python3.12",
    ),
    "all in the command": (
        'FROM python:3.12-slim\nCOPY app.py ./\nCMD ["python", "-m", "awslambdaric", "app.watch"]\n',
        "app.watch",
        ".",
        "python3.12",
    ),
    "over lines": (BASE + "RUN a \\\n && b\nCMD \\\n  app.watch\n", "app.watch", ".", "python3.13"),
    "lower case": (BASE.replace("FROM", "from") + 'cmd ["app.watch"] \n', "app.watch", ".", "python3.13"),
    "a tag that tells nothing": ("FROM public.ecr.aws/lambda/python\nCMD app.watch\n", "app.watch", ".", None),
}


def image(root: Path, text: str, name: str = "Dockerfile") -> FunctionConfig:
    """The function of an image."""
    write(root, {**FILES, name: text})
    (found,) = functions(root / name, text).values()
    return found


@pytest.mark.parametrize(("text", "handler", "folder", "runtime"), IMAGES.values(), ids=IMAGES)
def test_images(tmp_path: Path, text: str, handler: str, folder: str, runtime: str | None) -> None:
    found = image(tmp_path, text)
    assert (found.handler, found.code_root, found.runtime) == (handler, tmp_path / folder, runtime)
    span = found.positions["Handler"]
    assert text.splitlines()[span.line - 1][span.column : span.end_column] == handler


@pytest.mark.parametrize(
    ("name", "logical_id"),
    [
        ("birds/Dockerfile", "birds"),
        ("Dockerfile.birds", "birds"),
        ("birds.Dockerfile", "birds"),
        ("birds.dockerfile", "birds"),
    ],
)
def test_names(tmp_path: Path, name: str, logical_id: str) -> None:
    assert image(tmp_path, BASE + "COPY src/app.py ./\nCMD app.watch\n", name).logical_id == logical_id


def test_built_from_a_folder_above(tmp_path: Path) -> None:
    found = image(tmp_path, BASE + "COPY src/birds/ ./\nCMD nests.watch\n", "docker/lambda/Dockerfile")
    assert found.code_root == tmp_path / "src" / "birds"


def test_variables(tmp_path: Path) -> None:
    text = BASE + "ENV A=1 B='two words'\nENV C three four\nENV D=$A/x\nCMD app.watch\n"
    found = image(tmp_path, text)
    assert found.environment == {"A": "1", "B": "two words", "C": "three four", "D": Unresolved("$A/x")}
    assert found.environment_open


def test_the_handler_is_declared(tmp_path: Path) -> None:
    index = indexed(tmp_path, {**FILES, "Dockerfile": IMAGES["the base image"][0]})
    assert shown(index)["app.py:watch"] == "declared"
    index.update(tmp_path / "Dockerfile", BASE + "CMD src/app.watch\n")
    assert shown(index) == {"src/app.py:watch": "declared"}


def test_the_handler_comes_and_goes(tmp_path: Path) -> None:
    index = indexed(tmp_path, {"birds/Dockerfile": BASE + "COPY app.py ./\nCMD app.watch\n"})
    assert shown(index) == {}
    write(tmp_path, {"birds/app.py": CODE})
    index.update(tmp_path / "birds" / "app.py")
    assert shown(index) == {"birds/app.py:watch": "declared"}
    (tmp_path / "birds" / "app.py").unlink()
    index.update(tmp_path / "birds" / "app.py")
    assert shown(index) == {}


def test_another_file_tells_of_the_function(tmp_path: Path) -> None:
    template = (
        "Resources:\n  Birds:\n    Type: AWS::Serverless::Function\n    Metadata: {DockerContext: .}\n"
        "    Properties: {PackageType: Image, Timeout: 9}\n"
    )
    index = indexed(tmp_path, {"app.py": CODE, "Dockerfile": BASE + "CMD app.watch\n", "template.yaml": template})
    (listed,) = index.listed()
    assert [function.logical_id for function in listed.functions] == ["Birds"]


NOTHING = {
    "another image": "FROM python:3.13\nCMD app.watch\n",
    "another last stage": BASE + "CMD app.watch\nFROM python:3.13\nCMD app.watch\n",
    "no command": BASE + "COPY app.py ./\n",
    "no such module": BASE + "CMD other.watch\n",
    "no handler": BASE + 'CMD ["python", "app.py"]\n',
    "a variable": BASE + "CMD ${HANDLER}\n",
    "no list": BASE + "CMD [app.watch\n",
    "texts that are none": BASE + "CMD [1, {}]\n",
    "empty": BASE + "CMD []\n",
    "nothing but lines": BASE + "CMD \\\n\\\n\\\n",
    "stages of themselves": "FROM a AS b\nFROM b AS a\nFROM a AS a\nCMD app.watch # lambda/python\n",
}


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_what_declares_nothing(tmp_path: Path, text: str) -> None:
    write(tmp_path, FILES)
    assert not functions(tmp_path / "Dockerfile", text)


def test_long_files_end_soon(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    for part in ("FROM a AS b\n", "ENV A=1 \\\n", "CMD [\n", "\\\n", "RUN " + "\\" * 50, 'ENV A="\\'):
        functions(tmp_path / "Dockerfile", BASE + part * (200_000 // len(part)) + "\nCMD app.watch\n")
