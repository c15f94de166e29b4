"""The REST interface of orders."""

import json
import logging
import os
import uuid
from datetime import datetime, timezone
from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import ClientError
from responses import NotFoundError, ValidationError, failure, require, respond

logger = logging.getLogger()
logger.setLevel(logging.INFO)

TABLE_NAME = os.environ["ORDER_TABLE"]
PAGE_SIZE = int(os.environ.get("PAGE_SIZE", "25"))
STATES = ("open", "paid", "shipped", "cancelled")

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table(TABLE_NAME)


def now():
    return datetime.now(timezone.utc).isoformat()


def parse_body(event):
    raw = event.get("body") or "{}"
    try:
        body = json.loads(raw, parse_float=Decimal)
    except json.JSONDecodeError as error:
        raise ValidationError(f"the body is not JSON: {error}") from error
    if not isinstance(body, dict):
        raise ValidationError("the body must be an object")
    return body


def list_orders(event):
    query = event.get("queryStringParameters") or {}
    arguments = {"Limit": min(int(query.get("limit", PAGE_SIZE)), 100)}
    if query.get("cursor"):
        arguments["ExclusiveStartKey"] = {"id": query["cursor"]}
    if query.get("state"):
        arguments["FilterExpression"] = Attr("state").eq(query["state"])
    if query.get("customer"):
        response = table.query(
            IndexName="by-customer", KeyConditionExpression=Key("customer").eq(query["customer"]), **arguments
        )
    else:
        response = table.scan(**arguments)
    items = response.get("Items", [])
    result = {"items": items, "count": len(items)}
    if "LastEvaluatedKey" in response:
        result["cursor"] = response["LastEvaluatedKey"]["id"]
    return respond(200, result)


def get_order(order_id):
    response = table.get_item(Key={"id": order_id})
    item = response.get("Item")
    if item is None:
        raise NotFoundError(order_id)
    return respond(200, item)


def create_order(event):
    body = parse_body(event)
    fields = require(body, "customer", "total")
    item = {
        "id": str(uuid.uuid4()),
        "customer": fields["customer"],
        "total": fields["total"],
        "state": "open",
        "lines": [],
        "createdAt": now(),
    }
    for number, line in enumerate(body.get("lines", []), start=1):
        if "sku" not in line or int(line.get("quantity", 0)) < 1:
            raise ValidationError(f"line {number} needs a sku and a quantity", "lines")
        item["lines"].append({"number": number, "sku": line["sku"], "quantity": int(line["quantity"])})
    table.put_item(Item=item, ConditionExpression="attribute_not_exists(id)")
    logger.info("created order %s with %d lines", item["id"], len(item["lines"]))
    return respond(201, item, {"Location": f"/orders/{item['id']}"})


def update_order(order_id, event):
    body = parse_body(event)
    state = body.get("state")
    if state not in STATES:
        raise ValidationError(f"state must be one of {', '.join(STATES)}", "state")
    try:
        response = table.update_item(
            Key={"id": order_id},
            UpdateExpression="SET #s = :s, updatedAt = :u",
            ConditionExpression="attribute_exists(id)",
            ExpressionAttributeNames={"#s": "state"},
            ExpressionAttributeValues={":s": state, ":u": now()},
            ReturnValues="ALL_NEW",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            raise NotFoundError(order_id) from error
        raise
    return respond(200, response["Attributes"])


def delete_order(order_id):
    table.delete_item(Key={"id": order_id})
    return {"statusCode": 204, "headers": {}, "body": ""}


def lambda_handler(event, context):
    method = event["httpMethod"]
    order_id = (event.get("pathParameters") or {}).get("id")
    logger.info("%s %s (%s)", method, event.get("path"), context.aws_request_id)
    try:
        if order_id is None:
            if method == "GET":
                return list_orders(event)
            if method == "POST":
                return create_order(event)
        elif method == "GET":
            return get_order(order_id)
        elif method == "PUT":
            return update_order(order_id, event)
        elif method == "DELETE":
            return delete_order(order_id)
        return failure(405, f"{method} is not allowed here")
    except ValidationError as error:
        return failure(400, error.message, field=error.field)
    except NotFoundError:
        return failure(404, f"there is no order {order_id}")
    except ClientError as error:
        logger.exception("DynamoDB failed")
        return failure(502, error.response["Error"]["Message"])
