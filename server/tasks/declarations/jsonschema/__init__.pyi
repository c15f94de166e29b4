from typing import Any
class ValidationError(Exception):
    message: str
    path: Any
    schema: Any
class SchemaError(Exception):
    message: str
def validate(instance, schema, *args, **kwargs) -> None: ...
