"""An actual JSON value as the evaluation of a contract sees it."""

from __future__ import annotations

from collections.abc import Sequence

from .contract_schema import NOT_CONSTANT, View


class JsonView:
    """A value that ``json.loads`` made."""

    def __init__(self, value: object) -> None:
        self.value = value

    def alternatives(self) -> tuple[Sequence[View], bool]:
        return (self,), True

    def kind(self) -> str | None:
        match self.value:
            case None:
                return "null"
            case bool():
                return "boolean"
            case int():
                return "integer"
            case float():
                return "number"
            case str():
                return "string"
            case list():
                return "array"
        return "object"

    def constant(self) -> object:
        return NOT_CONSTANT if isinstance(self.value, dict | list) else self.value

    def member(self, key: str) -> View | None:
        return JsonView(self.value[key]) if isinstance(self.value, dict) and key in self.value else None

    def lacks(self, key: str) -> bool:
        return isinstance(self.value, dict) and key not in self.value

    def keys(self) -> Sequence[str]:
        return list(self.value) if isinstance(self.value, dict) else []

    def elements(self) -> Sequence[View]:
        return [JsonView(element) for element in self.value] if isinstance(self.value, list) else []

    def length(self) -> int | None:
        return len(self.value) if isinstance(self.value, list | str) else None
