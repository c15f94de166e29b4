"""boto3: clients and what their operations return, by the packed table."""

from __future__ import annotations

import re
from typing import Any

from .. import boto3_table
from ..serialization import DYNAMODB_VALUE
from ..shapes import (
    A_STR,
    JSON,
    LIST,
    NONE,
    SOME_BYTES,
    UNKNOWN,
    Class,
    Const,
    Dict,
    Entry,
    Instance,
    Items,
    Lazy,
    Native,
    Origin,
    Scalar,
    Shape,
    Unknown,
)
from .names import member
from .natives import Call, function, method, place
from .run import Run

_VALUE = Unknown(DYNAMODB_VALUE)
_CLIENT_EXTRAS = frozenset(
    {"get_paginator", "get_waiter", "can_paginate", "close", "generate_presigned_url", "generate_presigned_post"}
)
_TRANSFERS = frozenset({"upload_file", "upload_fileobj", "download_file", "download_fileobj", "copy"})
_ON_REQUEST = frozenset({("s3", "RestoreStatus")})
"""Members that only come when a request names them, which hardly any does
(https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html, ``OptionalObjectAttributes``)."""
_STUBS = re.compile(r"^(?:mypy_boto3|types_boto3)_(\w+)$")


_CLASSES: dict[str, Class] = {}
"""The classes made from the table, the same for every project."""


def library_class(run: Run, module: str, name: str) -> Class | None:
    """A class of our own stubs of botocore and boto3."""
    found = member(run, module, name)
    return found if type(found) is Class else None


def client_class(run: Run, service: str) -> Class | None:
    """The class of ``boto3.client(service)``."""
    table = boto3_table.service(service)
    if table is None:
        return None
    key = f"boto client {service}"
    known = _CLASSES.get(key)
    if known is None:
        parent = library_class(run, "botocore.client", "BaseClient")
        known = Class(table["class"], "botocore.client", (parent,) if parent is not None else ())
        known.facts["boto client"] = service
        _CLASSES[key] = known
    return known


def resource_class(run: Run, service: str, name: str) -> Class | None:
    """The class of a resource; ``""`` is ``boto3.resource(service)`` itself."""
    table = boto3_table.service(service)
    if table is None or name not in table.get("resources", {}):
        return None
    key = f"boto resource {service} {name}"
    known = _CLASSES.get(key)
    if known is None:
        parent = library_class(run, "boto3.resources.base", "ServiceResource")
        label = name or f"{service}.ServiceResource"
        known = Class(label, "boto3.resources.factory", (parent,) if parent is not None else ())
        known.facts["boto resource"] = (service, name)
        _CLASSES[key] = known
    return known


def stub_member(run: Run, module: str, name: str) -> Shape | None:
    """``from mypy_boto3_s3 import S3Client`` and the like, which need not be installed."""
    found = _STUBS.match(module.partition(".")[0])
    if found is None:
        return None
    service = found[1].replace("_", "-")
    if service not in boto3_table.services():
        service = found[1]
    if name.endswith("Client"):
        return client_class(run, service)
    if name.endswith("ServiceResource"):
        return resource_class(run, service, "")
    if module.endswith("service_resource"):
        return resource_class(run, service, name)
    return None


# -- shapes of the table -------------------------------------------------------------------------------------------------------------


def shape_of(run: Run, service: str, operation: str, reference: Any, origin: Origin | None) -> Shape:
    """A shape of the table as the engine has it; structures are only worked out when looked at."""
    if reference == 0:
        return JSON
    label = f"{service}.{operation}"
    if reference == "t":
        cls = library_class(run, "datetime", "datetime")
        return UNKNOWN if cls is None else Instance(cls, (Native(f"boto3:{label}"),), origin)
    if reference == "x":
        return Instance(SOME_BYTES.cls, (), origin)
    if reference == "B":
        cls = library_class(run, "botocore.response", "StreamingBody")
        return UNKNOWN if cls is None else Instance(cls, (Native(f"boto3:{label}"),), origin)
    if reference == "E":
        cls = library_class(run, "botocore.eventstream", "EventStream")
        return UNKNOWN if cls is None else Instance(cls, (Native(f"boto3:{label}"),), origin)
    if isinstance(reference, list):
        inner = shape_of(run, service, operation, reference[1], origin)
        return Items(LIST, None, inner) if reference[0] == "l" else Dict({}, inner, A_STR)

    def expand() -> Shape:
        return structure(run, service, operation, reference, origin)

    return Lazy(f"{label}#{reference}", expand, origin)


def structure(run: Run, service: str, operation: str, number: int, origin: Origin | None) -> Dict:
    """A structure: the members that are not JSON, and JSON under any other name."""
    table = boto3_table.service(service)
    assert table is not None
    entries: dict[Scalar, Entry] = {
        name: Entry(shape_of(run, service, operation, inner, origin), True)
        for name, inner in table["shapes"][number - 1].items()
        if (service, name) not in _ON_REQUEST
    }
    return Dict(entries, JSON, A_STR)


def response(run: Run, service: str, operation: str, output: Any, origin: Origin | None) -> Shape:
    """What a call returns."""
    if not output:
        return run.new(Dict({"ResponseMetadata": Entry(run.new(Dict({}, JSON, A_STR)))}, JSON, A_STR))
    return run.lift(shape_of(run, service, operation, output, origin))


# -- clients -------------------------------------------------------------------------------------------------------------------------


def client_attribute(run: Run, value: Shape, cls: Class, name: str) -> Shape | None:
    """An attribute of a client; None for what is looked up elsewhere."""
    service = cls.facts["boto client"]
    table = boto3_table.service(str(service))
    if table is None:
        return None
    if name in table["operations"]:
        return Native("boto3.operation", value, (Const(str(service)), Const(name)))
    if name == "exceptions":
        known = library_class(run, "botocore.errorfactory", "ClientExceptions")
        return None if known is None else Instance(known)
    if name in _TRANSFERS:
        return Native("boto3.nothing", value)
    if name in ("get_paginator", "get_waiter"):
        return Native(f"boto3.{name}", value, (Const(str(service)),))
    return None


@function("boto3.operation")
def _operation(run: Run, call: Call) -> Shape:
    run.may_raise()
    service, name = (str(e.value) for e in call.extra if type(e) is Const)
    table = boto3_table.service(service)
    assert table is not None
    entry = table["operations"][name]
    operation, output = (entry, 0) if isinstance(entry, str) else entry
    return response(run, service, operation, output, place(run, call))


@function("boto3.nothing")
def _nothing(run: Run, call: Call) -> Shape:
    run.may_raise()
    return NONE


@function("boto3.get_paginator")
def _paginator(run: Run, call: Call) -> Shape:
    cls = library_class(run, "botocore.paginate", "Paginator")
    name = call.argument(0, "operation_name")
    extra = (*call.extra, name) if type(name) is Const else ()
    return UNKNOWN if cls is None else Instance(cls, extra, place(run, call))


@function("boto3.get_waiter")
def _waiter(run: Run, call: Call) -> Shape:
    cls = library_class(run, "botocore.waiter", "Waiter")
    return UNKNOWN if cls is None else Instance(cls, (), place(run, call))


@method("botocore.paginate.Paginator", "paginate")
def _paginate(run: Run, call: Call) -> Shape:
    run.may_raise()
    cls = library_class(run, "botocore.paginate", "PageIterator")
    bound = call.bound
    if cls is None or type(bound) is not Instance:
        return UNKNOWN
    return Instance(cls, (_page(run, bound, call),), place(run, call))


def _page(run: Run, paginator: Instance, call: Call) -> Shape:
    if len(paginator.args) != 2:
        return UNKNOWN
    service, name = (str(a.value) for a in paginator.args if type(a) is Const)
    table = boto3_table.service(service)
    entry = table["operations"].get(name) if table is not None else None
    if entry is None:
        return UNKNOWN
    if isinstance(entry, str):
        return Dict({}, JSON, A_STR)
    return shape_of(run, service, entry[0], entry[1], place(run, call))


@method("botocore.paginate.PageIterator", "build_full_result")
def _full(run: Run, call: Call) -> Shape:
    bound = call.bound
    return run.lift(bound.args[0]) if type(bound) is Instance and bound.args else UNKNOWN


# -- making clients and resources --------------------------------------------------------------------------------------------------------


@function("boto3.client")
def _client(run: Run, call: Call) -> Shape:
    run.may_raise()
    name = call.argument(0, "service_name")
    if type(name) is not Const or not isinstance(name.value, str):
        return UNKNOWN
    cls = client_class(run, name.value)
    return UNKNOWN if cls is None else Instance(cls, (), place(run, call))


@function("boto3.resource")
def _resource(run: Run, call: Call) -> Shape:
    run.may_raise()
    name = call.argument(0, "service_name")
    if type(name) is not Const or not isinstance(name.value, str):
        return UNKNOWN
    cls = resource_class(run, name.value, "")
    return UNKNOWN if cls is None else Instance(cls, (), place(run, call))


method("boto3.session.Session", "client")(_client)
method("boto3.session.Session", "resource")(_resource)
method("botocore.session.Session", "create_client")(_client)
