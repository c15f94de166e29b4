"""Says which drawings become labels."""

import os
from urllib.parse import unquote_plus


def print_label(event, context):
    drawings = [unquote_plus(record["s3"]["object"]["key"]) for record in event["Records"]]
    return {"format": os.environ["FORMAT"], "drawings": drawings}
