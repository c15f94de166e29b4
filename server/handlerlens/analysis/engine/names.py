"""What a name, or a member of a module, stands for."""

from __future__ import annotations

from ..modules import Origin, Scope
from ..shapes import (
    A_STR,
    BUILTIN_CLASSES,
    ELLIPSIS,
    NOT_IMPLEMENTED,
    UNKNOWN,
    Class,
    Const,
    Function,
    Imported,
    Instance,
    Module,
    Native,
    Shape,
    Unknown,
)
from . import natives
from .activation import Frame
from .run import Run

_MISSING_IMPORT = Unknown("a module that cannot be found")
_CYCLE = Unknown("an import cycle")
_CONSTANTS = {"__name__": Const("module"), "__debug__": Const(True)}


def lookup(run: Run, name: str) -> Shape:
    """A name as the present frame sees it."""
    frame = run.frame
    state = run.state
    key: tuple[object, str] = (frame.fid, name)
    value = state.seen.get(key)
    if value is None:
        value = state.root.get(key)
    if value is None:
        for fid in frame.closure:
            key = (fid, name)
            value = state.get(key)
            if value is not None:
                break
        else:
            module = run.modules.get(frame.scope)
            if module is not None:
                key = (module, name)
                value = state.seen.get(key)
                if value is None:
                    value = state.root.get(key)
    if value is None:
        return builtin(run, name)
    if type(value) is Imported:
        value = resolve_import(run, value, frame.scope)
        state.amend(key, value)
    return value


def locate(run: Run, name: str) -> tuple[object, str]:
    """The key under which a name is known here (the present frame's own where it is not)."""
    frame = run.frame
    for fid in (frame.fid, *frame.closure, run.modules.get(frame.scope, frame.fid)):
        if run.state.get((fid, name)) is not None:
            return (fid, name)
    return (frame.fid, name)


def builtin(run: Run, name: str) -> Shape:
    """A builtin, else unknown."""
    known = BUILTIN_CLASSES.get(name)
    if known is not None:
        return known
    if name in natives.BUILTINS:
        return Native(f"builtins.{name}")
    if name in _CONSTANTS:
        own = name == "__name__" and run.frame.scope.kind is Origin.PROJECT and run.frame.scope is not run.main
        return Const(run.frame.scope.name) if own else A_STR if name == "__name__" else _CONSTANTS[name]
    if name == "Ellipsis" or name == "NotImplemented":
        return Instance(ELLIPSIS if name == "Ellipsis" else NOT_IMPLEMENTED)
    if name == "__file__":
        return Instance(BUILTIN_CLASSES["str"])
    scope = run.project.find("builtins", None)
    if scope is not None:
        found = run.project.declared(scope, name)
        if found is not None:
            return found if type(found) in (Class, Function) else UNKNOWN
    return UNKNOWN


def resolve_import(run: Run, imported: Imported, importer: Scope) -> Shape:
    """``from module import name``, followed to the thing itself."""
    return member(run, imported.module, imported.name, importer)


def member(run: Run, module: str, name: str, importer: Scope | None = None, depth: int = 0) -> Shape:
    """A member of a module by their names."""
    qualified = f"{module}.{name}"
    scope = run.project.find(module, importer or run.main)
    if scope is None:
        sub = run.project.find(qualified, importer or run.main)
        if sub is not None:
            return Module(qualified)
        native = natives.library(qualified)
        if native is None and "boto3_" in module:
            native = boto.stub_member(run, module, name)
        return native if native is not None else _MISSING_IMPORT
    if scope.kind is Origin.PROJECT:
        fid = execute(run, scope)
        value = run.state.get((fid, name))
        if value is None:
            if run.project.find(qualified, importer or run.main) is not None:
                return Module(qualified)
            return _CYCLE if scope in run.loading else UNKNOWN
        if type(value) is Imported:
            if depth > 20:
                return _CYCLE
            if (value.module, value.name) == (scope.name, name):  # ``from . import items`` in the package's own body
                own = run.project.find(qualified, importer or run.main)
                return _CYCLE if own is None else Module(qualified)
            value = member(run, value.module, value.name, scope, depth + 1)
            run.state.amend((fid, name), value)
        return value
    found = static(run, scope, name, depth)
    return UNKNOWN if found is None else found


def static(run: Run, scope: Scope, name: str, depth: int = 0) -> Shape | None:
    """A name of a module that is not executed; for variables the shape of their annotation, imports followed."""
    known = scope.settled.get(name)
    if known is not None:
        return known
    found = _static(run, scope, name, depth)
    if found is not None and depth == 0 and scope.kind is Origin.STUB:
        scope.settled[name] = found  # the same for every project
    if found is None and scope.kind is Origin.STUB:
        installed = run.project.installed(scope.name)
        if installed is not None:
            return static(run, installed, name, depth + 1)
    return found


def _static(run: Run, scope: Scope, name: str, depth: int) -> Shape | None:
    if scope.name == "builtins" and (name in BUILTIN_CLASSES or name in natives.BUILTINS):
        return builtin(run, name)
    if name in declared_types.OF_COLLECTIONS and scope.name in ("typing", "typing_extensions"):
        return member(run, "collections", declared_types.OF_COLLECTIONS[name], scope, depth + 1)
    found = run.project.declared(scope, name)
    if type(found) is Class:
        return found
    native = natives.library(f"{scope.name}.{name}")
    if native is not None:
        return native
    if type(found) is Unknown and found is not _CYCLE:
        scope.shapes[name] = _CYCLE
        found = declared_variables.declared_variable(run, scope, name)
        scope.shapes[name] = found
    elif type(found) is Imported:
        return member(run, found.module, found.name, scope, depth + 1) if depth < 20 else _CYCLE
    return found


def module_member(run: Run, module: str, name: str) -> Shape:
    """``module.name`` where the module is a value."""
    importer = run.frame.scope
    if module in run.patched:
        put = run.state.get((module, name))
        if put is not None:
            return put
    scope = run.project.find(module, importer)
    if scope is not None and scope.kind is not Origin.PROJECT:
        found = static(run, scope, name)
        return UNKNOWN if found is None else found
    return member(run, module, name, importer)


def module_frame(run: Run, module: str) -> int | None:
    """The frame of a project module by name."""
    scope = run.project.find(module, run.frame.scope)
    if scope is None or scope.kind is not Origin.PROJECT:
        return None
    return execute(run, scope)


def execute(run: Run, scope: Scope) -> int:
    """Run a project module's body once; its frame id."""
    known = run.modules.get(scope)
    if known is not None:
        return known
    same = next((s for s in run.modules if s.path == scope.path), None)
    if same is not None:
        return run.modules[same]

    fid = next(run.ids)
    run.modules[scope] = fid
    run.loading.add(scope)
    frame, state, trackers = run.frame, run.state, run.trackers
    run.trackers = []
    run.state = run.root
    run.frame = Frame(fid, scope, run.root)
    whole = False
    try:
        whole = scope.tree is None or statements.block(run, scope.tree.body)
    finally:
        run.whole = run.whole and whole
        run.frame, run.state, run.trackers = frame, state, trackers
        run.loading.discard(scope)
    return fid


from . import boto, declared_types, declared_variables, statements
