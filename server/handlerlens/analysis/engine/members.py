"""Members of classes: lookup along the hierarchy, binding, properties, enum members, named fields."""

from __future__ import annotations

import ast

from ..modules import Origin
from ..shapes import (
    A_STR,
    DICT,
    NONE,
    TUPLE,
    UNKNOWN,
    Class,
    Const,
    Dict,
    Function,
    Imported,
    Instance,
    Items,
    Native,
    Object,
    OneOf,
    Ref,
    Shape,
    Unknown,
    class_of,
)
from . import access, enums, natives
from .mro import find_member, mro, nested_class
from .mro import members as declarations
from .run import CHANGED, Run

_ABSENT = Unknown("an attribute that is mostly None")


class Property(Shape):
    """A property of a project class."""

    __slots__ = ("getter", "setter")

    def __init__(self, getter: Shape, setter: Shape | None = None) -> None:
        self.getter = getter
        self.setter = setter


class Static(Shape):
    """A ``staticmethod``."""

    __slots__ = ("function",)

    def __init__(self, function: Shape) -> None:
        self.function = function


class ClassMethod(Shape):
    """A ``classmethod``."""

    __slots__ = ("function",)

    def __init__(self, function: Shape) -> None:
        self.function = function


_PLAIN = frozenset(
    {"overload", "classmethod", "staticmethod", "abstractmethod", "final", "override", "deprecated", "type_check_only", "setter",
     "no_type_check", "wraps", "coroutine", "contextmanager", "asynccontextmanager"}
)  # fmt: skip
_PROPERTIES = frozenset({"property", "cached_property", "abstractproperty", "reify", "classproperty"})


def in_namespace(run: Run, cls: Class, name: str) -> Shape | None:
    """A member of a project class (or of a base of it) as its body bound it."""
    for one in mro(run, cls)[0]:
        value = run.state.get((one, name))
        if value is not None:
            if type(value) is Imported:
                value = names.resolve_import(run, value, one.scope) if one.scope is not None else UNKNOWN
                run.state.amend((one, name), value)
            return value
    return None


def class_lookup(run: Run, value: Shape, content: Shape, cls: Class, name: str) -> Shape | None:
    """A method or attribute found through the class, bound to the value; None where no known class has it."""
    for one in mro(run, cls)[0]:
        found = run.state.get((one, name))
        if found is not None:
            return bind(run, found, value, cls)
        attributes = natives.ATTRIBUTES.get(one.qualname)
        if attributes is not None and name in attributes:
            return attributes[name]
        computed = natives.COMPUTED.get(one.qualname)
        if computed is not None and name in computed:
            return computed[name](run, natives.Call([value]))
        native = natives.METHODS.get(one.qualname)
        if native is not None and name in native:
            return Native(f"{one.qualname}.{name}", value)
        if one.scope is not None and one.scope.kind is Origin.PROJECT:
            continue
        owner = declaring(run, one)
        own = declarations(owner).get(name)
        if own is not None:
            return declared_member(run, value, content, owner, own, name)
    return None


def declaring(run: Run, cls: Class) -> Class:
    """A builtin class as the stubs declare it."""
    if cls.module != "builtins" or cls.node is not None:
        return cls
    known = cls.facts.get("declaration")
    if known is None:
        scope = run.project.find("builtins", None)
        found = run.project.declared(scope, cls.name) if scope is not None else None
        known = found if type(found) is Class else cls
        cls.facts["declaration"] = known
    return known  # type: ignore[return-value]


def bind(run: Run, found: Shape, receiver: Shape, cls: Class | None) -> Shape:
    """A class's member as an instance gives it."""
    if type(found) is Function:
        if found.bound is not None:
            return found
        return Function(found.node, found.scope, found.closure, found.owner, receiver, found.defaults)
    if type(found) is Native and found.name == "engine.manager" and found.extra:  # a method that is a context manager
        return Native(found.name, None, tuple(bind(run, one, receiver, cls) for one in found.extra))
    if type(found) is Property:
        return calls.call_value(run, found.getter, [receiver])
    if type(found) is Static:
        return found.function
    if type(found) is ClassMethod:
        return bind(run, found.function, cls or receiver, cls)
    if type(found) is Ref and access.is_descriptor(run, found, "__get__"):
        return protocols.call_special(run, found, "__get__", [receiver, cls or UNKNOWN]) or UNKNOWN
    return found


def declared_member(
    run: Run, value: Shape, content: Shape, owner: Class, statements: list[ast.stmt], name: str
) -> Shape:

    last = statements[-1]
    scope = owner.scope
    if scope is None:
        return UNKNOWN
    definition = definitions.of_method(owner, statements, name)
    if definition is not None:
        functions, kinds, overloads, node = definition
        strange = kinds - _PROPERTIES - _PLAIN
        if strange and not definitions.kept(run, functions[0], scope, strange):
            return UNKNOWN
        if kinds & _PROPERTIES:
            getter = Function(functions[0], scope, (), owner, value)
            if bodies.readable(getter):
                return run.lift(_perhaps(bodies.result_of(run, getter), name))
            bindings = _bindings(run, value, content, owner)
            return run.lift(_perhaps(declared_types.shape_of(run, functions[0].returns, scope, bindings), name))
        receiver: Shape | None = value
        if "staticmethod" in kinds:
            receiver = None
        elif "classmethod" in kinds and type(content) is not Class:
            receiver = class_of(content)
        elif type(content) is Class and "classmethod" not in kinds:
            receiver = None
        return Function(node, scope, (), owner, receiver, None, overloads)
    if isinstance(last, ast.AnnAssign):
        if type(content) is Class and enums.is_enum(run, owner):
            return enums.enum_member(run, content, name)
        declared = declared_types.shape_of(run, last.annotation, scope, _bindings(run, value, content, owner))
        return run.lift(_perhaps(declared, name))
    if isinstance(last, ast.Assign):
        if isinstance(last.value, ast.Name):
            again = find_member(run, owner, last.value.id)
            if again is not None and again[1] is not statements:
                return declared_member(run, value, content, again[0], again[1], last.value.id)
        if enums.is_enum(run, owner):
            return enums.enum_member(run, owner, name)
        if isinstance(last.value, ast.Constant) and isinstance(last.value.value, (str, int, float, bytes)):
            return Const(last.value.value)
    return UNKNOWN


def _perhaps(shape: Shape, name: str) -> Shape:
    """An attribute declared as something or None is mostly None (a naive datetime's ``tzinfo``); a caught error has its traceback."""
    if type(shape) is not OneOf or name == "__traceback__":
        return shape
    absent = any(type(o) is Const and o.value is None for o in shape.options)
    return OneOf((*shape.options, _ABSENT)) if absent else shape


def _bindings(run: Run, value: Shape, content: Shape, owner: Class) -> dict[str, Shape]:
    cls = class_of(content)
    if cls is None or type(content) is Class:
        return {}
    arguments = content.args if type(content) is Instance else ()
    return {"Self": Instance(cls, arguments), **library.class_bindings(run, cls, arguments, owner)}


def of_instance(run: Run, value: Shape, content: Shape, cls: Class, name: str, node: ast.AST | None) -> Shape | None:
    """An attribute of a value whose class is known."""
    if name == "__class__":
        return cls
    if name == "__dict__":
        declared = special_members.in_dict(run, value, cls)
        return run.lift(Dict(declared, UNKNOWN, A_STR))
    special = (
        special_members.of_boto(run, value, content, cls, name)
        if type(content) is Instance and cls.module[:4] == "boto"
        else None
    )
    if special is not None:
        return special
    if type(content) is Items and content.cls.facts.get("kind") == "namedtuple":
        fields: list[str] = content.cls.facts["fields"]  # type: ignore[assignment]
        if name in fields and content.items is not None and len(content.items) == len(fields):
            return run.lift(content.items[fields.index(name)])
        if name == "_asdict" and content.items is not None and len(content.items) == len(fields):
            return Native("engine.fields", value)
    if type(content) is Instance and enums.is_enum(run, cls):
        known = enums.enum_attribute(run, content, cls, name)
        if known is not None:
            return known
    found = class_lookup(run, value, content, cls, name)
    if found is not None:
        if type(found) is Unknown and type(content) is Instance:
            run.may_raise()
        return found
    if mro(run, cls)[1] and find_member(run, cls, "__getattr__") is None:
        return None
    run.may_raise()
    own = in_namespace(run, cls, "__getattr__")
    if type(own) is Function:
        return calls.call_value(run, bind(run, own, value, cls), [Const(name)])
    stub = class_lookup(run, value, content, cls, "__getattr__")
    return _perhaps(calls.call_value(run, stub, [Const(name)]), name) if type(stub) is Function else UNKNOWN


def of_object(run: Run, value: Shape, content: Object, name: str, node: ast.AST | None) -> Shape | None:
    """An attribute of an instance of a project class."""
    if "__getattribute__" in access.hooks(run, content.cls):
        return UNKNOWN
    found = content.attrs.get(name)
    if found is None and not content.whole and CHANGED not in content.attrs:
        found = declared_records.attribute_of(run, content.cls, name)
    if found is not None:
        lifted = run.settle(value, found)
        if type(lifted) is Imported:
            return UNKNOWN
        if lifted is not found and type(value) is Ref:
            attrs = dict(content.attrs)
            attrs[name] = lifted
            run.amend(value, Object(content.cls, attrs, content.origin, content.whole))
        return lifted
    if name == "__class__":
        return content.cls
    if name == "__dict__":
        return namespaces.attributes_dict(run, content, value)
    mapped = native_mappings.inherited(run, value, content, name)
    return of_instance(run, value, content, content.cls, name, node) if mapped is None else mapped


def of_class(run: Run, cls: Class, name: str, node: ast.AST | None) -> Shape | None:
    """An attribute of a class object."""
    if name == "__dict__":
        return run.new(namespaces.namespace_dict(run, cls))
    if name in ("__name__", "__qualname__", "__module__", "__doc__"):
        return Const(cls.name) if name == "__name__" and cls.node is not None else A_STR
    if name in ("__mro__", "__bases__"):
        return Items(TUPLE, tuple(mro(run, cls)[0] if name == "__mro__" else cls.bases or ()))
    if name == "__subclasses__":
        return Native("engine.subclasses", cls)
    if name == "__members__" and enums.is_enum(run, cls):
        proxy = names.member(run, "types", "MappingProxyType")
        return Instance(proxy, (A_STR, Instance(cls))) if type(proxy) is Class else UNKNOWN
    for one in mro(run, cls)[0]:
        found = run.state.get((one, name))
        if found is not None:
            if (
                enums.is_enum(run, cls)
                and type(found) not in (Function, Property, Static, ClassMethod)
                and not name.startswith("_")
            ):
                return enums.enum_member(run, cls, name)
            if type(found) is Function:
                return found
            if type(found) is Property:
                return UNKNOWN
            if type(found) is Imported:
                return in_namespace(run, cls, name)
            if type(found) is Ref and access.is_descriptor(run, found, "__get__"):
                return protocols.call_special(run, found, "__get__", [NONE, cls]) or UNKNOWN
            return bind(run, found, cls, cls)
        native = natives.METHODS.get(one.qualname)
        if native is not None and name in native:
            return Native(f"{one.qualname}.{name}", cls)
        if one.scope is not None and one.scope.kind is Origin.PROJECT:
            continue

        owner = declaring(run, one)
        own = declarations(owner).get(name)
        if own is not None:
            if isinstance(own[-1], ast.ClassDef):
                return nested_class(run, one, name)
            return declared_member(run, cls, cls, owner, own, name)
    meta = metaclasses.metaclass_of(cls)
    if meta is not None and (found := in_namespace(run, meta, name)) is not None:
        return bind(run, found, cls, meta)
    if "functional" in cls.facts and not name.startswith("_"):
        return enums.enum_member(run, cls, name)
    return None if mro(run, cls)[1] else UNKNOWN


def missing(run: Run, holder: Shape, content: Dict, key: Shape) -> Shape | None:
    """``defaultdict`` makes what is absent; Counter says 0; a class of the project may have a method for it."""
    if content.cls.name == "Counter":
        return Const(0)
    if content.cls.node is not None and in_namespace(run, content.cls, "__missing__") is not None:
        return protocols.call_special(run, holder, "__missing__", [key])
    factory = content.cls.facts.get("factory")
    if content.cls.name != "defaultdict" or not isinstance(factory, Shape):
        return None

    made = calls.call_value(run, factory, [])
    current = run.content(holder)
    if type(holder) is Ref and type(current) is Dict:
        run.store(holder, assign.put(run, current, key, made, None))
    return made


__all__ = ["DICT", "NONE", "TUPLE"]

from . import (
    assign,
    bodies,
    calls,
    declared_records,
    declared_types,
    definitions,
    library,
    metaclasses,
    names,
    namespaces,
    native_mappings,
    protocols,
    special_members,
)
