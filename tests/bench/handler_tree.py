"""Handler files of real size for the benches: a tree of many, and single files of any length."""

from __future__ import annotations

import re
from pathlib import Path

KINDS = Path(__file__).parent / "handlers"
SHARED = "responses"
NOUNS = (
    *("order", "invoice", "ticket", "parcel", "account", "booking", "device", "recipe", "vehicle", "shipment"),
    *("payment", "article", "member", "contract", "sample", "sensor"),
)


def kinds() -> dict[str, str]:
    """The handler files that the others are made from, by name."""
    return {path.stem: path.read_text("utf-8") for path in sorted(KINDS.glob("*.py")) if path.stem != SHARED}


def write_tree(root: Path, count: int) -> None:
    """``count`` handler files in the folders of services, each with the module that its handlers share."""
    shared = (KINDS / f"{SHARED}.py").read_text("utf-8")
    written = service = 0
    while written < count:
        folder = root / f"group{service % 20}" / f"service{service}"
        folder.mkdir(parents=True)
        (folder / f"{SHARED}.py").write_text(_about(shared, service), "utf-8")
        for name, text in kinds().items():
            if written < count:
                (folder / f"{name}.py").write_text(_about(text, service), "utf-8")
                written += 1
        service += 1


def _about(text: str, service: int) -> str:
    noun = NOUNS[service % len(NOUNS)] + (str(service) if service >= len(NOUNS) else "")
    return text.replace("order", noun).replace("Order", noun.title()).replace("ORDER", noun.upper())


def long_module(lines: int) -> str:
    """One module of so many lines: steps as the handler files have them, and the handler that calls the one it is asked for."""
    parts: list[str] = ["from __future__ import annotations\n"]
    calls: list[str] = []
    length = number = 0
    texts = list(kinds().values())
    while length < lines - 20:
        text = texts[number % len(texts)]
        defined = re.findall(r"^(?:def|class) (\w+)|^(\w+)(?::[^=\n]*)? = ", text, re.MULTILINE)
        for name in {one or other for one, other in defined}:
            text = re.sub(rf"(?<![\w.\"']){name}(?![\w\"'])", f"{name}_{number}", text)
        text = re.sub(r"^from __future__.*\n", "", text, flags=re.MULTILINE)
        handler = next(name for name in ("lambda_handler", "handler") if f"def {name}_{number}(" in text)
        calls.append(f"    if kind == {number}:\n        return {handler}_{number}(event, context)\n")
        parts.append(text)
        length += text.count("\n") + 3
        number += 1
    parts.append("def lambda_handler(event, context):\n    kind = event['kind']\n" + "".join(calls))
    return "\n\n".join(parts)
