class Binary(bytes):
    subtype: int
