"""A short, seeded run of the fuzzer; ``npm run fuzz`` is the long one."""

from __future__ import annotations

from fuzz.campaign import campaign


def test_strange_inputs_end_in_findings_or_silence() -> None:
    outcome = campaign(count=400, seed=1, seconds=12)
    assert not outcome.failures, outcome.failures[0]
    assert outcome.parsed > 50
