def lambda_handler(event, context):
    first = event["first_name"]
    last = event["last_name"]
    greeting = f"Hello {first} {last}!"
    print("greeted in request", context.aws_request_id)
    return {"message": greeting}
