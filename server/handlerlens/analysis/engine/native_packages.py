"""Well-known packages: decorators that leave a handler's result alone, models that dump themselves."""

from __future__ import annotations

from ..modules import Origin
from ..shapes import (
    A_STR,
    JSON,
    UNKNOWN,
    Class,
    Const,
    Dict,
    Entry,
    Function,
    Instance,
    Items,
    Native,
    Object,
    OneOf,
    Shape,
    Union,
    class_of,
    options,
)
from .natives import Call, constructor, function, member, method, place
from .records import fields_of, record_kind
from .run import Run

_TRANSPARENT = {
    "aws_lambda_powertools.logging.logger.Logger": ("inject_lambda_context",),
    "aws_lambda_powertools.tracing.tracer.Tracer": ("capture_lambda_handler", "capture_method"),
    "aws_lambda_powertools.metrics.metrics.Metrics": ("log_metrics",),
}


def transparent(run: Run, call: Call) -> Shape:
    """A decorator, used with or without arguments, that passes the result through."""
    target = call.argument(0)
    if type(target) in (Function, Native):
        return target  # type: ignore[return-value]
    return Native("engine.same")


for _cls, _names in _TRANSPARENT.items():
    method(_cls, *_names)(transparent)


function(
    *(
        "aws_lambda_powertools.utilities.idempotency.idempotent",
        "aws_lambda_powertools.utilities.idempotency.idempotent_function",
    ),
    *(
        "aws_lambda_powertools.utilities.validation.validator",
        "tenacity.retry",
        "retrying.retry",
        "backoff.on_exception",
    ),
    *(
        "backoff.on_predicate",
        "cachetools.cached",
        "cachetools.func.lru_cache",
        "cachetools.func.ttl_cache",
    ),
    *("pydantic.validate_call", "typeguard.typechecked"),
)(transparent)
method("aws_xray_sdk.core.AWSXRayRecorder", "capture", "capture_async")(transparent)


@function("cachetools.cachedmethod")
def _cached_method(run: Run, call: Call) -> Shape:
    """A decorator that is given a function which finds the cache."""
    return Native("engine.same")


@function("aws_lambda_powertools.utilities.data_classes.event_source")
def _event_source(run: Run, call: Call) -> Shape:
    return Native("engine.typed_event", None, (call.argument(1, "data_class") or UNKNOWN,))


@function("aws_lambda_powertools.utilities.parser.parser.event_parser")
def _event_parser(run: Run, call: Call) -> Shape:
    target = call.argument(0)
    if type(target) is Function:
        return Native("engine.with_event", None, (UNKNOWN, target))
    model = UNKNOWN if "envelope" in call.keywords else call.argument(1, "model") or UNKNOWN
    return Native("engine.typed_event", None, (model,))


@function("engine.typed_event")
def _typed_event(run: Run, call: Call) -> Shape:
    return Native("engine.with_event", None, (*call.extra, call.argument(0) or UNKNOWN))


@function("engine.with_event")
def _with_event(run: Run, call: Call) -> Shape:
    model, target = call.extra
    event: Shape = UNKNOWN
    if type(model) is Class:
        run.may_raise()
        event = classes.instantiate(run, model, Call([], {}, None, None, UNKNOWN))
    return calls.call_value(run, target, [event, *call.positional[1:]], call.keywords, call.node)


@function("aws_lambda_powertools.middleware_factory.lambda_handler_decorator")
def _middleware(run: Run, call: Call) -> Shape:
    target = call.argument(0)
    return Native("engine.middleware", None, (target,)) if type(target) is Function else Native("engine.new_middleware")


@function("engine.new_middleware")
def _new_middleware(run: Run, call: Call) -> Shape:
    return Native("engine.middleware", None, (call.argument(0) or UNKNOWN,))


@function("engine.middleware")
def _applied(run: Run, call: Call) -> Shape:
    target = call.argument(0)
    if type(target) in (Function, Native):
        return Native("engine.behind", None, (*call.extra, target))  # type: ignore[arg-type]
    return Native("engine.middleware_with", None, (*call.extra, UNKNOWN))


@function("engine.behind")
def _behind(run: Run, call: Call) -> Shape:
    middleware, target = call.extra
    return calls.call_value(run, middleware, [target, *call.positional], None, call.node)


@constructor("pydantic.TypeAdapter")
def _adapter(run: Run, call: Call) -> Shape:
    cls = native_library.declared_class(run, "pydantic", "TypeAdapter")
    node = call.node_of(0, "type")
    declared = UNKNOWN if node is None else declared_types.shape_of(run, node, run.frame.scope)
    return UNKNOWN if cls is None else Instance(cls, (declared,), place(run, call))


@method("pydantic.TypeAdapter", "validate_python", "validate_json", "validate_strings")
def _adapted(run: Run, call: Call) -> Shape:
    run.may_raise()
    content = run.content(call.bound or UNKNOWN)
    return run.lift(content.args[0]) if type(content) is Instance and content.args else UNKNOWN


def _model_fields(run: Run, value: Shape) -> dict[str, Shape] | None:
    content = run.content(value)
    if not isinstance(content, (Object, Instance)) or record_kind(run, content.cls) != "pydantic":
        return None
    if content.cls.scope is None or content.cls.scope.kind is not Origin.PROJECT:
        return None
    known = pydantic_models.customs(run, content.cls)
    if known.whole:
        return None
    found: dict[str, Shape] = {}
    for field in fields_of(run, content.cls):
        own = field.held(run, content) if isinstance(content, Object) else field.shape(run)
        dumped_value = pydantic_models.dumped(run, value, known, field, own)
        if dumped_value is not None:
            found[field.name] = dumped_value
    found.update({name: protocols.attribute(run, value, name) for name in known.computed})
    return found


@function("pydantic.computed_field", "pydantic.fields.computed_field", "engine.computed_field")
def _computed_field(run: Run, call: Call) -> Shape:
    target = call.argument(0)
    if target is None:
        return Native("engine.computed_field")
    return members.Property(target) if type(target) is Function else target


@method("pydantic.main.BaseModel", "model_dump", "dict")
def _model_dump(run: Run, call: Call) -> Shape:
    mode = call.keywords.get("mode")
    root = pydantic_models.root(run, call.bound or UNKNOWN)
    if type(mode) is Const and mode.value == "json":
        return run.new(Dict({}, JSON, A_STR)) if root is None else JSON
    if root is not None:
        return UNKNOWN if call.positional or call.keywords or call.starred is not None else dumped(run, root)
    fields = _model_fields(run, call.bound or UNKNOWN)
    limited = False
    for name in ("include", "exclude"):
        if name in call.keywords and fields is not None:
            names = _field_names(run, call.keywords[name])
            limited = limited or names is None
            fields = {n: v for n, v in fields.items() if names is not None and (n in names) is (name == "include")}
    if (
        fields is None
        or call.positional
        or call.starred is not None
        or limited
        or (mode is not None and type(mode) is not Const)
    ):
        return run.new(Dict({}, UNKNOWN, A_STR))
    optional = any(k.startswith("exclude_") for k in call.keywords)
    if "by_alias" in call.keywords:
        cls = class_of(run.content(call.bound or UNKNOWN))
        aliases = None if cls is None else pydantic_models.aliases(run, cls)
        if aliases is None:
            return run.new(Dict({}, join.join_all([dumped(run, v) for v in fields.values()]), A_STR))
        fields = {aliases.get(name, name): value for name, value in fields.items()}
    return run.new(Dict({n: Entry(dumped(run, v), optional) for n, v in fields.items()}))


@method("pydantic.main.BaseModel", "model_copy", "copy")
def _copied(run: Run, call: Call) -> Shape:
    """The model with some fields put in, which nothing looks at."""
    content = run.content(call.bound or UNKNOWN)
    if type(content) is not Object:
        return Instance(content.cls, (), place(run, call)) if type(content) is Instance else UNKNOWN
    attrs = dict(content.attrs)
    update = run.content(call.keywords["update"]) if "update" in call.keywords else Dict({})
    if type(update) is Dict:
        for name, entry in update.entries.items():
            old = attrs.get(str(name), UNKNOWN)
            attrs[str(name)] = join.one_of((old, entry.value)) if entry.optional else entry.value
    if type(update) is not Dict or update.rest is not None or call.starred is not None:
        attrs = dict.fromkeys(attrs, UNKNOWN)
    return run.new(Object(content.cls, attrs, place(run, call), content.whole))


def _field_names(run: Run, shape: Shape) -> set[str] | None:
    """The names in ``include={"a", "b"}``; None where they are not known."""
    content = run.content(shape)
    parts = content.items if type(content) is Items and content.items is not None else ()
    if type(content) is Items and content.items is None and type(content.elem) in (Const, Union):
        parts = options(content.elem)  # type: ignore[arg-type]
    names = {p.value for p in parts if type(p) is Const and isinstance(p.value, str)}
    return names if names and len(names) == len(parts) else None


def dumped(run: Run, shape: Shape, depth: int = 0) -> Shape:
    """A field's value as ``model_dump`` gives it: models become dicts, everything else stays."""

    content = run.content(shape)
    if depth > 8:
        return UNKNOWN
    if type(content) is Union:
        return join.union(dumped(run, o, depth + 1) for o in content.options)
    if type(content) is OneOf:
        return join.one_of(dumped(run, o, depth + 1) for o in content.options)
    fields = _model_fields(run, content)
    if fields is not None:
        return run.new(Dict({n: Entry(dumped(run, v, depth + 1)) for n, v in fields.items()}))
    if type(content) is Items:
        if content.items is not None:
            return run.lift(
                Items(content.cls, tuple(dumped(run, i, depth + 1) for i in content.items), None, content.origin)
            )
        return run.lift(
            Items(
                content.cls,
                None,
                None if content.elem is None else dumped(run, content.elem, depth + 1),
                content.origin,
            )
        )
    if type(content) is Dict:
        entries = {k: Entry(dumped(run, e.value, depth + 1), e.optional, e.node) for k, e in content.entries.items()}
        rest = None if content.rest is None else dumped(run, content.rest, depth + 1)
        return run.new(Dict(entries, rest, content.rest_key, content.cls))
    return shape


@method(
    "pydantic.main.BaseModel",
    "model_validate",
    "parse_obj",
    "model_validate_json",
    "parse_raw",
    "model_construct",
    "construct",
)
def _validate(run: Run, call: Call) -> Shape:
    run.may_raise()
    bound = call.bound
    if type(bound) is not Class:
        return UNKNOWN

    return classes.instantiate(run, bound, Call([], {}, call.node, None, UNKNOWN))


@function("aws_lambda_powertools.utilities.parser.parser.parse")
def _parse(run: Run, call: Call) -> Shape:
    model = call.argument(1, "model")
    if type(model) is Class:
        return classes.instantiate(run, model, Call([], {}, call.node, None, UNKNOWN))
    return UNKNOWN


@function("numpy.float64")
def _float64(run: Run, call: Call) -> Shape:

    cls = native_library.declared_class(run, "numpy", "float64")
    return UNKNOWN if cls is None else Instance(cls, (), place(run, call))


@function("urllib.request.urlopen")
def _urlopen(run: Run, call: Call) -> Shape:

    run.may_raise()
    cls = native_library.declared_class(run, "http.client", "HTTPResponse")
    return UNKNOWN if cls is None else Instance(cls, (), place(run, call))


@member("urllib.error.URLError", "reason")
def _reason(run: Run, call: Call) -> Shape:
    """What kept ``urlopen`` from connecting: an ``OSError`` nearly always, seldom a text."""
    cls = native_library.declared_class(run, "builtins", "OSError")
    return A_STR if cls is None else join.union((Instance(cls, (), place(run, call)), A_STR))


@function("sqlalchemy.orm.declarative_base", "sqlalchemy.ext.declarative.declarative_base")
def _declarative_base(run: Run, call: Call) -> Shape:
    return native_library.declared_class(run, "sqlalchemy.orm", "DeclarativeBase") or UNKNOWN


from . import calls, classes, declared_types, join, members, native_library, protocols, pydantic_models
