"""Remove what orders leave behind: snapshots, log groups, images."""

import logging
import os
from datetime import datetime, timedelta, timezone

import boto3
from botocore.exceptions import ClientError

logger = logging.getLogger()
logger.setLevel(logging.INFO)

DRY_RUN = os.environ.get("DRY_RUN", "true").lower() == "true"
KEEP_DAYS = int(os.environ.get("KEEP_DAYS", 30))
PREFIX = os.environ.get("PREFIX", "order-")
REGIONS = os.environ.get("REGIONS", "eu-central-1,eu-west-1").split(",")


def older(moment, days=KEEP_DAYS):
    return moment < datetime.now(timezone.utc) - timedelta(days=days)


def name_of(tags, default=""):
    for tag in tags or []:
        if tag["Key"] == "Name":
            return tag["Value"]
    return default


def snapshots(region):
    ec2 = boto3.client("ec2", region_name=region)
    paginator = ec2.get_paginator("describe_snapshots")
    for page in paginator.paginate(OwnerIds=["self"]):
        for snapshot in page["Snapshots"]:
            name = name_of(snapshot.get("Tags"), snapshot["SnapshotId"])
            if not name.startswith(PREFIX) or not older(snapshot["StartTime"]):
                continue
            yield {
                "kind": "snapshot",
                "id": snapshot["SnapshotId"],
                "name": name,
                "size": snapshot["VolumeSize"],
                "remove": lambda s=snapshot["SnapshotId"]: ec2.delete_snapshot(SnapshotId=s),
            }


def log_groups(region):
    logs = boto3.client("logs", region_name=region)
    token = None
    while True:
        arguments = {"logGroupNamePrefix": f"/aws/lambda/{PREFIX}"}
        if token:
            arguments["nextToken"] = token
        page = logs.describe_log_groups(**arguments)
        for group in page["logGroups"]:
            created = datetime.fromtimestamp(group["creationTime"] / 1000, timezone.utc)
            if group.get("storedBytes", 0) == 0 and older(created):
                yield {
                    "kind": "log group",
                    "id": group["arn"],
                    "name": group["logGroupName"],
                    "size": 0,
                    "remove": lambda n=group["logGroupName"]: logs.delete_log_group(logGroupName=n),
                }
        token = page.get("nextToken")
        if not token:
            return


def images(region):
    ecr = boto3.client("ecr", region_name=region)
    try:
        repositories = ecr.describe_repositories()["repositories"]
    except ClientError as error:
        logger.warning("no repositories in %s: %s", region, error)
        return
    for repository in repositories:
        name = repository["repositoryName"]
        if not name.startswith(PREFIX):
            continue
        details = ecr.describe_images(repositoryName=name)["imageDetails"]
        ordered = sorted(details, key=lambda image: image["imagePushedAt"], reverse=True)
        for image in ordered[5:]:
            if image.get("imageTags") or not older(image["imagePushedAt"]):
                continue
            digest = image["imageDigest"]
            yield {
                "kind": "image",
                "id": digest,
                "name": name,
                "size": image["imageSizeInBytes"],
                "remove": lambda n=name, d=digest: ecr.batch_delete_image(
                    repositoryName=n, imageIds=[{"imageDigest": d}]
                ),
            }


def remove(thing):
    if DRY_RUN:
        return "kept"
    try:
        thing["remove"]()
    except ClientError as error:
        logger.error("%s %s stays: %s", thing["kind"], thing["name"], error)
        return error.response["Error"]["Code"]
    return "removed"


def lambda_handler(event, context):
    regions = event.get("regions") or REGIONS
    summary = {}
    things = []
    for region in regions:
        for find in (snapshots, log_groups, images):
            for thing in find(region.strip()):
                outcome = remove(thing)
                things.append({"region": region, "name": thing["name"], "kind": thing["kind"], "outcome": outcome})
                count, size = summary.get(thing["kind"], (0, 0))
                summary[thing["kind"]] = (count + 1, size + thing["size"])
    logger.info("%d things in %d regions", len(things), len(regions))
    return {
        "dryRun": DRY_RUN,
        "finished": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "summary": {kind: {"count": count, "size": size} for kind, (count, size) in summary.items()},
        "things": things[:100],
    }
