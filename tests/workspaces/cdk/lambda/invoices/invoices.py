"""Write invoices."""


def main(event, context):
    return {"written": len(event)}
