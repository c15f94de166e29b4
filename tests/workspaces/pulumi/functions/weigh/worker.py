"""Adds up the weights of the parcels of a batch."""

import json


def work(event, context):
    return {"grams": sum(json.loads(record["body"])["grams"] for record in event["Records"])}
