"""Take calls of a shop about orders, check who calls, remember what was seen."""

import base64
import hashlib
import hmac
import json
import logging
import os
import time
from http import HTTPStatus

import boto3
from botocore.exceptions import ClientError

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)

events = boto3.client("events")
seen = boto3.resource("dynamodb").Table(os.environ.get("SEEN_TABLE", "seen-orders"))

BUS = os.environ.get("EVENT_BUS", "default")
TOLERANCE = 300
TOPICS = {
    "order/create": "OrderCreated",
    "order/update": "OrderChanged",
    "order/cancel": "OrderCancelled",
    "refund/create": "OrderRefunded",
}


class ProblemError(Exception):
    def __init__(self, status, message):
        Exception.__init__(self, message)
        self.status = status
        self.message = message


def answer(status, **body):
    return {
        "statusCode": int(status),
        "headers": {"content-type": "application/json", "cache-control": "no-store"},
        "isBase64Encoded": False,
        "body": json.dumps(body, separators=(",", ":")),
    }


def raw_body(event):
    body = event.get("body", "")
    if event.get("isBase64Encoded"):
        return base64.b64decode(body)
    return body.encode("utf-8")


def check_signature(headers, body):
    given = headers.get("x-shop-signature", "")
    stamp = headers.get("x-shop-timestamp", "0")
    if not stamp.isdigit() or abs(time.time() - int(stamp)) > TOLERANCE:
        raise ProblemError(HTTPStatus.UNAUTHORIZED, "the time stamp is too old")
    key = os.environ["SHOP_SECRET"].encode()
    expected = hmac.new(key, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(given, expected):
        raise ProblemError(HTTPStatus.UNAUTHORIZED, "the signature does not match")


def first_time(delivery):
    try:
        seen.put_item(
            Item={"id": delivery, "expires": int(time.time()) + 86_400},
            ConditionExpression="attribute_not_exists(id)",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return False
        raise
    return True


def address(given):
    if not given:
        return None
    lines = [given.get("address1"), given.get("address2")]
    return {
        "street": ", ".join(line for line in lines if line),
        "zip": given.get("zip", "").replace(" ", ""),
        "city": given.get("city", "").title(),
        "country": (given.get("country_code") or "DE").upper(),
    }


def translate(topic, payload):
    lines = []
    for line in payload.get("line_items", []):
        quantity = int(line.get("quantity", 1))
        if quantity == 0:
            continue
        lines.append(
            {
                "sku": line.get("sku") or f"unknown-{line['id']}",
                "quantity": quantity,
                "cents": round(float(line.get("price", 0)) * 100),
                "gift": any(p.get("name") == "gift" for p in line.get("properties", [])),
            }
        )
    detail = {
        "id": str(payload["id"]),
        "lines": lines,
        "cents": sum(line["cents"] * line["quantity"] for line in lines),
        "customer": (payload.get("customer") or {}).get("email", "").lower() or None,
        "tags": [tag.strip() for tag in payload.get("tags", "").split(",") if tag.strip()],
    }
    if topic == "order/cancel":
        detail["reason"] = payload.get("cancel_reason", "other")
    shipping = address(payload.get("shipping_address"))
    if shipping is not None:
        detail["shipping"] = shipping
    return detail


def publish(kind, detail):
    response = events.put_events(
        Entries=[{"Source": "shop.orders", "DetailType": kind, "Detail": json.dumps(detail), "EventBusName": BUS}]
    )
    if response["FailedEntryCount"]:
        entry = response["Entries"][0]
        raise ProblemError(HTTPStatus.BAD_GATEWAY, f"{entry['ErrorCode']}: {entry['ErrorMessage']}")
    return response["Entries"][0]["EventId"]


def handler(event, context):
    method = event["requestContext"]["http"]["method"]
    headers = {name.lower(): value for name, value in event.get("headers", {}).items()}
    if method == "GET":
        return answer(HTTPStatus.OK, status="up", function=context.function_name)
    try:
        body = raw_body(event)
        check_signature(headers, body)
        topic = headers.get("x-shop-topic", "")
        if topic not in TOPICS:
            raise ProblemError(HTTPStatus.NOT_FOUND, f"no topic {topic}")
        delivery = headers.get("x-shop-delivery", context.aws_request_id)
        if not first_time(delivery):
            return answer(HTTPStatus.OK, delivery=delivery, repeated=True)
        event_id = publish(TOPICS[topic], translate(topic, json.loads(body)))
    except ProblemError as problem:
        logger.warning("%s: %s", problem.status, problem.message)
        return answer(problem.status, error=problem.message)
    except (KeyError, ValueError) as error:
        logger.exception("a call that cannot be read")
        return answer(HTTPStatus.BAD_REQUEST, error=repr(error))
    return answer(HTTPStatus.ACCEPTED, event=event_id)
