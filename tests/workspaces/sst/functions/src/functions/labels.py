def print_labels(messages, _):
    for record in messages["Records"]:
        print(record["body"])
