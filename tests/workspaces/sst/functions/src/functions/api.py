import json
import os

from functions.carriers import name_of


def get(event, context):
    parcel = event["pathParameters"]["id"]
    return {"statusCode": 200, "body": json.dumps({"id": parcel, "carrier": name_of(os.environ["CARRIER"])})}
