"""What ``handlerlens events list`` and ``events show`` print."""

from __future__ import annotations

import json
from collections.abc import Iterable

from .catalog import compositions, sources, variant
from .changes import changed


def list_events() -> list[dict[str, object]]:
    """Every event: ``name``, ``title``, ``source``, ``model`` (sync, async, polled) and ``docs``; chains of sources last."""
    listed: list[dict[str, object]] = [
        {"name": v.name, "title": v.title, "source": v.source, "model": s.facts.model, "docs": s.docs}
        for s in sources()
        for v in s.variants.values()
    ]
    by_source = {entry["source"]: entry for entry in listed}
    for name in compositions():
        known = variant(name)
        listed.append({**by_source[known.source], "name": name, "title": known.title})
    return listed


def show_event(name: str, settings: Iterable[str] = ()) -> str:
    """The JSON text of an event, indented by two spaces, with ``path=value`` settings applied.

    Raises ``UnknownEvent`` or ``PathError`` (both ``ValueError``), each with a sentence for the user.
    """
    return json.dumps(changed(variant(name), settings), indent=2, ensure_ascii=False)
