"""Attributes, items and special methods of values."""

from __future__ import annotations

import ast
from collections.abc import Callable

from ..shapes import (
    A_STR,
    AN_INT,
    BYTES,
    DICT,
    JSON,
    LIST,
    OPEN_DICT,
    SLICE,
    SOME_BYTES,
    STR,
    TUPLE,
    UNKNOWN,
    Class,
    Const,
    Dict,
    Entry,
    Function,
    Imported,
    Instance,
    Items,
    Module,
    Native,
    Object,
    OneOf,
    Ref,
    Scalar,
    Shape,
    Union,
    Unknown,
    class_of,
)
from . import enums, natives
from .iterate import Iteration, iterate
from .join import elements, join_all, one_of, union
from .mro import find_member, mro
from .run import Run, Unreachable

_NO_ATTRIBUTE = object()


def over(run: Run, value: Shape, get: Callable[[Shape], Shape | None]) -> Shape:
    """Apply to each alternative; ``None`` (the constant) and alternatives that cannot are left out: they raise."""
    if type(value) is Union or type(value) is OneOf:
        found = [r for o in value.options if not (type(o) is Const and o.value is None) and (r := get(o)) is not None]
        if len(found) < len(value.options):
            run.may_raise()
        if not found:
            return UNKNOWN
        return union(found) if type(value) is Union else one_of(found)
    result = get(value)
    if result is None:
        run.may_raise()
        return UNKNOWN
    return result


def attribute(run: Run, value: Shape, name: str, node: ast.AST | None = None) -> Shape:
    """``value.name``."""
    if type(value) is Union or type(value) is OneOf:
        return over(run, value, lambda v: _attribute(run, v, name, node))
    found = _attribute(run, value, name, node)
    if found is None:
        run.may_raise()
        if name == "__dict__" and namespaces.lacks_dict(run.content(value)):
            raise Unreachable
        return UNKNOWN
    return found


def has_attribute(run: Run, content: Shape, name: str) -> bool | None:
    """Whether a value has an attribute, where that is certain."""
    if name == "__dict__" and namespaces.lacks_dict(content):
        return False
    if type(content) is Const:
        return hasattr(content.value, name)
    cls = class_of(content)
    if cls is None or type(content) is Class:
        return None
    if type(content) is Object and (name in content.attrs or name == "__dict__"):
        return True
    if cls in (DICT, LIST, TUPLE, STR, BYTES) or cls.name in ("set", "frozenset", "int", "float", "bool"):
        import builtins

        return name in dir(getattr(builtins, cls.name))
    if find_member(run, cls, name) is not None or members.in_namespace(run, cls, name) is not None:
        return True
    return False if mro(run, cls)[1] and type(content) is not Object else None


def _attribute(run: Run, value: Shape, name: str, node: ast.AST | None) -> Shape | None:
    kind = type(value)
    if type(value) is Module:
        return names.module_member(run, value.name, name)
    if kind is members.Property and name in ("setter", "deleter", "getter"):
        return Native(f"engine.property_{name}", value)
    if type(value) is superclasses.Super:
        return superclasses.after(run, value, name)
    content = run.content(value)
    kind = type(content)
    if type(content) is Union or type(content) is OneOf:
        return attribute(run, content, name, node)
    if type(content) is Unknown:
        if content.json:
            return Native(f"json.{name}", value) if name in natives.METHODS["json"] else UNKNOWN
        run.may_raise()
        return UNKNOWN
    if type(content) is Class:
        return members.of_class(run, content, name, node)
    if type(content) is Object:
        return members.of_object(run, value, content, name, node)
    if name == "__dict__" and namespaces.lacks_dict(content):
        return None
    if type(content) is Function or type(content) is Native:
        if name in ("__name__", "__qualname__", "__module__", "__doc__"):
            return native_introspection.name_of(run, content) if name == "__name__" else A_STR
        if type(content) is Function and name == "__wrapped__":
            return content
        if name in ("__class__", "__code__"):
            return class_of(content) or UNKNOWN if name == "__class__" else native_introspection.code_of(run, content)
        put = run.state.get(((content.node, content.closure), name)) if type(content) is Function else None
        return UNKNOWN if put is None else put  # ``__code__``, or what somebody has put there
    cls = class_of(content)
    if cls is None:
        return UNKNOWN
    return members.of_instance(run, value, content, cls, name, node)


def item(run: Run, value: Shape, key: Shape, node: ast.AST | None = None) -> Shape:
    """``value[key]``."""
    return over(run, value, lambda v: _item(run, v, key, node))


def _item(run: Run, value: Shape, key: Shape, node: ast.AST | None) -> Shape | None:
    content = run.content(value)
    if run.places:
        key = converting.place_of(run, value, key)
    if type(content) is Unknown:
        run.may_raise()
        return JSON if content.json else UNKNOWN
    if type(content) is Dict:
        return _dict_item(run, value, content, key)
    if type(content) is Items:
        return _items_item(run, value, content, key)
    if type(content) is Union or type(content) is OneOf:
        return item(run, content, key, node)
    if type(content) is Const or type(content) is Instance:
        cls = class_of(content)
        if cls is STR:
            return A_STR
        if cls is not None and cls.name in ("bytearray", "memoryview", "range") and class_of(key) is SLICE:
            return content
        if cls is BYTES:
            return SOME_BYTES if class_of(key) is not None and class_of(key).name == "slice" else AN_INT  # type: ignore[union-attr]
        if type(content) is Const:
            return None
    if type(content) is Class:
        return enums.class_item(run, content, key, node)
    run.may_raise()
    return call_special(run, value, "__getitem__", [key]) or UNKNOWN


def _dict_item(run: Run, value: Shape, content: Dict, key: Shape) -> Shape | None:
    key = keys.exact(run, key)
    if type(key) is Const:
        entry = content.entries.get(key.value)
        if entry is not None:
            if entry.optional:
                run.may_raise()
            return own_entry(run, value, content, key.value, entry)
        run.may_raise()
        if content.rest is None:
            default = members.missing(run, value, content, key)
            return default if default is not None else None
        return _own_rest(run, value, content)
    run.may_raise()
    if type(key) is Union:
        if not key.options:
            return UNKNOWN
        read = [r for o in key.options if (r := _dict_item(run, value, content, o)) is not None]
        return union(read) if read else None
    found = [own_entry(run, value, content, k, e) for k, e in content.entries.items()]
    chosen = keys.chosen_by_event(key) or (type(key) is Instance and key.cls is STR)
    if chosen and content.rest is None and found and all(_is_part(run, f) for f in found):
        return union(found)  # one of these functions or objects
    content = run.content(value)  # type: ignore[assignment]
    if content.rest is not None:
        found.append(_own_rest(run, value, content))
    default = members.missing(run, value, content, key)
    if default is not None:
        found.append(default)
    return one_of(found) if found else UNKNOWN


def _is_part(run: Run, value: Shape) -> bool:
    content = run.content(value)
    if type(content) is Dict:  # an entry of a table that says which function answers, among other things
        return any(type(entry.value) in (Function, Class) for entry in content.entries.values())
    return type(value) in (Function, Class) or type(content) is Object


def own_entry(run: Run, holder: Shape, content: Dict, key: Scalar, entry: Entry) -> Shape:
    """An entry's value, given its own place on the heap so that later changes are seen through both."""
    value = run.settle(holder, entry.value)
    if type(value) is Imported:
        return UNKNOWN
    if value is not entry.value and type(holder) is Ref:
        now = run.content(holder)
        entries = dict(now.entries if type(now) is Dict else content.entries)
        entries[key] = Entry(value, entry.optional, entry.node)
        run.amend(holder, Dict(entries, content.rest, content.rest_key, content.cls))
    return value


def _own_rest(run: Run, holder: Shape, content: Dict) -> Shape:
    rest = content.rest
    assert rest is not None
    value = run.settle(holder, rest)
    if value is not rest and type(holder) is Ref:
        run.amend(holder, Dict(content.entries, value, content.rest_key, content.cls))
    return value


def _items_item(run: Run, value: Shape, content: Items, key: Shape) -> Shape | None:
    if type(key) is Const and isinstance(key.value, int):
        if content.items is not None:
            if not -len(content.items) <= key.value < len(content.items):
                run.may_raise()
                return None
            iteration = iterate(run, value)
            return iteration.each[key.value] if iteration.each is not None else iteration.element
        run.may_raise()
        return iterate(run, value).element if content.elem is not None else None
    if type(key) is Instance and key.cls.name == "slice":
        iterate(run, value)
        content = run.content(value)  # type: ignore[assignment]
        cls = LIST if content.cls is not TUPLE else TUPLE
        cut = bounds(key)
        if content.items is not None and cut is not None:
            return run.lift(Items(cls, content.items[cut], None, content.origin))
        element = join_all(elements(content))
        if type(element) is Union:
            element = one_of(element.options)  # which of them are in the slice is not known
        return run.lift(Items(cls, None, element, content.origin))
    if type(key) is Const and isinstance(key.value, str):
        return None
    run.may_raise()
    if content.items is not None:
        each = iterate(run, value).each or ()
        return one_of(each) if each else None
    return iterate(run, value).element


def bounds(key: Instance) -> slice | None:
    """A slice of constant whole numbers; None where a bound is not known."""
    values = [a.value for a in key.args if type(a) is Const]
    if len(values) != 3 or any(v is not None and not isinstance(v, int) for v in values) or values[2] == 0:
        return None
    return slice(*values)


def call_special(run: Run, value: Shape, name: str, arguments: list[Shape]) -> Shape | None:
    """A special method's result; None where the class is known to lack it."""
    content = run.content(value)
    cls = class_of(content)
    if cls is None or type(content) is Class:
        return UNKNOWN
    method = members.class_lookup(run, value, content, cls, name)
    if method is None:
        return None if mro(run, cls)[1] else UNKNOWN

    return calls.call_value(run, method, arguments)


def operate(run: Run, name: str, left: Shape, right: Shape, node: ast.AST | None) -> Shape:
    """A binary operator by the special methods of its operands."""

    for value, other, method_name in ((left, right, f"__{name}__"), (right, left, f"__r{name}__")):
        content = run.content(value)
        cls = class_of(content)
        if cls is None or (cls.module == "builtins" and cls.node is None and cls.name != "range"):
            continue
        method = members.class_lookup(run, value, content, cls, method_name)
        if method is None:
            continue
        found = calls.call_value(run, method, [other], node=node)
        if type(found) is not Unknown:
            return found
    run.may_raise()
    return UNKNOWN


def operate_in_place(run: Run, name: str, target: Shape, value: Shape) -> Shape | None:
    """``+=`` and its kin where a class of the project has a method for it; None elsewhere."""
    content = run.content(target)
    if type(content) is not Object:
        return None
    method = members.in_namespace(run, content.cls, f"__i{name}__")
    return None if method is None else calls.call_value(run, members.bind(run, method, target, content.cls), [value])


def iterate_object(run: Run, value: Shape, content: Shape) -> Iteration:
    """Iteration by ``__iter__`` or ``__getitem__``; an enum class yields its members."""
    if type(content) is Class:
        return Iteration(enums.enum_elements(run, content) or UNKNOWN, certain=True)
    result = call_special(run, value, "__iter__", [])
    if result is not None and type(result) is not Unknown:
        inner = run.content(result)
        if type(inner) is Instance and inner.args and inner.cls.module == "builtins":
            return Iteration(run.lift(inner.args[0]))
        if type(inner) is Items or type(inner) is Dict:
            return iterate(run, result)
        if class_of(inner) is not None:
            step = call_special(run, result, "__next__", [])
            if step is not None:
                return Iteration(step)
    if result is None:
        found = call_special(run, value, "__getitem__", [AN_INT])
        if found is None and (stream := call_special(run, value, "__aiter__", [])) is not None:
            found = call_special(run, stream, "__anext__", [])
            found = None if found is None else expressions.awaited(run.content(found))
        if found is not None:
            return Iteration(found)
    return Iteration(UNKNOWN)


def enter_manager(run: Run, manager: Shape, asynchronous: bool) -> Shape:
    """What a context manager's ``__enter__`` gives."""
    content = run.content(manager)
    if type(content) is Instance and content.cls.name in ("generator", "async_generator") and content.args:
        return content.args[0]
    if type(content) is Instance and content.cls.name == "_GeneratorContextManager" and content.args:
        return content.args[0]
    found = call_special(run, manager, "__aenter__" if asynchronous else "__enter__", [])
    if found is None:
        return UNKNOWN
    if asynchronous:
        return expressions.awaited(run.content(found))
    return found


def set_property(run: Run, target: Ref, content: Object, name: str, value: Shape) -> bool:
    """Assignment to a property calls its setter; False where the name is none."""
    found = members.in_namespace(run, content.cls, name)
    if type(found) is not members.Property:
        if found is None or not access.is_descriptor(run, found, "__set__"):
            return False
        call_special(run, found, "__set__", [target, value])
        return True
    if found.setter is not None:
        calls.call_value(run, found.setter, [target, value])
    return True


__all__ = ["OPEN_DICT", "attribute", "item"]

from . import (
    access,
    calls,
    converting,
    expressions,
    keys,
    members,
    names,
    namespaces,
    native_introspection,
    superclasses,
)
