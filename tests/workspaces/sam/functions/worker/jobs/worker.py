"""Orders from a queue; a failed one is tried again alone."""

import json


def process(batch, _):
    failed = []
    for record in batch["Records"]:
        try:
            pack(json.loads(record["body"]))
        except ValueError:
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def pack(order):
    if "id" not in order:
        raise ValueError("an order without id")
