"""Pictures over a function URL."""

import json
import os


def handle(event, context):
    return {"statusCode": 200, "body": json.dumps({"stage": os.environ["STAGE"]})}
