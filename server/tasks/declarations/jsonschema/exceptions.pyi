from collections import deque
from typing import Any
class _Error(Exception):
    message: str
    path: deque[Any]
    relative_path: deque[Any]
    absolute_path: deque[Any]
    schema_path: deque[Any]
    relative_schema_path: deque[Any]
    absolute_schema_path: deque[Any]
    context: list[Any]
    cause: Any
    validator: Any
    validator_value: Any
    instance: Any
    schema: Any
    parent: Any
    json_path: str
class ValidationError(_Error): ...
class SchemaError(_Error): ...
class RefResolutionError(Exception): ...
class ErrorTree:
    def __init__(self, errors=...) -> None: ...
    errors: dict[str, ValidationError]
    total_errors: int
    def __getitem__(self, index) -> ErrorTree: ...
def best_match(errors, key=...) -> ValidationError | None: ...
