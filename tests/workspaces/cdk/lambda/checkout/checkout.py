"""The checkout of the shop."""


def handler(event, context):
    return {"statusCode": 200, "body": "checkout"}
