"""Terraform's functions of texts, as far as names of handlers and files are made with them."""

from __future__ import annotations

import posixpath


def applied(name: str, known: list[str]) -> str | None:
    """The text that a function makes of texts; None for a function that is not known here."""
    match name, known:
        case "format", [pattern, *values]:
            return (
                pattern.replace("%s", "{}").format(*values)
                if pattern.count("%s") == len(values) == pattern.count("%")
                else None
            )
        case "replace", [text, old, new] if not (len(old) > 1 and old[0] == old[-1] == "/"):
            return text.replace(old, new)
        case "trim", [text, ends]:
            return text.strip(ends)
        case "title", [text]:
            return text.title()
        case ("lower" | "upper") as case, [text]:
            return text.lower() if case == "lower" else text.upper()
        case "trimsuffix", [text, end]:
            return text.removesuffix(end)
        case "trimprefix", [text, start]:
            return text.removeprefix(start)
        case "basename", [text]:
            return posixpath.basename(text)
        case "dirname", [text]:
            return posixpath.dirname(text)
    return None
