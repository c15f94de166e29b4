"""What a beehive weighs."""

import os

from scales import rounded


def weigh(event, context):
    """Is called by the scales of each hive."""
    return {"hive": os.environ["HIVE"], "weight": f"{rounded(event.get('weight', 0))} {os.environ['UNIT']}"}
