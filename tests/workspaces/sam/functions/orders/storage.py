"""What is kept."""


def load(table):
    return [{"id": "1", "table": table}]
