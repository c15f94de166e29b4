"""What a Terraform function's archive is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from .declaration import local_directory
from .expression import Call, Expression, dotted, last_name
from .hcl import Block, Body
from .resolution import handler_name
from .terraform_collections import MOST_TURNS
from .terraform_modules import instances, returned
from .terraform_values import Module


@dataclass(frozen=True, slots=True)
class Archive:
    """What a function's package is made of, as far as the file tells."""

    root: Path | None = None
    renamed: str | None = None
    """The module that is packed under another name."""
    inline: bool = False
    """Whether the handler's module is a text that stands in the file itself."""


def archive(module: Module, body: Body) -> Archive:
    """What a function's archive is made of, by the ``archive_file`` that writes it."""
    file = body.attributes.get("filename")
    key = body.attributes.get("s3_key")
    if file is None and key is not None:
        module, file = _uploaded(*returned(module, key))
    if file is None:
        return Archive()
    where, handler = module.text(file), module.text(body.attributes.get("handler"))
    module, file = returned(module, file)
    chain = dotted(file)
    if chain[:2] == ("each", "value") and "value" in module.each:
        chain = dotted(module.each["value"]) or chain
    archives = module.blocks.of_type("archive_file")
    named = next((block for block in archives if block.labels[1] in chain), None)
    if named is None and where is not None:
        named = next(
            (block for block in archives if module.text(block.body.attributes.get("output_path")) == where), None
        )
    if named is not None:
        return _packed(_same_instance(module, named), named.body, handler)
    return Archive(_beside(module, where, handler) if where is not None else None)


def _packed(module: Module, packed: Body, handler: str | None) -> Archive:
    """What an ``archive_file`` packs: a folder, a file, the text of a file under a name of its own (then that file's module), or a
    text that stands in the file: the handler's module, or a stand-in that a later deployment replaces (then nothing is told)."""
    directory = module.text(packed.attributes.get("source_dir"))
    if directory is not None or "source_dir" in packed.attributes:
        return Archive(local_directory(module.root, directory) if directory is not None else None)
    module, source = _source(module, packed, handler)
    content = source.get("content")
    given = packed.attributes.get("source_file")
    renamed = isinstance(content, Call) and last_name(content.function) in ("file", "templatefile")
    if isinstance(content, Call) and renamed and content.arguments:
        given = content.arguments[0]
    single = module.text(given if given is not None else source.get("filename"))
    path = local_directory(module.root, single) if single is not None else None
    if path is None:
        return Archive()
    if given is None and not path.is_file():
        name = handler_name(handler) if handler is not None else None
        return Archive(inline=name is not None and f"{'/'.join(name.module)}.py" == single)
    return Archive(path.parent, path.stem if renamed else None)


def _source(module: Module, packed: Body, handler: str | None) -> tuple[Module, Mapping[str, Expression]]:
    """The ``source`` of an archive that is the handler's module, else the first; those of a ``dynamic`` block turn by turn."""
    found: list[tuple[Module, Mapping[str, Expression]]] = []
    for block in packed.blocks:
        if block.type == "source":
            found.append((module, block.body.attributes))
        elif block.type == "dynamic" and block.labels == ("source",):
            content = block.body.block("content").attributes
            for item in module.items(block.body.attributes.get("for_each"))[:MOST_TURNS]:
                turn = {"source.value": item, "source.key": item}
                found.append((replace(module, each={**module.each, **turn}), content))
    name = handler_name(handler) if handler is not None else None
    wanted = f"{'/'.join(name.module)}.py" if name is not None else ""
    named = (each for each in found if each[0].text(each[1].get("filename")) == wanted)
    return next(named, found[0] if found else (module, {}))


def _same_instance(module: Module, block: Block) -> Module:
    """The module as a block with ``for_each`` sees it in the turn that ``module`` is in."""
    key = module.text(module.each["key"]) if "key" in module.each else None
    turns = instances(module, block) if "for_each" in block.body.attributes else []
    return next((turn for turn in turns if key is not None and module.text(turn.each["key"]) == key), module)


def _uploaded(module: Module, key: Expression) -> tuple[Module, Expression | None]:
    """The file that becomes an object of a bucket, found by the reference to the object's key."""
    chain = dotted(key)
    objects = module.blocks.of_type("aws_s3_object", "aws_s3_bucket_object")
    source = next((block.body.attributes.get("source") for block in objects if block.labels[1] in chain), None)
    return module, source


def _beside(module: Module, archive: str, handler: str | None) -> Path | None:
    """The folder that an archive made by hand may be of: one of its name beside it, or the one it lies in, if that has the module."""
    if not archive.endswith(".zip") or handler is None:
        return None
    folder = local_directory(module.root, archive.removesuffix(".zip"))
    name = handler_name(handler)
    if folder is None or name is None:
        return None
    places = (folder, folder.parent)
    return next((place for place in places if place.joinpath(*name.module).with_suffix(".py").is_file()), None)
