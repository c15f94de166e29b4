"""Orders behind a resolver of Powertools."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import boto3
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, CORSConfig, Response, content_types
from aws_lambda_powertools.event_handler.exceptions import BadRequestError, NotFoundError
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities import parameters
from aws_lambda_powertools.utilities.typing import LambdaContext
from boto3.dynamodb.conditions import Key
from pydantic import BaseModel, Field, ValidationError

logger = Logger(service="orders")
tracer = Tracer(service="orders")
metrics = Metrics(namespace="Shop", service="orders")
app = APIGatewayRestResolver(cors=CORSConfig(allow_origin="*", max_age=300))

table = boto3.resource("dynamodb").Table(parameters.get_parameter("/orders/table"))
queue = boto3.client("sqs")


class Line(BaseModel):
    sku: str = Field(min_length=3, max_length=40)
    quantity: int = Field(gt=0, le=1000)
    price: Decimal = Decimal(0)

    @property
    def amount(self) -> Decimal:
        return self.price * self.quantity


class NewOrder(BaseModel):
    customer: str
    lines: list[Line]
    note: str | None = None
    wanted: datetime | None = None

    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))


class Orders:
    """The orders of the table."""

    def __init__(self, table: Any) -> None:
        self.table = table

    def get(self, order_id: str) -> dict[str, Any]:
        item = self.table.get_item(Key={"id": order_id}).get("Item")
        if item is None:
            raise NotFoundError(f"There is no order {order_id}")
        return item

    def of(self, customer: str, days: int) -> list[dict[str, Any]]:
        since = (datetime.utcnow() - timedelta(days=days)).isoformat()
        condition = Key("customer").eq(customer) & Key("createdAt").gt(since)
        response = self.table.query(IndexName="by-customer", KeyConditionExpression=condition)
        items = response["Items"]
        while "LastEvaluatedKey" in response:
            response = self.table.query(
                IndexName="by-customer",
                KeyConditionExpression=condition,
                ExclusiveStartKey=response["LastEvaluatedKey"],
            )
            items.extend(response["Items"])
        return items

    def put(self, order: NewOrder) -> dict[str, Any]:
        item = {
            "id": str(uuid4()),
            "createdAt": datetime.utcnow().isoformat(),
            "state": "open",
            "total": order.total(),
            **order.model_dump(exclude_none=True),
        }
        self.table.put_item(Item=item)
        return item


orders = Orders(table)


@app.get("/orders/<order_id>")
@tracer.capture_method
def get_order(order_id: str) -> dict[str, Any]:
    return orders.get(order_id)


@app.get("/customers/<customer>/orders")
@tracer.capture_method
def get_orders(customer: str) -> dict[str, Any]:
    days = int(app.current_event.get_query_string_value(name="days", default_value="30") or 30)
    if not 0 < days <= 365:
        raise BadRequestError("days must be from 1 to 365")
    found = orders.of(customer, days)
    metrics.add_metric(name="OrdersListed", unit=MetricUnit.Count, value=len(found))
    return {"orders": found, "count": len(found), "days": days}


@app.post("/orders")
@tracer.capture_method
def post_order() -> Response:
    try:
        order = NewOrder.model_validate(app.current_event.json_body)
    except ValidationError as error:
        logger.info("a bad order", extra={"errors": error.errors()})
        return Response(status_code=422, content_type=content_types.APPLICATION_JSON, body=error.json())
    item = orders.put(order)
    queue.send_message(QueueUrl=parameters.get_parameter("/orders/queue"), MessageBody=item["id"])
    metrics.add_metric(name="OrdersPlaced", unit=MetricUnit.Count, value=1)
    return Response(status_code=201, content_type=content_types.APPLICATION_JSON, body=item["id"])


@app.exception_handler(ValueError)
def bad_value(error: ValueError) -> Response:
    logger.warning("bad value", exc_info=error)
    return Response(status_code=400, content_type=content_types.TEXT_PLAIN, body=str(error))


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST, log_event=False)
@tracer.capture_lambda_handler
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict, context: LambdaContext) -> dict:
    return app.resolve(event, context)
