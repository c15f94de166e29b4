"""Attributes that the service decides: those of boto3's objects, and of the context."""

from __future__ import annotations

import ast

from ..shapes import UNKNOWN, Class, Entry, Instance, Scalar, Shape
from .mro import mro
from .run import Run


def of_context(run: Run, value: Shape, cls: Class) -> dict[Scalar, Entry]:
    """What ``context.__dict__`` holds: the attributes that Lambda's own declaration names."""
    body = cls.node.body if cls.node is not None and cls.module.startswith("awslambdaric") else []
    named = [s.target.id for s in body if isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name)]
    return {name: Entry(members.class_lookup(run, value, value, cls, name) or UNKNOWN) for name in named}


def in_dict(run: Run, value: Shape, cls: Class) -> dict[Scalar, Entry]:
    """What ``__dict__`` of an object of a library's class holds beside what is not known."""
    if cls.name == "LambdaContext":
        return of_context(run, value, cls)
    found = of_mapped(run, cls)
    if found:
        from . import native_sqlalchemy

        for key, _ in native_sqlalchemy.columns_of(run, cls):
            found[key] = Entry(members.class_lookup(run, value, value, cls, key) or UNKNOWN)
    return found


def of_mapped(run: Run, cls: Class) -> dict[Scalar, Entry]:
    """An object of SQLAlchemy's mapping carries its own state in its ``__dict__``."""
    if not any(one.module == "sqlalchemy.orm" for one in mro(run, cls)[0]):
        return {}
    state = native_library.declared_class(run, "sqlalchemy.orm", "InstanceState")
    return {} if state is None else {"_sa_instance_state": Entry(Instance(state))}


def of_boto(run: Run, value: Shape, content: Instance, cls: Class, name: str) -> Shape | None:
    """An attribute of a client, a resource and what belongs to them; None where the declaration of the class decides."""
    if "boto client" in cls.facts:
        return boto.client_attribute(run, value, cls, name)
    from . import boto_resources

    if "boto resource" in cls.facts:
        return boto_resources.resource_attribute(run, value, cls, name)
    if cls.name == "ResourceMeta":
        return boto_resources.meta_attribute(run, content, name)
    if cls.name == "ClientExceptions":
        return Class(
            name, "botocore.errorfactory", (boto.library_class(run, "botocore.exceptions", "ClientError") or UNKNOWN,)
        )
    return None


from . import boto, members, native_library
