"""Tickets for the museum."""

import json
import os


def sell(event, context):
    """Sells a ticket."""
    room = json.loads(event["body"] or "{}").get("room", os.environ["ROOMS"])
    return {"statusCode": 201, "body": json.dumps({"room": room})}
