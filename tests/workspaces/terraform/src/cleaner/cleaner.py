"""Sweep away what nobody looks at."""


def sweep(event, context):
    return [record["s3"]["object"]["key"] for record in event["Records"]]
