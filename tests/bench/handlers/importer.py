"""Import a CSV file of orders that was uploaded to a bucket."""

import csv
import io
import logging
import os
import re
import urllib.parse
from collections import Counter, defaultdict
from datetime import datetime, timedelta

import boto3

log = logging.getLogger()
log.setLevel("INFO")

s3 = boto3.client("s3")
dynamodb = boto3.resource("dynamodb")

COLUMNS = ["id", "customer", "country", "total", "placed"]
COUNTRY = re.compile(r"^[A-Z]{2}$")
BATCH = 25


def read_rows(bucket, key):
    response = s3.get_object(Bucket=bucket, Key=key)
    if response["ContentLength"] > 50 * 1024 * 1024:
        raise ValueError(f"{key} is larger than 50 MB")
    text = response["Body"].read().decode("utf-8-sig")
    reader = csv.DictReader(io.StringIO(text))
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or [])]
    if missing:
        raise ValueError(f"{key} lacks the columns {missing}")
    for number, row in enumerate(reader, start=2):
        yield number, {name: (value or "").strip() for name, value in row.items() if name}


def clean(number, row):
    problems = []
    if not row["id"]:
        problems.append("no id")
    if not COUNTRY.match(row["country"]):
        problems.append(f"country {row['country']!r}")
    try:
        total = round(float(row["total"].replace(",", ".")), 2)
    except ValueError:
        total = 0.0
        problems.append(f"total {row['total']!r}")
    try:
        placed = datetime.strptime(row["placed"], "%Y-%m-%d")
    except ValueError:
        placed = None
        problems.append(f"date {row['placed']!r}")
    if placed is not None and placed > datetime.utcnow() + timedelta(days=1):
        problems.append("placed in the future")
    if problems:
        return None, {"line": number, "problems": problems}
    return {
        "pk": f"ORDER#{row['id']}",
        "sk": placed.strftime("%Y-%m-%d"),
        "customer": row["customer"],
        "country": row["country"],
        "total": str(total),
        "expires": int((placed + timedelta(days=365)).timestamp()),
    }, None


def write(items):
    table = dynamodb.Table(os.environ["ORDER_TABLE"])
    with table.batch_writer(overwrite_by_pkeys=["pk", "sk"]) as batch:
        for item in items:
            batch.put_item(Item=item)


def archive(bucket, key, ok):
    folder = "done" if ok else "rejected"
    target = f"{folder}/{datetime.utcnow():%Y/%m/%d}/{key.rsplit('/', 1)[-1]}"
    s3.copy_object(Bucket=bucket, Key=target, CopySource={"Bucket": bucket, "Key": key})
    s3.delete_object(Bucket=bucket, Key=key)
    return target


def import_file(bucket, key):
    rejected = []
    countries = Counter()
    totals = defaultdict(float)
    waiting = []
    written = 0
    for number, row in read_rows(bucket, key):
        item, problem = clean(number, row)
        if problem:
            rejected.append(problem)
            continue
        countries[item["country"]] += 1
        totals[item["country"]] += float(item["total"])
        waiting.append(item)
        if len(waiting) >= BATCH:
            write(waiting)
            written += len(waiting)
            waiting = []
    if waiting:
        write(waiting)
        written += len(waiting)
    return {
        "file": key,
        "written": written,
        "rejected": rejected[:20],
        "countries": dict(countries.most_common(5)),
        "totals": {country: round(total, 2) for country, total in totals.items()},
    }


def lambda_handler(event, context):
    results = []
    started = datetime.utcnow()
    for record in event["Records"]:
        bucket = record["s3"]["bucket"]["name"]
        key = urllib.parse.unquote_plus(record["s3"]["object"]["key"])
        if not key.endswith(".csv"):
            log.info("skipping %s", key)
            continue
        try:
            result = import_file(bucket, key)
        except (ValueError, UnicodeDecodeError) as error:
            log.error("%s: %s", key, error)
            result = {"file": key, "error": str(error), "written": 0}
        result["archived"] = archive(bucket, key, "error" not in result)
        results.append(result)
        if context.get_remaining_time_in_millis() < 10_000:
            log.warning("stopping early, %d files done", len(results))
            break
    return {"started": started, "files": results, "written": sum(r["written"] for r in results)}
