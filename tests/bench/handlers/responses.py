"""What every handler of this service answers with."""

import decimal
import json
import logging
import os
from datetime import date, datetime

logger = logging.getLogger(__name__)
logger.setLevel(os.environ.get("LOG_LEVEL", "INFO"))

HEADERS = {
    "Content-Type": "application/json",
    "Access-Control-Allow-Origin": os.environ.get("ALLOWED_ORIGIN", "*"),
    "Access-Control-Allow-Methods": "GET,POST,PUT,DELETE,OPTIONS",
}


class ValidationError(Exception):
    def __init__(self, message, field=None):
        super().__init__(message)
        self.message = message
        self.field = field


class NotFoundError(Exception):
    pass


class Encoder(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, decimal.Decimal):
            return int(o) if o % 1 == 0 else float(o)
        if isinstance(o, (datetime, date)):
            return o.isoformat()
        if isinstance(o, set):
            return sorted(o)
        return super().default(o)


def respond(status, body=None, headers=None):
    merged = dict(HEADERS)
    if headers:
        merged.update(headers)
    return {
        "statusCode": status,
        "headers": merged,
        "body": json.dumps(body if body is not None else {}, cls=Encoder),
    }


def failure(status, message, **details):
    logger.warning("answering %s: %s", status, message)
    body = {"message": message}
    body.update(details)
    return respond(status, body)


def require(body, *names):
    missing = [name for name in names if body.get(name) in (None, "")]
    if missing:
        raise ValidationError(f"missing: {', '.join(missing)}", missing[0])
    return {name: body[name] for name in names}
