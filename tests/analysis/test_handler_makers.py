"""Decorators of a project that make handlers."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from analysis.test_handlers import tiers

from handlerlens.analysis.handlers import Tier, find_handlers
from handlerlens.analysis.source import parse

MAKERS = {
    "two parameters": """
        def api(function):
            @wraps(function)
            def inner(event, context):
                return {"body": function(event["body"])}
            return inner
    """,
    "all of them": """
        def api(function):
            def inner(*args, **kwargs):
                event = args[0]
                return {"body": function(event["body"])}
            return inner
    """,
    "taken apart": """
        def api(function):
            def inner(*args):
                event, _ = args
                return {"body": function(event["body"])}
            return inner
    """,
    "with options": """
        def api(function):
            def decorator(function):
                def inner(event, _context):
                    return {"body": function(event["body"])}
                return inner
            return decorator
    """,
}
NO_MAKERS = {
    "of something else": """
        def api(function):
            def inner(request):
                return function(request.body)
            return inner
    """,
    "unknown arguments": """
        def api(function):
            def inner(*args, **kwargs):
                return function(*args, **kwargs)
            return inner
    """,
    "a registry": "def api(function):\n    ROUTES.append(function)\n    return function",
    "a class": "class api:\n    def __init__(self, function): ...",
}
MADE = "@api\ndef create(body): ...\n\n\n@api\ndef show(order): ...\n"


@pytest.mark.parametrize("maker", MAKERS.values(), ids=MAKERS)
def test_a_decorator_whose_function_takes_an_event_makes_handlers(tmp_path: Path, maker: str) -> None:
    maker = dedent(maker)
    assert tiers(maker + MADE) == {"create": Tier.LIKELY, "show": Tier.LIKELY}
    tools, passing = tmp_path / "shop" / "tools.py", tmp_path / "shop" / "__init__.py"
    tools.parent.mkdir()
    tools.write_text(maker)
    passing.write_text("from .tools import api\n")
    for imports in ("from shop.tools import api\n", "from shop import api\n", "from .shop.tools import api\n"):
        found = find_handlers(parse(tmp_path / "orders.py", imports + MADE))
        assert [handler.name for handler in found] == ["create", "show"], imports
    found = find_handlers(
        parse(tmp_path / "orders.py", "from shop import tools\n" + MADE.replace("@api", "@tools.api"))
    )
    assert [handler.name for handler in found] == ["create", "show"]


@pytest.mark.parametrize("maker", NO_MAKERS.values(), ids=NO_MAKERS)
def test_other_decorators_make_no_handlers(maker: str) -> None:
    assert tiers(dedent(maker) + "\n\n\n" + MADE) == {}


def test_what_a_module_dispatches_to_is_no_handler_for_its_decorator() -> None:
    table = "\n\nROUTES = {'POST': create, 'GET': show}\n"
    assert tiers(dedent(MAKERS["two parameters"]) + MADE + table) == {}
