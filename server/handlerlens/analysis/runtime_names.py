"""What a class is called at run time (``type(value).__name__``), where its declaration has another name."""

from __future__ import annotations

from .shapes import Class

_NAMES = {
    "Path": "PosixPath",
    "PurePath": "PurePosixPath",
    "reversed": "list_reverseiterator",
    "types.BuiltinFunctionType": "builtin_function_or_method",
    "types.CellType": "cell",
    "types.CodeType": "code",
    "types.CoroutineType": "coroutine",
    "types.FrameType": "frame",
    "types.FunctionType": "function",
    "types.GeneratorType": "generator",
    "types.MappingProxyType": "mappingproxy",
    "types.MethodType": "method",
    "types.ModuleType": "module",
    "types.TracebackType": "traceback",
    "zlib._Compress": "Compress",
    "zlib._Decompress": "Decompress",
    "_csv.Writer": "writer",
    "_csv._writer": "writer",
    "_csv.Reader": "reader",
    "_csv._reader": "reader",
}


def runtime_name(cls: Class) -> str:
    """The name that a serializer's message gives."""
    resource = cls.facts.get("boto resource")
    if isinstance(resource, tuple):
        service, kind = resource
        return f"{service}.{kind or 'ServiceResource'}"
    plain = cls.module in ("pathlib", "builtins")
    known = _NAMES.get(cls.name if plain else cls.qualname)
    return known if known is not None else cls.name.rpartition(".")[2]
