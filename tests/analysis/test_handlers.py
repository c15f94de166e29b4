"""Which handlers a module has, from its code alone: every form, and everything that only looks like one."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from handlerlens.analysis.handlers import Tier, find_handlers
from handlerlens.analysis.source import parse

CERTAIN = {
    "inject_lambda_context": """
        from aws_lambda_powertools import Logger
        logger = Logger()
        @logger.inject_lambda_context(log_event=True)
        def orders(event, context): ...
    """,
    "capture_lambda_handler from a shared module": """
        from shared import tracer
        @tracer.capture_lambda_handler
        def orders(event, context): ...
    """,
    "log_metrics": "@metrics.log_metrics(capture_cold_start_metric=True)\ndef orders(event, context): ...",
    "event_source": "@event_source(data_class=SQSEvent)\ndef orders(event: SQSEvent, context): ...",
    "event_source with an odd name": "@event_source(data_class=SQSEvent)\ndef orders(sqs: SQSEvent, _): ...",
    "event_parser": "@event_parser(model=Order)\ndef orders(order, context): ...",
    "idempotent": """
        from aws_lambda_powertools.utilities.idempotency import idempotent
        @idempotent(persistence_store=layer)
        def orders(event, context): ...
    """,
    "batch_processor": "@batch_processor(record_handler=one, processor=p)\ndef orders(event, context): ...",
    "durable_execution": "@durable_execution\ndef orders(event, ctx: DurableContext): ...",
    "datadog": "@datadog_lambda_wrapper\ndef orders(event, context): ...",
    "new relic": "import newrelic.agent\n@newrelic.agent.lambda_handler()\ndef orders(event, context): ...",
    "lambda_decorators": """
        from lambda_decorators import cors_headers
        @cors_headers
        def orders(event, context): ...
    """,
    "made by lambda_handler_decorator": """
        from aws_lambda_powertools.middleware_factory import lambda_handler_decorator
        @lambda_handler_decorator
        def audited(handler, event, context):
            return handler(event, context)
        @audited
        def orders(event, context): ...
    """,
    "context annotated": "def orders(event: dict, context: LambdaContext) -> dict: ...",
    "context annotated, qualified": "def orders(event, c: lambda_context.LambdaContext): ...",
    "context annotated by text": "def orders(event, c: 'LambdaContext'): ...",
    "context annotated, optional": "def orders(event, c: LambdaContext | None = None): ...",
    "Mangum": "from mangum import Mangum\norders = Mangum(app, lifespan='off')",
    "Mangum under an alias": "from mangum import Mangum as Adapter\norders = Adapter(app)",
    "Mangum, annotated": "orders: Mangum = Mangum(app)",
    "Skill Builder": "sb = SkillBuilder()\norders = sb.lambda_handler()",
    "apig_wsgi": "from apig_wsgi import make_lambda_handler\norders = make_lambda_handler(app)",
    "CloudFormation resource": """
        from cloudformation_cli_python_lib import Action, Resource
        orders = Resource(TYPE_NAME, ResourceModel)
        @orders.handler(Action.CREATE)
        def create_handler(session, request, callback_context): ...
    """,
    "Chalice": "from chalice import Chalice\norders = Chalice(app_name='orders')",
    "Chalice, by an event": "import chalice\napp = chalice.Chalice('x')\n@app.on_s3_event(bucket='b')\ndef orders(event): ...",
    "FlaskLambda": "from flask_lambda import FlaskLambda\norders = FlaskLambda(__name__)",
    "FlaskLambda, handed to a factory": "from flask_lambda import FlaskLambda\norders = create_app(FlaskLambda)",
    "lambda-proxy": "from lambda_proxy.proxy import API\norders = API(name='orders')",
    "a method that makes one": "from api import endpoints\norders = endpoints.Orders().as_lambda_handler()",
    "under try": """
        try:
            from mangum import Mangum
            orders = Mangum(app)
        except ImportError:
            orders = None
    """,
    "used by its own module, but decorated": """
        @logger.inject_lambda_context
        def orders(event, context): ...
        def other(event, context):
            return orders(event, context)
        CALLBACKS = [other]
    """,
}

CERTAIN_HANDLER = {
    "lambda": "handler = lambda event, context: {'ok': True}",
    "partial": "import functools\ndef run(table, event, context): ...\nhandler = functools.partial(run, 'orders')",
    "instance with __call__": """
        class Orders:
            def __call__(self, event, context): ...
        handler = Orders()
    """,
    "another name of a function": "def main(event, context): ...\nhandler = main",
    "re-export": "from .orders.app import handler",
    "re-export under a new name": "from orders.app import process as handler",
    "re-export under try": "try:\n    from app import handler\nexcept ImportError:\n    from src.app import handler\n",
    "re-export under if": "import os\nif os.environ.get('NEW'):\n    from new import handler\nelse:\n    from old import handler\n",
    "wrapped piece by piece": """
        handler = Mangum(app)
        handler.__name__ = "handler"
        handler = tracer.capture_lambda_handler(handler)
        handler = logger.inject_lambda_context(handler, clear_state=True)
    """,
    "wrapped after its def": "def handler(event, context): ...\nhandler = tracer.capture_lambda_handler(handler)",
}

LIKELY = {
    "event and context, and two values returned": "def orders(event, context):\n    return event['a'], event['b']",
    "exact parameters": "def orders(event, context): ...",
    "underscored context": "def orders(event, _context): ...",
    "unused context": "def orders(event, _): ...",
    "unused context, doubly": "def orders(event, __): ...",
    "short names": "def orders(evt, ctx): ...",
    "unused event": "def orders(_event, _context): ...",
    "named kinds of event": "def orders(sqs_event, lambda_context): ...",
    "defaults": "def orders(event=None, context=None): ...",
    "a third one for tests": "def orders(event, context, table=None): ...",
    "positional only": "def orders(event, context, /): ...",
    "a payload, and a handler's name": "def orders_handler(payload, context): ...",
    "async": "async def orders(event, context): ...",
    "capitals": "def orders(Event, Context): ...",
    "typing error in the context": "def orders(event, conetxt): ...",
    "typing error in the event": "def orders(evnt, context): ...",
    "the rest unused": "def orders(event, *_): ...",
    "a method of an instance": "class A:\n    def run(self, event, context): ...\norders = A().run",
    "a method of a named instance": "class A:\n    def run(self, event, context): ...\na = A()\norders = a.run",
    "a static method by its name": "class A:\n    @staticmethod\n    def run(event, context): ...\norders = A.run",
    "made by a class of its own": "from base import H\nclass A(H): ...\norders = A.as_handler()",
    "the project's own decorator": "from shop.lambda_tools import api_handler\n@api_handler(model=Order)\ndef orders(order): ...",
    "unknown decorator": "@with_errors\ndef orders(event, context): ...",
    "wrapper method of the project": "@utils.api_wrapper(schema='x')\ndef orders(event, context): ...",
    "X-Ray capture": "@xray_recorder.capture('orders')\ndef orders(event, context): ...",
    "under if": "import sys\nif sys.version_info >= (3, 12):\n    def orders(event, context): ...",
    "under try": "try:\n    import json\n    def orders(event, context): ...\nexcept ImportError:\n    pass",
    "tried out under __main__": "def orders(event, context): ...\nif __name__ == '__main__':\n    orders({}, None)",
    "tried out by a function": """
        def orders(event, context): ...
        def try_it():
            event = {"id": 1}
            orders(event, None)
    """,
    "recursive": "def orders(event, context):\n    return orders(event['rest'], context) if event else None",
    "named again": "def orders(event, context): ...\norders.retries = 3",
    "wrapped under its own name": "def orders(event, context): ...\norders = wrap(orders)",
    "a lambda": "orders = lambda event, context: 1",
    "wrapped under another name": "def _orders(event, context): ...\norders = with_logging(_orders)",
    "charts": "import matplotlib.pyplot as plt\ndef orders(event, context): ...",
    "a client of another cloud": "from google.oauth2 import service_account\ndef orders(event, context): ...",
    "an identity of another cloud": "from azure.identity import ClientSecretCredential\ndef orders(event, context): ...",
    "decorator named like a registry": "@event_handler\ndef orders(event, context): ...",
    "several events": "def orders(events, context):\n    return events['pathParameters']",
    "camel case": "def orders(sqsEvent, lambdaContext): ...",
    "own event name, Lambda's keys": "def orders(notification, context):\n    for r in notification['Records']: ...",
    "own event name, Lambda's keys, no context": "def orders(payload, _):\n    return payload['Records']",
    "own event name, Lambda's context": "def orders(payload, context):\n    print(context.aws_request_id)",
    "a request, answered as a proxy wants it": "def orders(request, context):\n    return {'statusCode': 200, 'body': ''}",
    "a request, answered by a helper": """
        def orders(request, context):
            return answer(200, {})
        def answer(status, body):
            return {'statusCode': status, 'body': str(body)}
    """,
    "what a test may add to the context": "def orders(event, context):\n    return context.table if hasattr(context, 'table') else None",
    "an event made of the event": "def orders(event, context):\n    event = SQSEvent(event)\n    return event.records",
    "an event of a class": "def orders(event: SQSEvent, context):\n    return event.records",
    "dict methods and Lambda's context": "def orders(event, ctx):\n    return event.get('a', ctx.function_name)",
    "porting from Node.js": "def orders(event, context):\n    context.callbackWaitsForEmptyEventLoop = False",
    "changed round, with an answer": "def orders(context, event):\n    return {'statusCode': 200, 'body': ''}",
    "changed round, with an answer that has a name": "def orders(ctx, event):\n    r = {'statusCode': 200}\n    return r",
    "changed round, with what Lambda's events have": "def orders(context, event):\n    return context['pathParameters']['id']",
    "a context called after Lambda": "def orders(payload, lambda_context): ...",
    "in a file called like a test": "def orders(event, context):\n    return 1\n",
}

LIKELY_HANDLER = {
    "the usual name": "def handler(a, b): ...",
    "anything else": "def handler(*args): ...",
    "keywords too": "def handler(*args, **kwargs): ...",
    "wrong arity": "def handler(event): ...",
    "wrong arity, three": "def handler(event, context, table): ...",
    "keyword-only context": "def handler(event, *, context): ...",
    "made by the project": "from project import make\nhandler = make(settings)",
    "a method of an object": "app = App()\nhandler = app.handle",
    "wrapped by the project": "def main(request): ...\nhandler = adapt(main)",
    "used by another": "def handler(event, context): ...\ndef retry(event):\n    return handler(event, None)",
}

QUIET = {
    "attached to a path": "from router import r\n@r.attach('/orders/{id}', 'get')\ndef orders(event, context): ...",
    "of another cloud, by what its text says": "def orders(event, context):\n    '''腾讯云函数的入口函数'''",
    "a part of a custom resource": "from cfn_custom_resource import create\n@create()\ndef create(event, context): ...",
    "nested": "def make():\n    def handler(event, context): ...\n    return handler",
    "method": "class Orders:\n    def handler(self, event, context): ...",
    "static method": "class Orders:\n    @staticmethod\n    def handler(event, context): ...",
    "test": "import pytest\ndef test_orders(event, context): ...",
    "check of something": "def test_orders(event, table): ...",
    "test file": "import pytest\ndef orders(event, context): ...\ndef test_one(): ...",
    "one parameter": "def orders(event): ...",
    "three parameters": "def orders(event, context, table): ...",
    "two others": "def add(a, b): ...",
    "changed round, of others": "def orders(context, event):\n    return context.response(event.body)",
    "changed round, one more": "def orders(context, event, table):\n    return {'statusCode': 200}",
    "an event and a setting": "def orders(event, table): ...",
    "private": "def _orders(event, context): ...",
    "a decorator of that name": "def handler(func, context=None):\n    def inner(event, context): ...\n    return inner",
    "a factory": "def orders(event, context=None):\n    def wrap(function): ...\n    return wrap",
    "a renderer": "def orders(event, content): ...",
    "a method with other arguments": "class A:\n    def run(self, a, b): ...\norders = A().run",
    "signal handler": "import signal\ndef handler(signum, frame): ...\nsignal.signal(signal.SIGTERM, handler)",
    "exception handler of asyncio": "def handler(loop, context): ...",
    "Django REST framework": "def custom_exception_handler(exc, context): ...",
    "telegram": "def start(update, context): ...",
    "gRPC": "def get(request, context): ...",
    "logging handler": "import logging\nhandler = logging.StreamHandler()",
    "a method that takes one": "class Hook:\n    def handle(self, info=None): ...\nhandler = Hook().handle",
    "a name of the standard library": "import signal\nhandler = signal.SIG_IGN",
    "rotating": "from logging.handlers import RotatingFileHandler\nhandler = RotatingFileHandler('x')",
    "none": "handler = None",
    "a text": "handler = 'app.handler'",
    "imported only to be called": "from app import handler\nresult = handler({}, None)",
    "imported from the standard library": "from http.server import handler",
    "crhelper": """
        from crhelper import CfnResource
        helper = CfnResource()
        @helper.create
        @helper.update
        def create(event, context): ...
        @helper.delete
        def no_op(_, __): ...
    """,
    "routes": "@app.route('/x')\ndef orders(event, context): ...",
    "router": "@router.get('/x')\ndef orders(event, context): ...",
    "event emitter": "@bus.on('x')\ndef orders(event, context): ...",
    "named registry": "@register('x')\ndef orders(event, context): ...",
    "handler of an object": "app = App()\n@app.handler('x')\ndef orders(event, context): ...",
    "agent entry point": """
        from bedrock_agentcore import BedrockAgentCoreApp
        app = BedrockAgentCoreApp()
        @app.entrypoint
        def handler(payload, context): ...
    """,
    "decorator": "@lambda_handler_decorator\ndef audited(handler, event, context): ...",
    "google": "import functions_framework\ndef orders(event, context): ...",
    "google, background": "from google.cloud import storage\ndef orders(event, context): ...",
    "azure": "import azure.functions as func\ndef main(event, context): ...",
    "OpenWhisk": "# An OpenWhisk action\ndef main(event, context): ...",
    "automation script": "def script_handler(events, context): ...",
    "GUI": "import tkinter as tk\ndef on_click(event, _): ...",
    "game": "import pygame\ndef on_key(event, ctx): ...",
    "an event that is an object": "def on_click(event, _):\n    return event.widget",
    "a hook of another framework": "async def started(event, ctx):\n    await ctx.emit('x')",
    "a context that is a dict": "def render(event, context):\n    return context['title']",
    "an object in a handler's place": "def handler(request, context):\n    return request.name",
    "telegram in a handler's place": "from telegram import Update\nasync def handler(update, context): ...",
    "RunPod": "import runpod\ndef handler(event): ...\nrunpod.serverless.start({'handler': handler})",
    "Nuclio": "def handler(context, event):\n    return context.Response(body=event.body)",
    "only for type checkers": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from app import handler",
    "only as a script": "if __name__ == '__main__':\n    def handler(event, context): ...",
    "handed to a registry": "def orders(event, context): ...\nbus.subscribe('x', orders)",
    "in a table": "def orders(event, context): ...\nACTIONS = {'orders': orders}",
    "handles a message with the context of a chat": "def handle_message(message, context): ...",
    "a message's listener": "def on_imu(message, _context): ...",
    "a part of a request, answered": "def orders(body, context):\n    return {'statusCode': 200, 'body': body}",
    "a request, answered otherwise": "def orders(request, context):\n    return {'status': 200, 'body': ''}",
    "a view and an unused argument": "def files_handler(request, _): ...",
    "a name and a context": "def cold_start(name: str, context: LambdaContext): ...",
    "context elsewhere": "def log(message, level, context: LambdaContext): ...",
}


@pytest.mark.parametrize("code", CERTAIN.values(), ids=CERTAIN)
def test_certain(code: str) -> None:
    assert tiers(code).get("orders") is Tier.CERTAIN


@pytest.mark.parametrize("code", CERTAIN_HANDLER.values(), ids=CERTAIN_HANDLER)
def test_certain_by_form(code: str) -> None:
    assert tiers(code) == {"handler": Tier.CERTAIN}


@pytest.mark.parametrize("code", LIKELY.values(), ids=LIKELY)
def test_likely(code: str) -> None:
    assert tiers(code) == {"orders_handler" if "orders_handler" in code else "orders": Tier.LIKELY}


@pytest.mark.parametrize("code", LIKELY_HANDLER.values(), ids=LIKELY_HANDLER)
def test_likely_by_name(code: str) -> None:
    assert tiers(code) == {"handler": Tier.LIKELY}


@pytest.mark.parametrize("parameters", ["msg, _context", "message, __context", "payload, _ctx", "data, _context=None"])
def test_what_handles_something_for_a_context_that_it_must_take(parameters: str) -> None:
    assert list(tiers(f"def handle_mention({parameters}): ...")) == ["handle_mention"]


@pytest.mark.parametrize("code", QUIET.values(), ids=QUIET)
def test_quiet(code: str) -> None:
    assert tiers(code) == {}


def test_what_answers_a_request_for_the_handler() -> None:
    code = """
        def lambda_handler(event, context):
            return orders(event['request'], context)
        def orders(request, context):
            return {'statusCode': 200, 'body': ''}
    """
    assert list(tiers(code)) == ["lambda_handler"]


def tiers(code: str) -> dict[str, Tier]:
    """Name to tier of what is found in a module."""
    return {h.name: h.tier for h in find_handlers(parse(Path("app.py"), dedent(code)))}
