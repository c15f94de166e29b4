"""Tickets over HTTP; two functions in one file."""

import json
import os


def create(event, context):
    ticket = json.loads(event["body"] or "{}")
    return answer(201, {"table": os.environ["TABLE"], **ticket})


def list_all(event, context):
    return answer(200, [])


def answer(status, body):
    return {"statusCode": status, "body": json.dumps(body)}
