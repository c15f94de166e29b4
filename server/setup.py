"""Puts what handlers run under (``runtime/`` and its bundled libraries) into the wheel, as ``handlerlens/_server``."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).resolve().parent


class Build(build_py):
    """The package, and beside it the execution environment's own files."""

    def run(self) -> None:
        super().run()
        sys.path.insert(0, str(HERE / "tasks"))
        from bundle import bundle

        bundle()
        target = Path(self.build_lib) / "handlerlens" / "_server"
        shutil.rmtree(target, ignore_errors=True)
        leave = shutil.ignore_patterns("__pycache__", "*.pyc", ".stamp")
        shutil.copytree(HERE / "runtime", target / "runtime", ignore=leave)
        for part in ("runtime", "debug"):
            shutil.copytree(HERE / "bundled" / part, target / "bundled" / part, ignore=leave)


setup(cmdclass={"build_py": Build})
