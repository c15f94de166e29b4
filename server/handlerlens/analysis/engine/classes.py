"""Classes of the project: definition, instances, dataclasses and their kin."""

from __future__ import annotations

import ast

from ..modules import Origin, Scope
from ..shapes import (
    BUILTIN_CLASSES,
    DICT,
    FROZENSET,
    JSON,
    LIST,
    OBJECT,
    SET,
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
    Object,
    OneOf,
    Ref,
    Scalar,
    Shape,
    Unknown,
    class_of,
)
from . import enums, natives
from .activation import Frame
from .correlation import is_mark
from .mro import find_member, mro
from .natives import Call
from .records import Field, fields_of, record_kind
from .run import Run

_SCALARS = frozenset({"int", "str", "float", "bytes", "bool", "complex", "bytearray"})


def define_class(run: Run, node: ast.ClassDef) -> Shape:
    """Run a class body; its names live under the class."""

    outer = run.frame
    closure = outer.enclose()
    found = [expressions.evaluate(run, base) for base in node.bases]
    bases = tuple(run.content(b) if type(b) is not Class else b for b in found) or (OBJECT,)
    cls = Class(node.name, outer.scope.name, bases, node, outer.scope, closure)
    if outer.node is None:
        run.classes.append(cls)
    given = {k.arg: expressions.evaluate(run, k.value) for k in node.keywords}
    frame = Frame(cls, outer.scope, run.state, closure)  # type: ignore[arg-type]
    frame.owner = cls
    run.frame = frame
    try:
        statements.block(run, node.body)
    finally:
        run.frame = outer
    metaclasses.told(run, cls, given.get("metaclass"))
    _announce(run, cls, {name: value for name, value in given.items() if name is not None and name != "metaclass"})
    value: Shape = cls
    for decorator in reversed(node.decorator_list):
        value = _decorate(run, decorator, value)
    return value


def _announce(run: Run, cls: Class, keywords: dict[str, Shape]) -> None:
    """What the class holds is told its name (``__set_name__``), and the bases of the new class (``__init_subclass__``)."""
    for statement in cls.node.body if cls.node is not None else ():
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
            for name in (t.id for t in statement.targets if isinstance(t, ast.Name)):
                held = run.state.get((cls, name))
                content = None if held is None else run.content(held)
                if type(content) is Object and members.in_namespace(run, content.cls, "__set_name__") is not None:
                    protocols.call_special(run, held or content, "__set_name__", [cls, Const(name)])
    for base in mro(run, cls)[0][1:]:
        hook = run.state.get((base, "__init_subclass__"))
        function = hook.function if type(hook) is members.ClassMethod else hook
        if type(function) is Function:
            calls.call_value(run, members.bind(run, function, cls, cls), [], keywords)
            return


def _decorate(run: Run, decorator: ast.expr, value: Shape) -> Shape:

    function = expressions.evaluate(run, decorator)
    if type(function) is Unknown:
        if type(value) is Class:
            value.bases = (*(value.bases or ()), UNKNOWN)
            value.facts.pop("mro", None)
        return value
    result = calls.call_value(run, function, [value], node=decorator)
    return value if type(result) is Unknown else result


def star_import(run: Run, module: str) -> None:
    """``from module import *``."""

    scope = run.project.find(module, run.frame.scope)
    if scope is None:
        return
    if scope.kind is not Origin.PROJECT:
        for name in scope.names():
            if not name.startswith("_"):
                assign.bind(run, name, Imported(module, name))
        return
    fid = names.execute(run, scope)
    exported = run.content(run.state.get((fid, "__all__")) or UNKNOWN)
    wanted: set[object] | None = None
    if type(exported) is Items and exported.items is not None:
        wanted = {i.value for i in exported.items if type(i) is Const}
    state = run.root
    for key in list(state.data):
        if isinstance(key, tuple) and key[0] == fid and not is_mark(key):
            name = key[1]
            if name in wanted if wanted is not None else not name.startswith("_"):
                value = run.state.get(key)
                if value is not None:
                    assign.bind(run, name, Imported(module, name) if type(value) is Imported else value)


def instantiate(run: Run, cls: Class, call: Call) -> Shape:
    """``cls(...)``."""
    if cls.module == "builtins" and cls.node is None:
        return native_types.construct(run, cls, call)

    native = natives.LIBRARY.get(cls.qualname)
    if native is not None:
        return native(run, call)
    place = run.place(call.node) if call.node is not None else None
    if enums.is_enum(run, cls) or cls.qualname == "enum.Enum":
        return _enum_by_value(run, cls, call)
    kind = record_kind(run, cls)
    if kind == "namedtuple":
        return _named_tuple(run, cls, call)
    if kind == "typeddict":
        return run.new(native_types.dict_from(run, call, DICT))
    order, _ = mro(run, cls)
    project = cls.scope is not None and cls.scope.kind is Origin.PROJECT
    if kind is not None and project:
        return _record(run, cls, call, kind)
    for base in (DICT, LIST, SET, FROZENSET, TUPLE):
        if base in order:
            return _container(run, cls, base, call, project)
    names = {c.name for c in order if c.module == "builtins"}
    if names & _SCALARS:
        return Instance(cls, (), place)
    if not project:
        if cls.module == "builtins" and any(type(run.content(a)) not in (Const, Unknown) for a in call.positional):
            return run.new(Object(cls, {"args": raising.given(call)}, place, False))
        return _declared_instance(run, cls, call)
    initializer = members.in_namespace(run, cls, "__init__")
    known = all(c.scope is None or c.scope.kind is Origin.PROJECT for c in order)
    attrs = {"args": raising.given(call)} if any(c.qualname == "BaseException" for c in order) else {}
    made = run.new(Object(cls, attrs, place, known))
    constructor = members.in_namespace(run, cls, "__new__")
    if type(constructor) is Function or type(constructor) is members.Static:
        function = constructor.function if type(constructor) is members.Static else constructor
        result = calls.dispatch(
            run, function, Call([cls, *call.positional], call.keywords, call.node, call.star, call.starred)
        )
        content = run.content(result)
        if type(content) is not Object:
            return Instance(cls, (), place) if type(content) is Unknown else result
        if content.cls is not cls or type(result) is not Ref:
            return result
        made = result
    if type(initializer) is Function:
        bound = members.bind(run, initializer, made, cls)
        if type(bound) is Function:
            calls.call_function(run, bound, call)
    else:
        inherited = next((n for c in order if (n := natives.METHODS.get(c.qualname, {}).get("__init__"))), None)
        if inherited is not None:
            call.bound = made
            inherited(run, call)
        run.may_raise()
    return made


def _declared_instance(run: Run, cls: Class, call: Call) -> Shape:
    """An instance of a class that is only declared; its type parameters by the constructor's annotations."""

    run.may_raise()
    place_node = call.node
    for special in ("__new__", "__init__"):
        found = find_member(run, cls, special)
        if found is None or found[0].scope is None or found[0] is OBJECT:
            continue
        functions = [s for s in found[1] if isinstance(s, ast.FunctionDef)]
        if not functions:
            continue
        if special == "__new__" and isinstance(functions[0].returns, ast.Name) and functions[0].returns.id == "Self":
            arguments = _parameters_by_init(run, cls, found[0], functions, call)
            if arguments:
                return library.placed(run, Instance(cls, arguments), place_node)
        if special == "__new__" and found[0].module != "builtins":
            made = Function(
                functions[0], found[0].scope, (), found[0], cls, None, tuple(functions) if len(functions) > 1 else ()
            )
            result = library.call_declared(run, made, call)
            if type(result) is not Unknown:
                return result
        if special == "__init__":
            arguments = _parameters_by_init(run, cls, found[0], functions, call)
            return library.placed(run, Instance(cls, arguments), place_node)
    return library.placed(run, Instance(cls), place_node)


def _parameters_by_init(
    run: Run, cls: Class, owner: Class, functions: list[ast.FunctionDef], call: Call
) -> tuple[Shape, ...]:

    names = library.type_parameters(run, cls)
    if not names or owner.scope is None:
        return ()
    for function in functions:
        bindings: dict[str, Shape] = {}
        made = Function(function, owner.scope, (), owner, UNKNOWN)
        if library._fits(run, function, made, call, bindings) is not False:
            return _of_receiver(run, function, owner.scope, bindings) or tuple(bindings.get(n, UNKNOWN) for n in names)
    return ()


def _of_receiver(
    run: Run, function: ast.FunctionDef, scope: Scope, bindings: dict[str, Shape]
) -> tuple[Shape, ...] | None:
    """The parameters of a class that an overload of its constructor names (``self: Popen[bytes]``)."""
    receiver = next(iter((*function.args.posonlyargs, *function.args.args)), None)
    if receiver is None or not isinstance(receiver.annotation, ast.Subscript):
        return None
    inner = receiver.annotation.slice
    parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
    return tuple(declared_types.shape_of(run, p, scope, bindings) for p in parts)


def _enum_by_value(run: Run, cls: Class, call: Call) -> Shape:
    run.may_raise()
    value = call.argument(0)
    place = run.place(call.node) if call.node is not None else None
    if type(value) is Const:
        for name, member in enums.enum_values(run, cls):
            if type(member) is Const and member.value == value.value:
                return Instance(cls, (Const(name),), place)
    if cls.module == "enum" and len(call.positional) >= 2:
        name_shape = call.positional[0]
        name = name_shape.value if type(name_shape) is Const and isinstance(name_shape.value, str) else cls.name
        made = Class(name, run.frame.scope.name, (cls,), None, run.frame.scope)
        run.classes.append(made)
        made.facts["functional"] = True
        return made
    return Instance(cls, (), place)


def _container(run: Run, cls: Class, base: Class, call: Call, project: bool) -> Shape:

    own = members.in_namespace(run, cls, "__init__") if project else None
    if base is DICT:
        if type(own) is Function:
            made = run.new(Dict({}, None, None, cls))

            bound = members.bind(run, own, made, cls)
            if type(bound) is Function:
                calls.call_function(run, bound, call)
            return made
        return run.new(native_types.dict_from(run, call, cls))
    shape = run.content(native_types.construct(run, base, call))
    if type(shape) is Items:
        made_items = Items(cls, shape.items, shape.elem, shape.origin)
        return run.new(made_items) if base is LIST or base is SET else made_items
    return UNKNOWN


def arguments_by_field(run: Run, fields: list[Field], call: Call) -> dict[str, Shape]:
    """Constructor arguments by field name, defaults filled in."""
    values: dict[str, Shape] = {}
    accepted = [f for f in fields if f.init]
    positional = [f for f in accepted if not f.keyword_only]
    for field, value in zip(positional, call.positional, strict=False):
        values[field.name] = value
    fallback = call.star or call.starred
    for field in accepted:
        if field.name in values:
            continue
        if field.name in call.keywords:
            values[field.name] = call.keywords[field.name]
        elif field.alias is not None and field.alias in call.keywords:
            values[field.name] = call.keywords[field.alias]
        elif fallback is not None:
            values[field.name] = fallback if type(fallback) is Unknown else UNKNOWN
        else:
            values[field.name] = field.default(run)
    for field in fields:
        if not field.init:
            values[field.name] = field.default(run)
    return values


def _record(run: Run, cls: Class, call: Call, kind: str) -> Shape:
    """An instance of a dataclass, an attrs class or a pydantic model."""
    place = run.place(call.node) if call.node is not None else None
    if kind == "pydantic":
        run.may_raise()
    fields = fields_of(run, cls)
    values = arguments_by_field(run, fields, call)
    attrs: dict[str, Shape] = {}
    for field in fields:
        value = values[field.name]
        declared = field.shape(run)
        if kind == "pydantic":
            attrs[field.name] = pydantic_models.validated(run, cls, field.name, _validated(run, value, declared))
        elif "validates" in cls.facts:
            attrs[field.name] = _validated(run, value, declared)
        elif field.converted:
            attrs[field.name] = field.convert(run, value)
        elif type(value) is Unknown and (not value.json or field.converted) and type(declared) is not Unknown:
            attrs[field.name] = declared
        else:
            attrs[field.name] = value
    made = run.new(Object(cls, attrs, place))
    for hook in ("__post_init__", "__attrs_post_init__", "model_post_init"):
        function = members.in_namespace(run, cls, hook)
        if type(function) is Function:
            bound = members.bind(run, function, made, cls)
            if type(bound) is Function:
                given = [values[f.name] for f in fields if f.only_given]
                calls.call_function(run, bound, Call(given, None, None, UNKNOWN if hook == "model_post_init" else None))
    return made


def _validated(run: Run, value: Shape, declared: Shape) -> Shape:
    """Validation turns arguments into the declared type; what is declared as Any stays."""
    if type(declared) is Unknown:
        return value
    if type(value) is Const and value.value is None:
        return value
    if type(declared) is OneOf and type(value) is Instance and any(class_of(o) is value.cls for o in declared.options):
        return value  # of several types the one that fits as it is
    return declared


def _named_tuple(run: Run, cls: Class, call: Call) -> Shape:
    fields = fields_of(run, cls)
    place = run.place(call.node) if call.node is not None else None
    cls.facts["kind"] = "namedtuple"
    cls.facts["fields"] = [f.name for f in fields]
    values = arguments_by_field(run, fields, call)
    items = []
    for field in fields:
        value = values[field.name]
        declared = field.shape(run)
        items.append(declared if type(value) is Unknown and not value.json and type(declared) is not Unknown else value)
    return Items(cls, tuple(items), None, place)


__all__ = ["BUILTIN_CLASSES", "JSON", "Entry", "Scalar"]

from . import (
    assign,
    calls,
    declared_types,
    expressions,
    library,
    members,
    metaclasses,
    names,
    native_types,
    protocols,
    pydantic_models,
    raising,
    statements,
)
