class DBRef:
    collection: str
