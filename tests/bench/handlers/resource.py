"""A custom resource that sets up an order bucket."""

import json
import logging
import os
import time
import urllib.request

import boto3
from botocore.exceptions import ClientError

logger = logging.getLogger()
logger.setLevel(logging.DEBUG if os.environ.get("DEBUG") else logging.INFO)

s3 = boto3.client("s3")
kms = boto3.client("kms")

SUCCESS = "SUCCESS"
FAILED = "FAILED"


def send(event, context, status, data=None, reason=None, physical_id=None):
    body = json.dumps(
        {
            "Status": status,
            "Reason": reason or f"See {context.log_stream_name}",
            "PhysicalResourceId": physical_id or context.log_stream_name,
            "StackId": event["StackId"],
            "RequestId": event["RequestId"],
            "LogicalResourceId": event["LogicalResourceId"],
            "NoEcho": False,
            "Data": data or {},
        }
    ).encode("utf-8")
    request = urllib.request.Request(event["ResponseURL"], data=body, method="PUT")
    request.add_header("Content-Type", "")
    request.add_header("Content-Length", str(len(body)))
    with urllib.request.urlopen(request, timeout=10) as response:
        logger.info("CloudFormation answered %s", response.status)


def bucket_name(properties):
    prefix = properties.get("Prefix", "order")
    account = properties["Account"]
    return f"{prefix}-{account}-{os.environ['AWS_REGION']}".lower()


def find_key(alias):
    paginator = kms.get_paginator("list_aliases")
    for page in paginator.paginate():
        for entry in page["Aliases"]:
            if entry["AliasName"] == f"alias/{alias}" and "TargetKeyId" in entry:
                return entry["TargetKeyId"]
    return None


def exists(name):
    try:
        s3.head_bucket(Bucket=name)
    except ClientError as error:
        code = int(error.response["ResponseMetadata"]["HTTPStatusCode"])
        if code == 404:
            return False
        if code == 403:
            raise PermissionError(f"{name} belongs to somebody else") from error
        raise
    return True


def configure(name, properties):
    key = find_key(properties.get("KeyAlias", "orders"))
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    if key:
        rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}}
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [rule]})
    s3.put_public_access_block(
        Bucket=name,
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": True,
            "RestrictPublicBuckets": True,
        },
    )
    days = int(properties.get("ExpireDays", "0"))
    if days:
        s3.put_bucket_lifecycle_configuration(
            Bucket=name,
            LifecycleConfiguration={
                "Rules": [{"ID": "expire", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": days}}]
            },
        )
    tags = [{"Key": key, "Value": value} for key, value in sorted(properties.get("Tags", {}).items())]
    if tags:
        s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tags})
    return {"BucketName": name, "Encrypted": "kms" if key else "s3", "Tags": len(tags)}


def create(event):
    properties = event["ResourceProperties"]
    name = bucket_name(properties)
    if not exists(name):
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": os.environ["AWS_REGION"]})
        for _ in range(10):
            if exists(name):
                break
            time.sleep(2)
    return name, configure(name, properties)


def delete(event):
    name = event["PhysicalResourceId"]
    if event["ResourceProperties"].get("Retain") == "true" or not exists(name):
        return name, {}
    pages = s3.get_paginator("list_object_versions").paginate(Bucket=name)
    for page in pages:
        versions = page.get("Versions", []) + page.get("DeleteMarkers", [])
        objects = [{"Key": v["Key"], "VersionId": v["VersionId"]} for v in versions]
        if objects:
            s3.delete_objects(Bucket=name, Delete={"Objects": objects, "Quiet": True})
    s3.delete_bucket(Bucket=name)
    return name, {}


def lambda_handler(event, context):
    kind = event["RequestType"]
    logger.info("%s %s", kind, event["LogicalResourceId"])
    try:
        if kind == "Delete":
            name, data = delete(event)
        elif kind in ("Create", "Update"):
            name, data = create(event)
        else:
            raise ValueError(f"request type {kind}")
    except Exception as error:
        logger.exception("%s failed", kind)
        send(event, context, FAILED, reason=str(error), physical_id=event.get("PhysicalResourceId"))
        return
    send(event, context, SUCCESS, data, physical_id=name)
