def run(event, context):
    return context.function_name
