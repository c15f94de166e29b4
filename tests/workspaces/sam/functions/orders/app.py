"""Orders over HTTP."""

import json
import os

from storage import load


def lambda_handler(event, context):
    method = event["requestContext"]["http"]["method"]
    orders = load(os.environ["TABLE"])
    if method == "POST":
        orders.append(json.loads(event.get("body") or "{}"))
    return {"statusCode": 200, "body": json.dumps({"stage": os.environ["STAGE"], "orders": orders})}
