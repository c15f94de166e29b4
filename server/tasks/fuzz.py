"""``npm run fuzz``: strange inputs through the rules; arguments (``--count``, ``--seed``) go to ``tests/fuzz/campaign.py``."""

from __future__ import annotations

import setup
from loop import PYTHON, TESTS, run


def main(arguments: list[str]) -> None:
    """Run the campaign; it fails where an input raised an exception or took over a second."""
    setup.main([])
    run([PYTHON, TESTS / "fuzz" / "campaign.py", *arguments])
