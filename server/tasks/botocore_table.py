"""Pack what boto3's operations return into ``analysis/data/boto3.zip``, from the models of the installed botocore and boto3.

    python server/tasks/botocore_table.py

One member per service. ``shapes`` are numbered; a shape is ``"t"`` (a timestamp: ``datetime``), ``"x"`` (``bytes``), ``"B"`` (a
``StreamingBody``), ``"E"`` (an event stream), ``["l", shape]`` (list), ``["m", shape]`` (map), an object of the members that are
not plain JSON (all others are), or a number: another shape. What is plain JSON altogether is ``0``.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import boto3
import botocore
from botocore import xform_name
from botocore.loaders import Loader

TARGET = Path(__file__).resolve().parents[1] / "handlerlens" / "analysis" / "data" / "boto3.zip"


class Service:
    """The output shapes of one service."""

    def __init__(self, model: dict[str, Any]) -> None:
        self.shapes: dict[str, Any] = model["shapes"]
        self.operations: dict[str, Any] = model["operations"]
        self.numbers: dict[str, int] = {}
        self.table: list[Any] = []
        self.dirty: dict[str, bool] = {}

    def is_dirty(self, name: str, trail: tuple[str, ...] = ()) -> bool:
        """Whether a shape holds anything that is not JSON."""
        if name in self.dirty:
            return self.dirty[name]
        if name in trail:
            return False
        shape = self.shapes[name]
        kind = shape["type"]
        result = False
        if kind in ("timestamp", "blob"):
            result = True
        elif kind == "list":
            result = self.is_dirty(shape["member"]["shape"], (*trail, name))
        elif kind == "map":
            result = self.is_dirty(shape["value"]["shape"], (*trail, name))
        elif kind == "structure" and not shape.get("document"):
            result = bool(shape.get("eventstream")) or any(
                self.is_dirty(m["shape"], (*trail, name))
                for n, m in shape.get("members", {}).items()
                if self.kept(name, n)
            )
        if not trail or result:
            self.dirty[name] = result
        return result

    def kept(self, owner: str, member: str) -> bool:
        """A binary alternative among others is left out: which one a value has is not known."""
        shape = self.shapes[self.shapes[owner]["members"][member]["shape"]]
        inner = self.shapes[shape["member"]["shape"]]["type"] if shape["type"] == "list" else shape["type"]
        return not (inner == "blob" and ("AttributeValue" in owner or self.shapes[owner].get("union")))

    def reference(self, name: str, streaming: bool = False) -> Any:
        """A shape as the table has it."""
        shape = self.shapes[name]
        kind = shape["type"]
        if kind == "timestamp":
            return "t"
        if kind == "blob":
            return "B" if streaming or shape.get("streaming") else "x"
        if shape.get("eventstream"):
            return "E"
        if not self.is_dirty(name):
            return 0
        if kind == "list":
            return ["l", self.reference(shape["member"]["shape"])]
        if kind == "map":
            return ["m", self.reference(shape["value"]["shape"])]
        if name not in self.numbers:
            self.table.append(None)
            self.numbers[name] = len(self.table)
            self.table[self.numbers[name] - 1] = self.members(name)
        return self.numbers[name]

    def members(self, name: str) -> dict[str, Any]:
        """The members that are not plain JSON."""
        shape = self.shapes[name]
        found: dict[str, Any] = {}
        for member, target in shape.get("members", {}).items():
            if not self.kept(name, member):
                continue
            # botocore hands a response whose whole body is one blob over as a stream, whether the model says so or not
            reference = self.reference(target["shape"], bool(target.get("streaming")) or shape.get("payload") == member)
            if reference != 0:
                found[member] = reference
        return found

    def output(self, operation: dict[str, Any]) -> Any:
        """The shape of an operation's response."""
        return self.reference(operation["output"]["shape"]) if "output" in operation else 0


def main() -> int:
    """Write the table."""
    loader = Loader(extra_search_paths=[str(Path(boto3.__file__).parent / "data")])
    services = loader.list_available_services("service-2")
    members: dict[str, str] = {}
    total = dated = 0
    for name in services:
        model = loader.load_service_model(name, "service-2")
        service = Service(model)
        operations: dict[str, Any] = {}
        for operation_name, operation in model["operations"].items():
            output = service.output(operation)
            operations[xform_name(operation_name)] = [operation_name, output] if output else operation_name
            total += 1
            dated += bool(output)
        content: dict[str, Any] = {"class": model["metadata"]["serviceId"].replace(" ", ""), "operations": operations}
        if name in loader.list_available_services("resources-1"):
            content["resources"] = resources(service, loader.load_service_model(name, "resources-1"))
        content["shapes"] = service.table
        members[name] = json.dumps(content, separators=(",", ":"))
    index = {
        "source": "botocore data models (Apache-2.0), https://github.com/boto/botocore",
        "version": f"botocore {botocore.__version__}, boto3 {boto3.__version__}",
        "services": sorted(members),
    }
    with zipfile.ZipFile(TARGET, "w") as archive:
        for name, text in [("index", json.dumps(index)), *sorted(members.items())]:
            info = zipfile.ZipInfo(f"{name}.json", (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text, compresslevel=9)
    print(
        f"{len(members)} services, {dated} of {total} operations are not plain JSON, {TARGET.stat().st_size // 1024} KiB"
    )
    return 0


def resources(service: Service, model: dict[str, Any]) -> dict[str, Any]:
    """The resources of ``boto3.resource(name)``: attributes, children, collections, actions. ``""`` is the service itself."""
    found = {"": resource(service, model["service"])}
    found[""]["children"] |= {
        name: name for name in model.get("resources", {})
    }  # boto3 lets the service make each of them
    for name, definition in model.get("resources", {}).items():
        found[name] = resource(service, definition)
    return found


def resource(service: Service, definition: dict[str, Any]) -> dict[str, Any]:
    """One resource."""
    attributes: dict[str, Any] = {xform_name(i["name"]): 0 for i in definition.get("identifiers", [])}
    shape = service.shapes.get(definition.get("shape", ""), {})
    hidden = {i.get("memberName") for i in definition.get("identifiers", [])}
    for member, target in shape.get("members", {}).items():
        if member not in hidden:
            attributes[xform_name(member)] = service.reference(target["shape"], bool(target.get("streaming")))
    children: dict[str, Any] = {}
    references: dict[str, Any] = {}
    for name, held in definition.get("has", {}).items():
        made = held["resource"]
        if any(i["source"] == "input" for i in made.get("identifiers", [])):
            children[name] = made["type"]
        else:
            references[xform_name(name)] = [made["type"], _many(made)]
    collections = {xform_name(n): c["resource"]["type"] for n, c in definition.get("hasMany", {}).items()}
    actions: dict[str, Any] = {}
    for name, action in {**definition.get("actions", {}), **definition.get("batchActions", {})}.items():
        operation = service.operations[action["request"]["operation"]]
        made = action.get("resource")
        entry: dict[str, Any] = {"operation": action["request"]["operation"], "output": service.output(operation)}
        if made:
            entry["resource"] = made["type"]
            entry["many"] = _many(made)
        actions[xform_name(name)] = entry
    return {
        "attributes": attributes,
        "children": children,
        "references": references,
        "collections": collections,
        "actions": actions,
    }


def _many(made: dict[str, Any]) -> bool:
    """Whether a list of resources is made."""
    return any("[" in part.get("path", "") for part in (made, *made.get("identifiers", [])))


if __name__ == "__main__":
    raise SystemExit(main())
