"""Keep the search index of orders as the table is."""

from __future__ import annotations

import json
import logging
import os
from decimal import Decimal
from enum import Enum
from urllib.parse import quote

import boto3
import requests
from boto3.dynamodb.types import TypeDeserializer
from requests_aws4auth import AWS4Auth

log = logging.getLogger(__name__)
log.setLevel(logging.INFO)

HOST = os.environ["SEARCH_HOST"].rstrip("/")
INDEX = os.environ.get("SEARCH_INDEX", "orders")
REGION = os.environ.get("AWS_REGION", "eu-central-1")
TIMEOUT = (3, 10)

_session = requests.Session()
_deserializer = TypeDeserializer()


class Change(Enum):
    INSERT = "INSERT"
    MODIFY = "MODIFY"
    REMOVE = "REMOVE"


class SearchError(Exception):
    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"search answered {status}: {text[:200]}")
        self.status = status


def signer() -> AWS4Auth:
    credentials = boto3.Session().get_credentials()
    return AWS4Auth(credentials.access_key, credentials.secret_key, REGION, "es", session_token=credentials.token)


def plain(value):
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(inner) for inner in value]
    if isinstance(value, bytes):
        return None
    return value


def image(record: dict, name: str) -> dict | None:
    raw = record["dynamodb"].get(name)
    if raw is None:
        return None
    return plain({key: _deserializer.deserialize(value) for key, value in raw.items()})


def document(item: dict) -> dict:
    lines = item.get("lines") or []
    return {
        "id": item["id"],
        "customer": item.get("customer"),
        "state": item.get("state", "open"),
        "total": item.get("total", 0),
        "skus": sorted({line["sku"] for line in lines if "sku" in line}),
        "quantity": sum(line.get("quantity", 0) for line in lines),
        "text": " ".join(str(item.get(name, "")) for name in ("customer", "note", "reference")).strip(),
    }


def request(method: str, path: str, body=None):
    response = _session.request(
        method,
        f"https://{HOST}/{path}",
        auth=signer(),
        data=body,
        headers={"Content-Type": "application/x-ndjson"},
        timeout=TIMEOUT,
    )
    if response.status_code >= 300 and response.status_code != 404:
        raise SearchError(response.status_code, response.text)
    return response.json()


def actions(records: list[dict]):
    for record in records:
        change = Change(record["eventName"])
        if change is Change.REMOVE:
            old = image(record, "OldImage")
            if old is not None:
                yield {"delete": {"_index": INDEX, "_id": quote(old["id"])}}, None
            continue
        new = image(record, "NewImage")
        if new is None:
            log.warning("a %s without an image: %s", change.value, record["eventID"])
            continue
        if new.get("hidden"):
            yield {"delete": {"_index": INDEX, "_id": quote(new["id"])}}, None
        else:
            yield {"index": {"_index": INDEX, "_id": quote(new["id"])}}, document(new)


def bulk(records: list[dict]) -> dict:
    lines = []
    counts = {"index": 0, "delete": 0}
    for action, body in actions(records):
        lines.append(json.dumps(action))
        if body is not None:
            lines.append(json.dumps(body, ensure_ascii=False))
        for name in action:
            counts[name] += 1
    if not lines:
        return {"counts": counts, "errors": []}
    answer = request("POST", "_bulk", "\n".join(lines) + "\n")
    errors = []
    for item in answer.get("items", []):
        for name, outcome in item.items():
            if outcome.get("status", 200) >= 400:
                errors.append({"id": outcome["_id"], "action": name, "error": outcome.get("error")})
    return {"counts": counts, "errors": errors}


def lambda_handler(event, context):
    records = event.get("Records", [])
    log.info("%d changes of orders", len(records))
    try:
        result = bulk(records)
    except (SearchError, requests.RequestException) as error:
        log.exception("the index was not changed")
        first = records[0]["dynamodb"]["SequenceNumber"]
        return {"batchItemFailures": [{"itemIdentifier": first}], "error": error}
    failed = {error["id"] for error in result["errors"]}
    if failed:
        log.error("not indexed: %s", sorted(failed))
    return {
        "batchItemFailures": [
            {"itemIdentifier": record["dynamodb"]["SequenceNumber"]}
            for record in records
            if record["dynamodb"]["Keys"]["id"]["S"] in failed
        ]
    }
