"""Parts of a CloudFormation template that stand in other files: the transform ``AWS::Include``.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-include.html
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from .declaration import local_directory
from .intrinsics import Scope
from .nested_stacks import ReadTable
from .nodes import MAX_VALUES, Node, Place, ReadError, Scalar, Sequence, Table, items
from .stand_ins import StandIns

INCLUDE = "AWS::Include"
_TRANSFORM, _TOP = "Fn::Transform", "Transform"
_DEEPEST = 40


def with_includes(template: Path, root: Table, read: ReadTable) -> tuple[Table, set[Path]]:
    """A template with its includes in place, as far as they lie beside it, and the files that were looked for.

    What stands in another file counts as standing where it is included.
    """
    reader = _Includes(template, root, read)
    found = reader.filled(root, 0, _TOP)
    return found if isinstance(found, Table) else root, reader.files


@dataclass
class _Includes:
    template: Path
    root: Table
    read: ReadTable
    files: set[Path] = field(default_factory=set)
    done: int = 0

    def filled(self, node: Node, depth: int, key: str = _TRANSFORM) -> Node:
        """A node with the transforms under ``key``, and below it those under ``Fn::Transform``, in place."""
        self.done += 1
        if depth > _DEEPEST or self.done > MAX_VALUES or isinstance(node, Scalar):
            return node
        if isinstance(node, Sequence):
            return Sequence([self.filled(item, depth + 1) for item in node.items], node.place, node.size)
        entries = {name: self.filled(value, depth + 1) for name, value in node.entries.items()}
        keys = dict(node.keys)
        for transform in items(node.get(key)):
            part = self._part(transform)
            if part is not None:
                place = node.keys.get(key, transform.place)
                entries.pop(_TRANSFORM, None)
                entries = {**{name: self._moved(value, place) for name, value in part.entries.items()}, **entries}
                keys = {**dict.fromkeys(part.entries, place), **keys}
        return Table(entries, node.place, node.size, keys)

    def _part(self, transform: Node) -> Table | None:
        """The file of an include, found by its path, or by its name beside the template where it is to lie in a bucket."""
        if not isinstance(transform, Table) or transform.text("Name") != INCLUDE:
            return None
        where = StandIns(Scope(self.root)).value(transform.get("Parameters", "Location"))
        text = where if isinstance(where, str) or where is None else where.stand_in
        path = None
        if text is not None:
            path = local_directory(self.template.parent, text.rpartition("/")[2] if "://" in text else text)
        if path is None or path == self.template:
            return None
        self.files.add(path)
        try:
            return self.read(path)
        except (OSError, ReadError):
            return None

    def _moved(self, node: Node, place: Place) -> Node:
        self.done += 1
        if isinstance(node, Scalar) or self.done > MAX_VALUES:
            return Scalar(node.text if isinstance(node, Scalar) else "", place, getattr(node, "plain", True))
        if isinstance(node, Sequence):
            return Sequence([self._moved(item, place) for item in node.items], place, node.size)
        moved = {name: self._moved(value, place) for name, value in node.entries.items()}
        return Table(moved, place, node.size, dict.fromkeys(moved, place))
