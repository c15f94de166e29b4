import time


def lambda_handler(event, context):
    print("slow handler started", flush=True)
    time.sleep(event.get("seconds", 60))
    return {"slept": True}
