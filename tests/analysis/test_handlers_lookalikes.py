"""What looks like a handler and is none: the false alarms counted in public code, each in forms that people write."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from handlerlens.analysis.handlers import find_handlers
from handlerlens.analysis.source import parse

CUSTOM_RESOURCES = {
    "crhelper, one function each": """
        from crhelper import CfnResource
        helper = CfnResource(log_level="INFO")
        @helper.create
        def create(event, context):
            return event["LogicalResourceId"]
        @helper.update
        def update(event, context): ...
        @helper.delete
        def delete(event, _): ...
        @helper.poll_create
        def poll(event, context):
            return True
        def handler(event, context):
            helper(event, context)
    """,
    "one for all": """
        import crhelper
        resource = crhelper.CfnResource()
        def handler(event, context):
            resource(event, context)
        @resource.create
        @resource.update
        @resource.delete
        def everything(event, context): ...
    """,
    "no decorators": """
        import cfnresponse
        def on_create(event, context):
            cfnresponse.send(event, context, cfnresponse.SUCCESS, {})
        def on_delete(event, context): ...
        def handler(event, context):
            if event["RequestType"] == "Delete":
                on_delete(event, context)
            else:
                on_create(event, context)
    """,
    "a response function": """
        import json, urllib3
        def send_response(event, context, status, data): ...
        def handler(event, context):
            send_response(event, context, "SUCCESS", {})
    """,
    "called by name": """
        def create(event, context): ...
        def update(event, context): ...
        def delete(event, context): ...
        def handler(event, context):
            return globals()[event["RequestType"].lower()](event, context)
    """,
    "accustom": """
        from accustom import decorator
        @decorator(hideResourceDeleteFailure=True)
        def handler(event, context):
            return create(event, context)
        def create(event, context): ...
    """,
}

ROUTES = {
    "Flask": "@app.route('/orders')\ndef orders(event, context): ...\ndef handler(event, context): ...",
    "Powertools": "@app.get('/orders/<id>')\ndef orders(event, context): ...\ndef handler(event, context): ...",
    "blueprint": "@orders.post('/')\ndef add(event, context): ...\ndef handler(event, context): ...",
    "AppSync": "@app.resolver(type_name='Query', field_name='x')\ndef x(event, context): ...\ndef handler(event, context): ...",
    "own router": "@router.register('GET', '/x')\ndef x(event, context): ...\ndef handler(event, context): ...",
    "lambdarest": "from lambdarest import lambda_handler as handler\n@handler.handle('get')\ndef x(event, context): ...",
    "websocket routes": "@ws.on_connect()\ndef connect(event, context): ...\ndef handler(event, context):\n    return ws(event, context)",
    "Slack": "@app.event('app_mention')\ndef mention(event, context): ...\ndef handler(event, context): ...",
    "exception handler": "@app.exception_handler(ValueError)\ndef bad(event, context): ...\ndef handler(event, context): ...",
}

DISPATCH = {
    "if": """
        def add(event, context): ...
        def remove(event, context): ...
        def handler(event, context):
            if event["httpMethod"] == "POST":
                return add(event, context)
            return remove(event, context)
    """,
    "table inside": """
        def add(event, context): ...
        def remove(event, context): ...
        def handler(event, context):
            routes = {"POST": add, "DELETE": remove}
            return routes[event["httpMethod"]](event, context)
    """,
    "table outside": """
        def add(event, context): ...
        def remove(event, context): ...
        ROUTES = {("POST", "/"): add, ("DELETE", "/"): remove}
        def handler(event, context):
            return ROUTES[event["routeKey"]](event, context)
    """,
    "table, imported too": """
        from others import get
        def add(event, context): ...
        HANDLERS = dict(post=add, get=get)
        def handler(event, context): ...
    """,
    "match": """
        def add(event, context): ...
        def handler(event, context):
            match event["httpMethod"]:
                case "POST":
                    return add(event, context)
    """,
    "parts of the event": """
        def notify(event, context): ...
        def handler(event, context):
            for record in event["Records"]:
                notify(json.loads(record["body"]), context)
    """,
    "wrapped call": """
        import asyncio
        async def work(event, context): ...
        def handler(event, context):
            return asyncio.run(work(event, context))
    """,
    "threads": """
        from concurrent.futures import ThreadPoolExecutor
        def work(event, context): ...
        def handler(event, context):
            with ThreadPoolExecutor() as pool:
                pool.submit(work, event, context)
    """,
    "named arguments": "def work(event, context): ...\ndef handler(event, context):\n    return work(event=event, context=context)",
}

EMITTERS = {
    "subscribed": "def stored(event, context): ...\nbus.subscribe('stored', stored)\n",
    "pyee": "from pyee import EventEmitter\nee = EventEmitter()\n@ee.on('x')\ndef stored(event, context): ...\n",
    "blinker": "from blinker import signal\ndef stored(event, context): ...\nsignal('x').connect(stored)\n",
    "listener decorator": "@event_listener('x')\ndef stored(event, context): ...",
    "registered below": "def stored(event, ctx): ...\nHOOKS = [stored]\n",
    "hook of an agent": "@agent.hook('before')\nasync def before(event, ctx): ...",
    "own objects": "def stored(event, context):\n    context.session.add(event.payload)",
}

INTERFACES = {
    "tkinter": "import tkinter as tk\ndef clicked(event, context=None):\n    print(event.widget)",
    "wx": "import wx\ndef on_close(event, ctx): ...",
    "Qt": "from PyQt5.QtWidgets import QApplication\ndef closed(event, context): ...",
    "matplotlib": "import matplotlib.pyplot as plt\ndef pick(event, _):\n    print(event.artist)\nfig.mpl_connect('pick', on_pick)",
    "pygame": "import pygame\ndef handle_key(event, context): ...",
    "bpy": "import bpy\ndef draw(event, context): ...",
    "textual": "from textual.app import App\ndef on_key(event, context): ...",
    "unknown toolkit": "def on_click(event, _):\n    event.stop_propagation()",
}

TESTS = {
    "pytest": "import pytest\ndef test_it(event, context):\n    assert handler(event, context)",
    "fixtures": "import pytest\n@pytest.fixture\ndef lambda_context(event, context): ...",
    "unittest": "import unittest\nclass T(unittest.TestCase):\n    def test(self, event, context): ...",
    "patched": "from unittest.mock import patch\n@patch('app.table')\ndef test_it(event, context): ...",
    "double": "import pytest\ndef fake_handler(event, context): ...\ndef test_it(): ...",
}

AUTOMATION = {
    "script": "def script_handler(events, context):\n    return {'x': events['y']}",
    "script of one": "def script_handler(event, context): ...\nimport boto3",
    "signal": "import signal\ndef handler(signum, frame): ...\nsignal.signal(signal.SIGTERM, handler)",
    "loop": "def handle_exception(loop, context): ...\nloop.set_exception_handler(handle_exception)",
    "logging": "import logging\nhandler = logging.FileHandler('x')\nhandler.setLevel(10)",
    "RunPod": "import runpod\ndef handler(job):\n    return job['input']\nrunpod.serverless.start({'handler': handler})",
}

AZURE = {
    "functions": "import azure.functions as func\ndef main(req: func.HttpRequest, context: func.Context): ...",
    "from": "from azure.functions import HttpRequest\ndef main(event, context): ...",
    "programming model 2": "import azure.functions as func\napp = func.FunctionApp()\n@app.route()\ndef handler(req, context): ...",
    "event hub": "import azure.functions as func\ndef main(event: func.EventHubEvent, context): ...",
    "durable": "import azure.durable_functions as df\ndef orchestrator(context): ...\nmain = df.Orchestrator.create(orchestrator)",
}

OTHER_CLOUDS = {
    "OpenWhisk": "# Apache OpenWhisk action\ndef main(event, context): ...",
    "Google, framework": "import functions_framework\n@functions_framework.cloud_event\ndef stored(event, context): ...",
    "Google, background": '"""Background Cloud Function to be triggered by Pub/Sub."""\ndef stored(event, context): ...',
    "Google, in words": 'import firebase_admin\ndef reset(event, context):\n    """Cloud Function to reset counters."""',
    "Google, by its variables": 'import os\ndef launch(event, context):\n    project = os.environ["GCP_PROJECT"]',
    "Domovoi": "import domovoi\napp = domovoi.Domovoi()\n@app.step_function_task(state_name='x')\ndef step(event, context): ...",
    "Google, client": "from google.cloud import bigquery\ndef load(event, context): ...",
    "Google, beside AWS": 'import boto3\ndef stored(event, context):\n    """context (google.cloud.functions.Context): metadata."""',
    "Google, named and described": 'import store\ndef handler(data, context):\n    """:param context: Google Cloud Function context."""',
    "Google, by where its sample stands": "# See: https://github.com/GoogleCloudPlatform/python-docs-samples\ndef run(event, context): ...",
    "Kyma": 'import json\ndef main(event, context=None):\n    """Kyma handler for POST."""\n    return json.dumps(event)',
    "Google, typed": 'def stored(event, context):\n    """context (google.cloud.functions.Context): metadata."""',
    "Nuclio": "def init_context(context): ...\ndef handler(context, event):\n    context.logger.info(event.body)",
    "Scaleway": "from scw_serverless import Serverless\napp = Serverless('x')\n@app.func()\ndef hello(event, context): ...",
    "Yandex": "import yandexcloud\ndef handler(event, context): ...",
    "Firebase": "from firebase_functions import https_fn\n@https_fn.on_request()\ndef handler(event, context): ...",
}

CANONICAL = {"handler", "lambda_handler"}
WITH_HANDLER = {**CUSTOM_RESOURCES, **ROUTES, **DISPATCH}
WITHOUT = {**EMITTERS, **INTERFACES, **TESTS, **AUTOMATION, **AZURE, **OTHER_CLOUDS}


@pytest.mark.parametrize("code", WITH_HANDLER.values(), ids=WITH_HANDLER)
def test_only_the_handler(code: str) -> None:
    assert found(code) == {"handler"}


@pytest.mark.parametrize("code", WITHOUT.values(), ids=WITHOUT)
def test_none(code: str) -> None:
    assert found(code) == set()


def found(code: str) -> set[str]:
    """The names of the handlers of a module."""
    return {handler.name for handler in find_handlers(parse(Path("app.py"), dedent(code)))}
