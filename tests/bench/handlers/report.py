"""The nightly report on orders: count, compare, mail."""

import json
import logging
import os
from datetime import datetime, timedelta, timezone
from html import escape

import boto3
from boto3.dynamodb.conditions import Key
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

LOG = logging.getLogger("order-report")
LOG.setLevel(logging.INFO)

CONFIG = Config(retries={"max_attempts": 5, "mode": "adaptive"}, connect_timeout=3)
cloudwatch = boto3.client("cloudwatch", config=CONFIG)
ses = boto3.client("ses", config=CONFIG)
ec2 = boto3.client("ec2", config=CONFIG)
table = boto3.resource("dynamodb", config=CONFIG).Table(os.environ.get("ORDER_TABLE", "orders"))

SENDER = os.environ.get("SENDER", "reports@example.com")
RECIPIENTS = [r.strip() for r in os.environ.get("RECIPIENTS", "").split(",") if r.strip()]
DAYS = 7


class Day:
    """What happened on one day."""

    def __init__(self, day):
        self.day = day
        self.count = 0
        self.total = 0.0
        self.largest = None

    def add(self, item):
        self.count += 1
        amount = float(item.get("total", 0))
        self.total += amount
        if self.largest is None or amount > self.largest[1]:
            self.largest = (item["id"], amount)

    @property
    def mean(self):
        return self.total / self.count if self.count else 0.0

    def as_dict(self):
        return {
            "day": self.day,
            "count": self.count,
            "total": round(self.total, 2),
            "mean": round(self.mean, 2),
            "largest": self.largest[0] if self.largest else None,
        }


def days(until, number):
    return [(until - timedelta(days=offset)).strftime("%Y-%m-%d") for offset in range(number, 0, -1)]


def read_day(day):
    result = Day(day)
    arguments = {"IndexName": "by-day", "KeyConditionExpression": Key("day").eq(day)}
    while True:
        page = table.query(**arguments)
        for item in page["Items"]:
            result.add(item)
        if "LastEvaluatedKey" not in page:
            return result
        arguments["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def workers():
    found = []
    paginator = ec2.get_paginator("describe_instances")
    for page in paginator.paginate(Filters=[{"Name": "tag:role", "Values": ["order-worker"]}]):
        for reservation in page["Reservations"]:
            found.extend(
                {"id": instance["InstanceId"], "since": instance["LaunchTime"].isoformat()}
                for instance in reservation["Instances"]
            )
    return found


def put_metrics(report):
    data = [
        {
            "MetricName": "Orders",
            "Value": day["count"],
            "Unit": "Count",
            "Dimensions": [{"Name": "Day", "Value": day["day"]}],
        }
        for day in report["days"]
    ]
    for start in range(0, len(data), 20):
        cloudwatch.put_metric_data(Namespace="Orders", MetricData=data[start : start + 20])


def render(report):
    rows = "".join(
        f"<tr><td>{escape(day['day'])}</td><td>{day['count']}</td><td>{day['total']:.2f}</td></tr>"
        for day in report["days"]
    )
    trend = "up" if report["change"] > 0 else "down" if report["change"] < 0 else "even"
    return f"<h1>Orders: {trend}</h1><table>{rows}</table><p>{len(report['workers'])} workers</p>"


def send(report):
    if not RECIPIENTS:
        LOG.info("nobody to send to")
        return None
    try:
        response = ses.send_email(
            Source=SENDER,
            Destination={"ToAddresses": RECIPIENTS},
            Message={
                "Subject": {"Data": f"Orders until {report['until']}"},
                "Body": {"Html": {"Data": render(report)}, "Text": {"Data": json.dumps(report, indent=2)}},
            },
        )
    except (ClientError, BotoCoreError):
        LOG.exception("the mail was not sent")
        return None
    return response["MessageId"]


def handler(event, context):
    until = datetime.fromisoformat(event["time"]) if event.get("time") else datetime.now(timezone.utc)
    counted = [read_day(day) for day in days(until, DAYS)]
    report = {
        "until": until.strftime("%Y-%m-%d"),
        "days": [day.as_dict() for day in counted],
        "total": sum(day.total for day in counted),
        "change": counted[-1].count - counted[0].count,
        "workers": workers(),
    }
    put_metrics(report)
    message_id = send(report)
    LOG.info("report until %s: %s", report["until"], message_id or "not sent")
    return {**report, "messageId": message_id}
