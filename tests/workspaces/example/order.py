import logging
import uuid

logger = logging.getLogger()
logger.setLevel(logging.INFO)


def lambda_handler(event, context):
    items = event["items"]
    labels = {"gift", "express"}
    logger.info("%d items ordered", len(items))
    return {
        "order": str(uuid.uuid4()),
        "count": len(items),
        "labels": labels,
    }
