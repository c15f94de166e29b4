"""The ``handlerlens/*`` messages on the wire: attrs types with snake_case fields to camelCase JSON and back."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import attrs
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
from pygls.exceptions import JsonRpcInvalidParams
from pygls.protocol import JsonRPCNotification, JsonRPCRequestMessage, default_converter

from .. import protocol

log = logging.getLogger(__name__)
Message = TypeVar("Message")


def camel(name: str) -> str:
    """``init_duration_ms`` as ``initDurationMs``."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _message_converter() -> Converter:
    converter = Converter(forbid_extra_keys=False)

    def renames(cls: Any) -> dict[str, Any]:
        return {field.name: override(rename=camel(field.name)) for field in attrs.fields(cls)}

    converter.register_structure_hook_factory(
        attrs.has, lambda cls: make_dict_structure_fn(cls, converter, **renames(cls))
    )
    converter.register_unstructure_hook_factory(
        attrs.has, lambda cls: make_dict_unstructure_fn(cls, converter, **renames(cls))
    )
    converter.register_structure_hook(str, _exactly(str))
    converter.register_structure_hook(bool, _exactly(bool))
    converter.register_structure_hook(int, _exactly(int))
    converter.register_structure_hook(float, lambda value, _: float(_number(value)))
    return converter


def _exactly(kind: type) -> Callable[[Any, Any], Any]:
    def structure(value: Any, _: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(f"expected {kind.__name__}, got {type(value).__name__}")
        return value

    return structure


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"expected a number, got {type(value).__name__}")
    return value


_CONVERTER = _message_converter()


def structure(data: object, cls: type[Message]) -> Message:
    """Raw params as a message; raises ``JsonRpcInvalidParams`` (-32602) for what does not fit."""
    try:
        return _CONVERTER.structure(data, cls)
    except Exception as error:
        raise JsonRpcInvalidParams(f"bad parameters for {cls.__name__}: {_first(error)}") from error


def _first(error: BaseException) -> str:
    inner = getattr(error, "exceptions", None)
    if inner:
        notes = " ".join(getattr(inner[0], "__notes__", []))
        return f"{_first(inner[0])} {notes}".strip()
    return f"{type(error).__name__}: {error}"


def unstructure(message: object) -> Any:
    """A message as plain JSON values."""
    return _CONVERTER.unstructure(message)


def rpc_converter() -> Converter:
    """pygls's converter, with the params of custom messages left raw: its own turns them into namedtuples and renames keys."""
    converter: Converter = default_converter()  # type: ignore[no-untyped-call]
    for cls in (JsonRPCRequestMessage, JsonRPCNotification):
        converter.register_structure_hook(cls, lambda data, kind: kind(**data))
    return converter


def request(server: Any, method: str) -> Callable[[Callable[[Any], Awaitable[Any]]], Callable[[Any], Awaitable[Any]]]:
    """Register the handler of one custom request: it takes and returns the attrs types that ``protocol`` names for the method.

    The handler is ``async``, so ``$/cancelRequest`` cancels it.
    """
    params_type = getattr(protocol, protocol.METHODS[method][0])

    def register(function: Callable[[Any], Awaitable[Any]]) -> Callable[[Any], Awaitable[Any]]:
        async def handle(params: dict[str, Any]) -> Any:
            return unstructure(await function(structure(params, params_type)))

        server.feature(method)(handle)
        return function

    return register
