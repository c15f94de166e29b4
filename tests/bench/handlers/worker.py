"""Take orders from a queue, price them, hand them on."""

import json
import logging
import os
import time
from dataclasses import asdict, dataclass, field
from typing import Any

import boto3

logger = logging.getLogger(__name__)
logger.setLevel(os.getenv("LOG_LEVEL", "INFO"))

sns = boto3.client("sns")
sqs = boto3.client("sqs")
ssm = boto3.client("ssm")

TOPIC = os.environ.get("TOPIC_ARN", "")
DEAD_LETTERS = os.environ.get("DEAD_LETTER_URL", "")
MAX_ATTEMPTS = 3
_rates: dict[str, float] = {}


@dataclass
class Line:
    sku: str
    quantity: int
    price: float = 0.0

    @property
    def amount(self) -> float:
        return self.quantity * self.price


@dataclass
class Order:
    id: str
    customer: str
    currency: str = "EUR"
    lines: list[Line] = field(default_factory=list)
    note: str | None = None

    @classmethod
    def from_message(cls, message: dict[str, Any]) -> "Order":
        lines = [Line(entry["sku"], int(entry["quantity"]), float(entry.get("price", 0))) for entry in message["lines"]]
        return cls(message["id"], message["customer"], message.get("currency", "EUR"), lines, message.get("note"))

    def total(self) -> float:
        return round(sum(line.amount for line in self.lines), 2)


class RejectedError(Exception):
    """The order cannot be taken; trying again does not help."""


def rate(currency: str) -> float:
    if currency == "EUR":
        return 1.0
    if currency not in _rates:
        name = f"/orders/rates/{currency.lower()}"
        response = ssm.get_parameter(Name=name)
        _rates[currency] = float(response["Parameter"]["Value"])
    return _rates[currency]


def check(order: Order) -> None:
    if not order.lines:
        raise RejectedError("an order without lines")
    for line in order.lines:
        if line.quantity <= 0:
            raise RejectedError(f"{line.sku}: a quantity of {line.quantity}")
    if order.total() <= 0 and not order.note:
        raise RejectedError("a free order needs a note")


def publish(order: Order, started: float) -> dict[str, Any]:
    message = asdict(order)
    message["total"] = order.total()
    message["totalEUR"] = round(order.total() * rate(order.currency), 2)
    message["seconds"] = time.time() - started
    attributes = {
        "customer": {"DataType": "String", "StringValue": order.customer},
        "currency": {"DataType": "String", "StringValue": order.currency},
    }
    response = sns.publish(TopicArn=TOPIC, Message=json.dumps(message), MessageAttributes=attributes)
    logger.info("published %s as %s", order.id, response["MessageId"])
    return message


def bury(record: dict[str, Any], reason: str) -> None:
    logger.error("rejecting %s: %s", record["messageId"], reason)
    if DEAD_LETTERS:
        sqs.send_message(
            QueueUrl=DEAD_LETTERS,
            MessageBody=record["body"],
            MessageAttributes={"reason": {"DataType": "String", "StringValue": reason[:250]}},
        )


def process(record: dict[str, Any]) -> dict[str, Any] | None:
    started = time.time()
    try:
        order = Order.from_message(json.loads(record["body"]))
        check(order)
    except (KeyError, ValueError, RejectedError) as error:
        bury(record, str(error))
        return None
    return publish(order, started)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    failed: list[dict[str, str]] = []
    totals: dict[str, float] = {}
    for record in event["Records"]:
        attempts = int(record["attributes"].get("ApproximateReceiveCount", "1"))
        try:
            done = process(record)
        except Exception:
            logger.exception("order %s failed, attempt %d", record["messageId"], attempts)
            if attempts < MAX_ATTEMPTS:
                failed.append({"itemIdentifier": record["messageId"]})
            else:
                bury(record, "too many attempts")
            continue
        if done is not None:
            totals[done["customer"]] = totals.get(done["customer"], 0.0) + done["total"]
    logger.info("%d records, %d failed, totals %s", len(event["Records"]), len(failed), totals)
    return {"batchItemFailures": failed}
