import sys


def lambda_handler(event, context):
    print("about to leave")
    sys.exit(3)
