def lambda_handler(event, context):
    first = event["first_name"]
    last = event["last_name"]
    greeting = f"Hello {first} {last}!"
    print(f"Greeting {first} for request {context.aws_request_id}")
    return {"message": greeting}
