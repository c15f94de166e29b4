"""Another class, function or constant in a module that was followed: what may rest on it is looked at anew, all else stays."""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Collection, Sequence

from ..modules import Scope
from ..shapes import Class, Imported
from ..source import Source
from . import statements
from .activation import Frame
from .dependents import Dependents
from .run import MAX_STEPS, OutOfBudget, Run, Unreachable


def redefine(
    run: Run,
    source: Source,
    replaced: tuple[Sequence[ast.stmt], Sequence[ast.stmt]],
    loaded: Collection[ast.AST],
) -> frozenset[ast.AST] | None:
    """Give a run the statements that stand in its module now for those that stood there before.

    The functions that have to be looked at anew; None where that does not do, and the run is of no use any more. ``loaded`` are
    the functions that ran while the module was loaded.
    """
    scope, fid = run.main, run.modules.get(run.main)
    if not run.whole or fid is None or any(_is_read_by(scope, other) for other in run.modules):
        return None
    touched = Dependents(source)
    if not touched.find(*replaced) or not touched.stale.isdisjoint(loaded):
        return None
    data = run.root.data
    gone = {value for name in touched.names if type(value := data.pop((fid, name), None)) is Class}
    for key in [key for key in data if type(key) is tuple and key[0] in gone]:
        del data[key]
    scope.turn_to(source)
    run.state, run.frame, run.steps = run.root, Frame(fid, scope, run.root), MAX_STEPS
    run.trackers.clear()
    known = dict(data)
    with contextlib.suppress(OutOfBudget, Unreachable, RecursionError):
        live = statements.block(run, touched.anew)
        run.loaded = run.fresh()
        if live and all(data.get(key) is value or type(value) is Imported for key, value in known.items()):
            return frozenset(touched.stale)
    return None


def _is_read_by(scope: Scope, other: Scope) -> bool:
    return other is not scope and (other.source is None or scope.name.rpartition(".")[2] in other.source.text)
