"""The announcement before the museum closes."""

import os


def announce(event, context):
    """Runs every day."""
    return {"said": os.environ["GUIDE"]}
