"""Close what is done."""

import os


def run(event, context):
    return {"closed": len(event.get("Records", [])), "queue": os.environ["QUEUE"]}
