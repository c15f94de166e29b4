"""Turns what the gauge counted into an amount of rain."""

import os


def measure(event, context):
    return {"amount": event.get("detail", {}).get("ticks", 0) * 0.2, "unit": os.environ["UNIT"]}
