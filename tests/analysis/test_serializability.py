"""The verdicts on labelled handlers: each was executed and its result given to the runtime's marshaller."""

from __future__ import annotations

from pathlib import Path

import pytest
from analysis.verdicts import cases, errors

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.jsonl"))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_accuracy(path: Path) -> None:
    """No false alarm, and nearly everything found."""
    found = missed = 0
    false_alarms: list[str] = []
    misses: list[str] = []
    for case in cases(path):
        reported = errors(case["files"], case["handler"].partition("::")[0])
        if case["serializable"]:
            false_alarms += [f"{case['id']}: {finding.message}" for finding in reported]
        elif reported:
            found += 1
        else:
            missed += 1
            misses.append(case["id"])
    assert not false_alarms
    assert found / (found + missed) >= 0.97, misses
