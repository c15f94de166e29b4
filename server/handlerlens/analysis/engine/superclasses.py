"""``super()``: members looked up after the class whose method runs."""

from __future__ import annotations

from ..modules import Origin
from ..shapes import UNKNOWN, Class, Native, Shape, class_of
from . import natives
from .mro import members as declarations
from .mro import mro
from .run import Run


class Super(Shape):
    """``super()`` inside a method: lookups start after ``owner``."""

    __slots__ = ("owner", "receiver")

    def __init__(self, owner: Class, receiver: Shape) -> None:
        self.owner = owner
        self.receiver = receiver


def after(run: Run, value: Super, name: str) -> Shape | None:
    """``super().name``: looked up in the classes that come after the one whose method runs."""
    content = run.content(value.receiver)
    cls = content if type(content) is Class else class_of(content)
    order, complete = mro(run, cls if cls is not None else value.owner)
    rest = order[order.index(value.owner) + 1 :] if value.owner in order else order[1:]
    for one in rest:
        found = run.state.get((one, name))
        if found is not None:
            return members.bind(run, found, value.receiver, cls)
        native = natives.METHODS.get(one.qualname)
        if native is not None and name in native:
            return Native(f"{one.qualname}.{name}", value.receiver)
        if one.scope is None or one.scope.kind is not Origin.PROJECT:
            owner = members.declaring(run, one)
            own = declarations(owner).get(name)
            if own is not None:
                return members.declared_member(run, value.receiver, content, owner, own, name)
    if name in ("__new__", "__setattr__") and complete:
        return Native(f"object.{name}", None if name == "__new__" else value.receiver)
    if name in ("__init__", "__init_subclass__", "__post_init__", "setUp"):
        return Native("engine.nothing", value.receiver)
    return None if complete else UNKNOWN


from . import members
