import sys


def lambda_handler(event, context):
    return {"prefix": sys.prefix}
