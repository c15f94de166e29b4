"""The report of the night."""


def main(event, context):
    return {"region": event["region"], "time": event["time"]}
