import os
import time


def lambda_handler(event, context):
    print("slow handler runs in process", os.getpid(), flush=True)
    time.sleep(event.get("seconds", 60))
    return {"slept": True}
