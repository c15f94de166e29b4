from datetime import datetime
class ObjectId:
    generation_time: datetime
    binary: bytes
    def __init__(self, oid=...) -> None: ...
    @classmethod
    def is_valid(cls, oid) -> bool: ...
