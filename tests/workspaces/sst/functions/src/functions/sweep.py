def run(event, context):
    print("swept at", event["time"])
