from jsonschema.exceptions import SchemaError as SchemaError, ValidationError as ValidationError
from jsonschema.validators import Draft4Validator as Draft4Validator, Draft6Validator as Draft6Validator, Draft7Validator as Draft7Validator, Draft201909Validator as Draft201909Validator, Draft202012Validator as Draft202012Validator, validate as validate
class FormatChecker:
    def __init__(self, *args, **kwargs) -> None: ...
