"""Handlers among the other functions of their module and of others: which one counts, which are parts of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from analysis.test_handlers import tiers

from handlerlens.analysis.handlers import Tier, find_handlers
from handlerlens.analysis.source import parse


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("test_trigger", "def test_trigger(event, context): ..."),
        ("error_handler", "def error_handler(event, context): ..."),
        ("_handler", "@notify\ndef _handler(event, context): ..."),
        ("handler", "def handler(context, event):\n    return context['Records']"),
        ("handler", "import boto3\ndef handler(context, event): ..."),
    ],
)
def test_likely_under_an_odd_name(name: str, code: str) -> None:
    assert tiers(code) == {name: Tier.LIKELY}


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("def lambda_handler(event, context): ...\nhandler = with_logging(lambda_handler)", "handler"),
        (
            "def lambda_handler(event, context): ...\ndef handler(event, context):\n    return lambda_handler(event, context)",
            "handler",
        ),
        (
            "def handler(event, context): ...\ndef lambda_handler(event, context):\n    return handler(event, None)",
            "lambda_handler",
        ),
    ],
)
def test_of_two_usual_names_the_outer_one_counts(code: str, name: str) -> None:
    assert list(tiers(code)) == [name]


@pytest.mark.parametrize(
    "code",
    [
        "def handler(event, context): ...\ndef lambda_handler(event, context):\n    return handler({}, None)",
        "def handler(event, context): ...\nlambda_handler = handler",
    ],
)
def test_two_usual_names_that_do_not_call_each_other_stay(code: str) -> None:
    assert list(tiers(code)) == ["handler", "lambda_handler"]


def test_what_handlers_call_with_more_than_an_event_and_a_context_is_theirs() -> None:
    code = """
        def team_handler(event, context):
            return lambda_handler(event, context, check=1)
        def station_handler(event, context):
            return lambda_handler(event, context, 2)
        def lambda_handler(event, context, check=None): ...
    """
    assert list(tiers(code)) == ["team_handler", "station_handler"]


@pytest.mark.parametrize("name", ["web", "_handler", "handler"])
def test_an_adapter_that_a_handler_calls_is_part_of_it(name: str) -> None:
    made = f"from mangum import Mangum\n{name} = Mangum(app)\n"
    assert list(tiers(made)) == [name]
    code = f"{made}def lambda_handler(event, context):\n    return {name}(event, context)"
    assert list(tiers(code)) == ["lambda_handler"]
    code = f"{made}def warm(event, context):\n    return {name}({{}}, None)"
    assert list(tiers(code)) == [name, "warm"]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("return handler(event, context)", ["handler"]),
        ("'For another cloud.'\n    response = handler(event, context)\n    return response", ["handler"]),
        ("print(event)\n    return handler(event, context)", ["handler", "handler_func"]),
        ("if 'warm' in event:\n        return\n    return handler(event, context)", ["handler", "handler_func"]),
        ("return handler(event, context) or {}", ["handler", "handler_func"]),
        ("response = handler(event, context)\n    return event", ["handler", "handler_func"]),
    ],
)
def test_an_adapter_with_the_usual_name_stays_where_its_caller_has_none(body: str, names: list[str]) -> None:
    code = f"from mangum import Mangum\nhandler = Mangum(app)\ndef handler_func(event, context):\n    {body}"
    assert list(tiers(code)) == names


@pytest.mark.parametrize(
    "body",
    [
        "handler = get_handler()\n    return handler(event, context)",
        "for handler in HANDLERS:\n        handler(event, context)",
        "with open_handler() as handler:\n        return handler(event, context)",
    ],
)
def test_a_name_of_the_function_s_own_is_not_the_module_s(body: str) -> None:
    assert list(tiers(f"def app(event, context):\n    {body}\nhandler = app")) == ["handler"]
    code = f"def app(event, context):\n    {body}\ndef handler(event, context): ..."
    assert list(tiers(code)) == ["app", "handler"]


def test_a_made_up_event_is_a_try_out() -> None:
    code = """
        def second(event, context): ...
        def first(event, context):
            def go_on(data, stage):
                second({"body": data, "stage": stage}, {})
            run(go_on)
    """
    assert list(tiers(code)) == ["second", "first"]
    assert list(tiers(code.replace('{"body": data, "stage": stage}', "{**data}"))) == ["first"]


def test_an_instance_of_a_class_that_builds_on_one_with_call() -> None:
    code = "class A:\n    def __call__(self, event, context): ...\nclass B(A): ...\nclass C(B): ...\norders = C()"
    assert list(tiers(code)) == ["orders"]
    assert not tiers("class A(B): ...\nclass B(A): ...\norders = A()")


def test_pub_sub_messages_are_not_lambdas() -> None:
    code = """
        import base64
        def process(event, context):
            text = base64.b64decode(event["data"]).decode("utf-8")
    """
    assert not tiers(code)
    assert list(tiers(code.replace("import base64", "import base64, boto3"))) == ["process"]


def test_what_a_factory_of_the_module_makes() -> None:
    code = """
        def handler(filename):
            def handle(event, context): ...
            return handle
        backup = handler("backup.py")
        _hidden = handler("hidden.py")
    """
    assert tiers(code) == {"backup": Tier.LIKELY}
    assert not tiers(code.replace("event, context", "row, column"))


@pytest.mark.parametrize(
    "made", ["Orders().bind()", "Orders(table).bind()", "Orders.bind(table)", "made.bind()", "Base().bind()"]
)
def test_what_a_method_of_the_module_makes(made: str) -> None:
    code = f"""
        class Base:
            def bind(self):
                def inner(event, context):
                    return self.handle(event)
                return inner
        class Orders(Base):
            def handle(self, event): ...
        made = Orders()
        orders = {made}
        _hidden = {made}
        count = made.handle(1)
    """
    assert tiers(code) == {"orders": Tier.LIKELY}
    assert not tiers(code.replace("event, context", "row, column"))


def test_handlers_that_a_call_makes_several_of() -> None:
    code = """
        from utils.crud import create_crud_handler
        handler = create_crud_handler("orders")
        create = handler["create"]
        change = handler["update"]
        count = numbers["x"]
    """
    assert tiers(code) == {"create": Tier.LIKELY, "change": Tier.LIKELY}


def test_a_bot_may_live_in_a_function() -> None:
    code = "import telebot\ndef remind(_event, _context): ...\ndef on_message(message): ...\ndef reply(event, _): ..."
    assert tiers(code) == {"remind": Tier.LIKELY}


@pytest.mark.parametrize("module", ["click", "grpc", "mcp.server", "airflow"])
def test_a_client_or_command_may_live_in_a_function(module: str) -> None:
    code = f"import {module}\ndef run(event, context): ...\ndef get(request, context): ...\ndef reply(event, _): ..."
    assert tiers(code) == {"run": Tier.LIKELY}


def test_two_unused_parameters_in_a_module_of_handlers(tmp_path: Path) -> None:
    code = "def run(__, _): ..."
    assert not tiers(code)
    assert [h.name for h in find_handlers(parse(tmp_path / "handlers.py", code))] == ["run"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("def lambda_handler(event, context): ...", ["lambda_handler"]),
        ("import pytest\ndef lambda_handler(event, context): ...", []),
        ("def fake_handler(event, context): ...", []),
    ],
)
def test_a_function_that_tests_something(tmp_path: Path, text: str, found: list[str]) -> None:
    source = parse(tmp_path / "smoke_test.py", f"{text}\ndef test_page(url):\n    return url")
    assert [h.name for h in find_handlers(source)] == found


def test_what_a_decorator_supplies() -> None:
    code = "@with_session\n@roles(['admin'])\ndef create(event, context, session): ..."
    assert tiers(code) == {"create": Tier.LIKELY}
    assert not tiers("def create(event, context, session): ...")
    assert not tiers("@with_session\ndef create(order, context, session): ...")


def test_a_loose_event_among_several_handlers() -> None:
    code = """
        def created(body, context): ...
        def paid(event, context): ...
        def sent(event, context): ...
    """
    assert list(tiers(code)) == ["created", "paid", "sent"]
    assert list(tiers(code.replace("def sent(event", "def _sent(order"))) == ["paid"]
    helper = code.replace(
        "def sent(event, context): ...", "def sent(event, context):\n            created(event['x'], context)"
    )
    assert list(tiers(helper)) == ["paid", "sent"]
    for odd in ("body, settings", "body, context, table", "order, context"):
        assert list(tiers(code.replace("body, context", odd))) == ["paid", "sent"]


def test_the_one_that_is_named_for_the_other_counts() -> None:
    code = """
        def lambda_handler_with_secrets(event, context):
            return lambda_handler(event, context)
        def lambda_handler(event, context): ...
    """
    assert list(tiers(code)) == ["lambda_handler_with_secrets"]


def test_a_call_of_a_handler_makes_none() -> None:
    assert not tiers("from app import lambda_handler\nresponse = lambda_handler({}, None)")
    assert not tiers("import app\nresponse = app.lambda_handler(event={}, context=None)")
    assert list(tiers("from tools import lambda_handler\norders = lambda_handler(process)")) == ["orders"]


def test_another_name_of_a_decorated_function_of_three() -> None:
    code = "from middle import ware\n@ware\ndef process(event, context, logger): ...\nhandler = process"
    assert list(tiers(code)) == ["handler"]


def test_a_module_that_only_offers_handlers(tmp_path: Path) -> None:
    (tmp_path / "orders").mkdir()
    (tmp_path / "orders" / "produce.py").write_text("def producer(event, context): ...\ndef count(a, b): ...")
    for text in (
        "from orders.produce import count, producer",
        "from .orders.produce import producer\nproducer = producer",
        "try:\n    from orders.produce import missing\nexcept ImportError:\n    pass",
    ):
        source = parse(tmp_path / "handler.py", text)
        expected = ["producer"] if "producer" in text else []
        assert [h.name for h in find_handlers(source)] == expected
    package = parse(tmp_path / "__init__.py", "from .orders.produce import producer as on_event")
    assert [h.name for h in find_handlers(package)] == ["on_event"]
    mixed = parse(tmp_path / "__init__.py", "from .orders.produce import count, producer")
    assert find_handlers(mixed) == ()
    busy = parse(tmp_path / "handler.py", "from orders.produce import producer\nprint(producer({}, None))")
    assert find_handlers(busy) == ()


@pytest.mark.parametrize(
    "found",
    [
        'globals()[event["action"]]',
        'globals().get(event["action"], create)',
        'vars()[event["action"]]',
        'getattr(sys.modules[__name__], event["action"])',
    ],
)
def test_what_a_handler_looks_up_by_name_is_quiet(found: str) -> None:
    code = f"""
        def create(event, context): ...
        def change(event, context): ...
        def lambda_handler(event, context):
            return {found}(event, context)
    """
    assert tiers(code) == {"lambda_handler": Tier.LIKELY}


@pytest.mark.parametrize(
    "caller",
    [
        "class App:\n    def run(self):\n        return work(self.event, self.context)",
        "def lambda_handler(event, context):\n    body = json.loads(event['body'])\n    return work(body, None)",
        "def lambda_handler(event, context):\n    for record in records(event):\n        work(record.body(), None)",
    ],
)
def test_what_a_module_s_handler_works_with_is_its_own(caller: str) -> None:
    code = f"{caller}\ndef work(event, context): ..."
    assert "work" not in tiers(code)


def test_dispatch_targets_are_quiet_and_their_handler_is_not() -> None:
    code = """
        def create(event, context): ...
        def update(event, context): ...
        def lambda_handler(event, context):
            if event["RequestType"] == "Create":
                return create(event, context)
            return {"Update": update}[event["RequestType"]](event, context)
    """
    assert tiers(code) == {"lambda_handler": Tier.LIKELY}


def test_handlers_that_call_each_other_stay() -> None:
    code = """
        def create(event, context): ...
        def get(event, context): ...
        def remove(event, context): ...
        def update(event, context):
            return get(event, context)
        def table(event, context):
            return get({"id": event["id"]}, context)
    """
    assert list(tiers(code)) == ["create", "get", "remove", "update", "table"]


def test_the_two_functions_of_a_custom_resource_provider() -> None:
    code = """
        def on_event(event, context):
            if event["RequestType"] == "IsComplete":
                return is_complete(event, context)
        def is_complete(event, context): ...
    """
    assert list(tiers(code)) == ["on_event", "is_complete"]
    assert list(tiers(code.replace("on_event", "react"))) == ["react"]


def test_a_dispatcher_without_the_usual_name() -> None:
    code = """
        def create(event, context): ...
        def remove(event, context): ...
        def change(event, context): ...
        def route(event, context):
            if event["kind"] == "create":
                return create(event, context)
            if event["kind"] == "change":
                return change(event, context)
            return remove(event, context)
    """
    assert list(tiers(code)) == ["route"]


def test_several_handlers_in_source_order() -> None:
    source = parse(Path("app.py"), "def b(event, context): ...\n@deco\ndef a(event, context): ...\n")
    assert [(h.name, h.line) for h in find_handlers(source)] == [("b", 1), ("a", 3)]


def test_lambda_handler_needs_no_parameters_to_be_told() -> None:
    assert tiers("def lambda_handler(): ...") == {"lambda_handler": Tier.LIKELY}


def test_the_last_definition_counts() -> None:
    source = parse(Path("app.py"), "def handler(event, context): ...\ndef handler(event, context): ...\n")
    assert [h.line for h in find_handlers(source)] == [2]


def test_the_first_alternative_counts() -> None:
    text = "try:\n    def handler(event, context): ...\nexcept Exception:\n    def handler(event, context): ...\n"
    assert [h.line for h in find_handlers(parse(Path("app.py"), text))] == [2]


def test_evidence_names_what_was_seen() -> None:
    code = "@logger.inject_lambda_context(log_event=True)\ndef handler(event: dict, context: LambdaContext): ..."
    (handler,) = find_handlers(parse(Path("app.py"), code))
    assert handler.evidence == (
        "@logger.inject_lambda_context",
        "context: LambdaContext",
        "parameters (event, context)",
        "name handler",
    )
