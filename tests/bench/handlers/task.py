"""One step of the order workflow: reserve, charge, book."""

import json
import logging
import os
import random
import string
import time
from abc import ABC, abstractmethod
from datetime import datetime, timezone
from typing import NamedTuple

import boto3
import urllib3

logger = logging.getLogger()
logger.setLevel("INFO")

http = urllib3.PoolManager(timeout=urllib3.Timeout(connect=2.0, read=8.0), retries=False)
secrets = boto3.client("secretsmanager")
stepfunctions = boto3.client("stepfunctions")
_cache = {}


class Money(NamedTuple):
    amount: int
    currency: str

    def __str__(self):
        return f"{self.amount / 100:.2f} {self.currency}"


class RetryError(Exception):
    """The workflow retries on this name."""


class DeclinedError(Exception):
    """The workflow compensates on this name."""


def credentials(name):
    known = _cache.get(name)
    if known and known["until"] > time.monotonic():
        return known["value"]
    response = secrets.get_secret_value(SecretId=name)
    value = json.loads(response["SecretString"])
    _cache[name] = {"value": value, "until": time.monotonic() + 300, "version": response["VersionId"]}
    return value


def reference(prefix="ORD", length=8):
    letters = string.ascii_uppercase + string.digits
    return prefix + "-" + "".join(random.choice(letters) for _ in range(length))


class Step(ABC):
    name = "step"

    def __init__(self, order, token: str | None = None):
        self.order = order
        self.token = token
        self.started = datetime.now(timezone.utc)

    @property
    def money(self):
        return Money(int(self.order["total"]), self.order.get("currency", "EUR"))

    def post(self, path, body):
        base = os.environ["PARTNER_URL"]
        headers = {"Authorization": f"Bearer {credentials('partner')['token']}", "Content-Type": "application/json"}
        response = http.request("POST", f"{base}/{path}", body=json.dumps(body), headers=headers)
        if response.status in (429, 502, 503):
            raise RetryError(f"{path} answered {response.status}")
        if response.status >= 400:
            raise DeclinedError(response.data.decode("utf-8", "replace")[:300])
        return json.loads(response.data)

    @abstractmethod
    def execute(self): ...

    def run(self):
        logger.info("%s of order %s", self.name, self.order["id"])
        result = self.execute()
        result.setdefault("step", self.name)
        result["seconds"] = (datetime.now(timezone.utc) - self.started).total_seconds()
        if self.token:
            stepfunctions.send_task_success(taskToken=self.token, output=json.dumps(result))
        return result


class Reserve(Step):
    name = "reserve"

    def execute(self):
        reserved = []
        for line in self.order["lines"]:
            answer = self.post("stock", {"sku": line["sku"], "quantity": line["quantity"]})
            reserved.append({"sku": line["sku"], "until": answer["until"]})
        return {"reserved": reserved, "count": len(reserved)}


class Charge(Step):
    name = "charge"

    def execute(self):
        money = self.money
        if money.amount <= 0:
            return {"charged": False, "amount": str(money)}
        answer = self.post("charges", {"amount": money.amount, "currency": money.currency, "ref": reference("CHG")})
        return {"charged": True, "amount": str(money), "transaction": answer["id"], "at": self.started.isoformat()}


class Book(Step):
    name = "book"

    def execute(self):
        entries = [
            {"account": "1200", "debit": self.money.amount},
            {"account": "8400", "credit": self.money.amount},
        ]
        self.post("journal", {"entries": entries, "ref": self.order["id"]})
        return {"booked": True, "entries": len(entries)}


STEPS = {step.name: step for step in (Reserve, Charge, Book)}


def handler(event, context):
    name = event.get("step", "reserve")
    if name not in STEPS:
        raise ValueError(f"there is no step {name}; there are {sorted(STEPS)}")
    step = STEPS[name](event["order"], event.get("taskToken"))
    attempt = int(event.get("attempt", 0)) + 1
    try:
        result = step.run()
    except DeclinedError as error:
        return {"order": event["order"]["id"], "declined": True, "reason": str(error), "attempt": attempt}
    return {"order": event["order"]["id"], "declined": False, "result": result, "attempt": attempt}
