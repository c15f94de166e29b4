"""The functions of a Terraform module: ``aws_lambda_function`` and the ``terraform-aws-modules/lambda`` module.

All ``.tf`` files of a folder are one module. Calls of modules that lie beside it are followed, so that a function whose handler is
the module's variable is known where the module is called.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ..analysis.finding import Span
from ..analysis.function_config import FunctionConfig, Service, Unresolved
from .declaration import local_directory, number, span, text, value_span, variable_positions, whole
from .expression import Choice, Expression, Object, shown
from .hcl import Block, Body
from .image import image_command, image_root
from .resolution import handler_name
from .terraform_archives import archive
from .terraform_files import Files
from .terraform_modules import called, instances, opened
from .terraform_sources import outputs_of, own_sources, sources, without_permissions
from .terraform_values import Module, literal

_COMMUNITY = ("terraform-aws-modules/lambda/aws", "github.com/terraform-aws-modules/terraform-aws-lambda")


def functions(template: Path, body: Body, files: Files) -> list[FunctionConfig]:
    """The functions that a ``.tf`` file declares, in file order; the other files that were read for them are noted in ``files``."""
    if not any(block.type == "module" or block.labels[:1] == ("aws_lambda_function",) for block in body.blocks):
        return []
    module = opened(template.parent, template.parent, files, (template, body))
    module = replace(module, given=_told(template.parent, files))
    return [config for path, block in module.blocks if path == template for config in of_block(module, template, block)]


def _told(directory: Path, files: Files) -> dict[str, Expression | None]:
    """The variables that ``terraform.tfvars`` and ``*.auto.tfvars`` set, the last one that sets it counting."""
    found: dict[str, Expression | None] = {}
    for path in (directory / "terraform.tfvars", *sorted(directory.glob("*.auto.tfvars"))):
        body = files.body(path)
        found.update(body.attributes if body is not None else {})
    return found


def of_block(module: Module, template: Path, block: Block) -> Iterator[FunctionConfig]:
    """The functions that a block of a module makes."""
    for each in instances(module, block):
        if block.type == "resource" and block.labels[:1] == ("aws_lambda_function",) and len(block.labels) > 1:
            yield _resource(each, template, block)
        elif block.type == "module" and block.labels:
            source = each.text(block.body.attributes.get("source")) or ""
            if any(known in source for known in _COMMUNITY):
                yield _community(each, template, block)
            elif source.startswith("."):
                yield from _called(each, template, block)
            else:
                yield from _foreign(each, template, block)


def _called(module: Module, template: Path, block: Block) -> Iterator[FunctionConfig]:
    """The functions of a module that lies on disk, with what this call passes to it; they count as this call's."""
    inner = called(module, block)
    if inner is None:
        return
    positions = {_PROPERTIES.get(k, k): value_span(v) for k, v in block.body.attributes.items()}
    for path, each in inner.blocks:
        names = outputs_of(inner, ".".join(each.labels if each.type == "resource" else ("module", *each.labels)))
        for config in of_block(inner, path, each):
            outside = sources(module, f"module.{block.labels[0]}", names) if names else ()
            yield replace(
                config,
                template=template,
                events=without_permissions((*config.events, *outside)),
                logical_id=f"module.{_named(block.labels[0], module)}.{config.logical_id}",
                line=block.place.line,
                positions={**positions, "": span(block.place)},
            )


def _foreign(module: Module, template: Path, block: Block) -> Iterator[FunctionConfig]:
    """The function of a module from elsewhere that is given a handler, and a folder or file that exists."""
    attributes = block.body.attributes
    handler = next(
        (v for n, v in attributes.items() if n.endswith("handler") and handler_name(module.text(v) or "")), None
    )
    if handler is None:
        return
    paths = [
        local_directory(module.root, text)
        for value in attributes.values()
        if (text := module.text(value)) and "/" in text
    ]
    files = [
        path for path in paths if path is not None and (path.is_dir() or (path.suffix == ".py" and path.is_file()))
    ]
    root = next((path if path.is_dir() else path.parent for path in files), None)
    runtime = next((v for n, v in attributes.items() if n.endswith("runtime")), None)
    variables = next((v for n, v in attributes.items() if n.endswith(("environment_variables", "environment"))), None)
    yield FunctionConfig(
        template=template,
        logical_id=f"module.{block.labels[0]}",
        line=block.place.line,
        handler=module.text(handler),
        code_root=root,
        runtime=literal(module, runtime),
        timeout=number(module.text(attributes.get("timeout"))),
        memory=whole(module.text(attributes.get("memory_size"))),
        environment=_environment(module, variables),
        events=sources(module, f"module.{block.labels[0]}"),
        positions={"": span(block.place), "Handler": value_span(handler)},
        environment_open=True,
        tool="terraform",
    )


def _resource(module: Module, template: Path, block: Block) -> FunctionConfig:
    body, address = block.body, f"aws_lambda_function.{block.labels[1]}"
    handler = literal(module, body.attributes.get("handler"))
    packed = archive(module, body)
    root = packed.root
    if packed.renamed is not None and isinstance(handler, str):
        handler = f"{packed.renamed}.{handler.rpartition('.')[2]}"
    if module.text(body.attributes.get("package_type")) == "Image":
        command = [module.text(item) for item in module.items(body.block("image_config").attributes.get("command"))]
        handler, root = command[0] if command else None, None
    variables = body.block("environment").attributes.get("variables")
    if variables is None:
        module, variables = _made_environment(module, body)
    others = module.blocks.referring(address)
    separate = (other.body for other, _ in others if other.labels[0] == "aws_lambda_function_event_invoke_config")
    invoked = next(separate, Body())
    destination = invoked.block("destination_config", "on_failure").attributes.get("destination")
    return FunctionConfig(
        template=template,
        logical_id=_named(block.labels[1], module),
        line=block.place.line,
        handler=handler,
        code_root=root,
        runtime=literal(module, body.attributes.get("runtime")),
        architecture=next((module.text(item) for item in module.items(body.attributes.get("architectures"))), None),
        timeout=number(module.text(body.attributes.get("timeout"))),
        memory=whole(module.text(body.attributes.get("memory_size"))),
        environment=_environment(module, variables),
        layers=tuple(Unresolved(shown(item)) for item in module.items(body.attributes.get("layers"))),
        events=sources(module, address),
        tracing=text(module.text(body.block("tracing_config").attributes.get("mode"))),
        positions=_positions(block, variables),
        environment_open=_is_open(module, variables) or any(b.type == "dynamic" for b in body.blocks),
        tool="terraform",
        inline=packed.inline,
        service=Service(
            snap_start=module.text(body.block("snap_start").attributes.get("apply_on")) == "PublishedVersions",
            log_format=text(module.text(body.block("logging_config").attributes.get("log_format"))),
            log_level=text(module.text(body.block("logging_config").attributes.get("application_log_level"))),
            durable=any(inner.type == "durable_config" for inner in body.blocks),
            retries=whole(module.text(invoked.attributes.get("maximum_retry_attempts"))),
            on_failure=shown(destination) if destination is not None else None,
        ),
    )


def _community(module: Module, template: Path, block: Block) -> FunctionConfig:
    """A call of ``terraform-aws-modules/lambda/aws``; ``source_path`` is a folder, a file, or a list of such."""
    body, attributes = block.body, block.body.attributes
    root: Path | None = None
    for item in module.items(attributes.get("source_path")):
        entries = module.entries(item)
        where = module.text(entries.get("path") if entries else item)
        path = local_directory(module.root, where) if where is not None else None
        if path is not None:
            root = path.parent if path.suffix == ".py" else path
            break
    variables = attributes.get("environment_variables")
    handler = literal(module, attributes.get("handler"))
    if module.text(attributes.get("package_type")) == "Image":
        command = [module.text(item) for item in module.items(attributes.get("image_config_command"))]
        handler = command[0] if command else image_command(root, "Dockerfile") if root else None
        root = image_root(root, "Dockerfile", handler) if root else None
    return FunctionConfig(
        template=template,
        logical_id=_named(block.labels[0], module),
        line=block.place.line,
        handler=handler,
        code_root=root,
        runtime=literal(module, attributes.get("runtime")),
        architecture=next((module.text(item) for item in module.items(attributes.get("architectures"))), None),
        timeout=number(module.text(attributes.get("timeout"))),
        memory=whole(module.text(attributes.get("memory_size"))),
        environment=_environment(module, variables),
        layers=tuple(Unresolved(shown(item)) for item in module.items(attributes.get("layers"))),
        events=(*own_sources(module, body), *sources(module, f"module.{block.labels[0]}")),
        tracing=text(module.text(attributes.get("tracing_mode"))),
        positions=_positions(block, variables),
        environment_open=_is_open(module, variables),
        tool="terraform",
        service=Service(
            snap_start=module.text(attributes.get("snap_start")) == "true",
            log_format=text(module.text(attributes.get("logging_log_format"))),
            log_level=text(module.text(attributes.get("logging_application_log_level"))),
            retries=whole(module.text(attributes.get("maximum_retry_attempts"))),
            on_failure=text(module.text(attributes.get("destination_on_failure"))),
        ),
    )


def _is_open(module: Module, variables: Expression | None) -> bool:
    """Whether variables come from more than one literal mapping."""
    return variables is not None and not isinstance(module.bound(variables), Object)


def _named(label: str, module: Module) -> str:
    key = module.text(module.each["key"]) if "key" in module.each else None
    turn = module.each.get("count.index")
    if key is None and turn is not None:
        return f"{label}[{module.text(turn)}]"
    return f'{label}["{key}"]' if key is not None else label


def _made_environment(module: Module, body: Body) -> tuple[Module, Expression | None]:
    """The variables of a ``dynamic "environment"`` block, and the module as it sees it."""
    block = next((b for b in body.blocks if b.type == "dynamic" and b.labels == ("environment",)), None)
    if block is None:
        return module, None
    over = block.body.attributes.get("for_each")
    given = module.items(over.yes) or module.items(over.no) if isinstance(over, Choice) else module.items(over)
    each = {**module.each, "environment.value": given[0]} if given else module.each
    return replace(module, each=each), block.body.block("content").attributes.get("variables")


def _environment(module: Module, node: Expression | None) -> dict[str, str | Unresolved]:
    found: dict[str, str | Unresolved] = {}
    for name, value in module.entries(node).items():
        told = literal(module, value)
        if told is not None:
            found[name] = told
    return found


def _positions(block: Block, variables: Expression | None) -> dict[str, Span]:
    found = {"": span(block.place)}
    found.update((_PROPERTIES.get(name, name), value_span(node)) for name, node in block.body.attributes.items())
    if isinstance(variables, Object):
        found.update(variable_positions(variables))
    return found


_PROPERTIES = {"handler": "Handler", "runtime": "Runtime", "timeout": "Timeout", "memory_size": "MemorySize"}
