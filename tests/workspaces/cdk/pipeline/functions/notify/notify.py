"""Tell of a deployment."""


def send(event, context):
    return {"sent": True}
