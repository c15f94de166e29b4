"""Which of several functions a connection of a CDK program means: by scope, by order, by what a helper is given."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from project.workspace import functions

HEAD = """import aws_cdk as cdk
from aws_cdk import aws_events as events, aws_events_targets as targets, aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources, aws_s3_notifications as notifications
"""
PYTHON = {
    "methods of their own": (
        """
        class Shop(cdk.Stack):
            def a(self):
                fn = lambda_.Function(self, "A", handler="a.handler", code=lambda_.Code.from_asset("a"))
                fn.add_event_source(sources.SqsEventSource(self.queue))
            def b(self):
                fn = lambda_.Function(self, "B", handler="b.handler", code=lambda_.Code.from_asset("b"))
                self.bucket.add_event_notification(1, notifications.LambdaDestination(fn))
                fn.add_environment("X", "1")
        """,
        {"A": ["sqs"], "B": ["s3"]},
    ),
    "a variable used again": (
        """
        class Shop(cdk.Stack):
            def __init__(self, scope, name):
                fn = lambda_.Function(self, "A", handler="a.handler", code=lambda_.Code.from_asset("a"))
                fn.add_event_source(sources.SqsEventSource(self.queue))
                fn = lambda_.Function(self, "B", handler="b.handler", code=lambda_.Code.from_asset("b"))
                fn.add_event_source(sources.KinesisEventSource(self.stream))
        """,
        {"A": ["sqs"], "B": ["kinesis"]},
    ),
    "an attribute in another method": (
        """
        class Shop(cdk.Stack):
            def __init__(self, scope, name):
                self.connect()
                self.fn = lambda_.Function(self, "A", handler="a.handler", code=lambda_.Code.from_asset("a"))
            def connect(self):
                self.fn.add_event_source(sources.SqsEventSource(self.queue))
        class Other(cdk.Stack):
            def __init__(self, scope, name):
                self.fn = lambda_.Function(self, "B", handler="b.handler", code=lambda_.Code.from_asset("b"))
                self.fn.add_function_url()
        """,
        {"A": ["sqs"], "B": ["function_url"]},
    ),
    "at the top of the file": (
        """
        stack = cdk.Stack()
        fn = lambda_.Function(stack, "A", handler="a.handler", code=lambda_.Code.from_asset("a"))
        def connect():
            fn.add_event_source(sources.SqsEventSource(queue))
        """,
        {"A": ["sqs"]},
    ),
    "what a helper is given": (
        """
        class Shop(cdk.Stack):
            def __init__(self, scope, name):
                a = lambda_.Function(self, "A", handler="a.handler", code=lambda_.Code.from_asset("a"))
                self.b = lambda_.Function(self, "B", handler="b.handler", code=lambda_.Code.from_asset("b"))
                self.every_hour(a)
                self.every_hour(function=self.b)
                upload(self.bucket, self.b)
            def every_hour(self, function):
                rule = events.Rule(self, "R", schedule=events.Schedule.rate(cdk.Duration.hours(1)))
                rule.add_target(targets.LambdaFunction(function))
        def upload(bucket, function):
            bucket.add_event_notification(1, notifications.LambdaDestination(function))
        """,
        {"A": ["schedule"], "B": ["schedule", "s3"]},
    ),
    "what a helper hands on": (
        """
        class Shop(cdk.Stack):
            def __init__(self, scope, name):
                a = lambda_.Function(self, "A", handler="a.handler", code=lambda_.Code.from_asset("a"))
                self.first(a)
            def first(self, one):
                self.second(1, one)
            def second(self, number, other):
                other.add_event_source(sources.SqsEventSource(self.queue))
                self.first(other)
        """,
        {"A": ["sqs"]},
    ),
    "permissions, where nothing else tells": (
        """
        class Shop(cdk.Stack):
            def __init__(self, scope, name):
                a = lambda_.Function(self, "A", handler="a.handler", code=lambda_.Code.from_asset("a"))
                a.add_permission("P", principal=iam.ServicePrincipal("lexv2.amazonaws.com"), action="lambda:InvokeFunction")
                a.add_environment("X", "1")
                b = lambda_.Function(self, "B", handler="b.handler", code=lambda_.Code.from_asset("b"))
                b.grant_invoke(iam.ServicePrincipal("apigateway.amazonaws.com"))
                b.add_event_source(sources.SqsEventSource(self.queue))
                b.grant_invoke(role)
        """,
        {"A": ["lex_v2"], "B": ["sqs"]},
    ),
    "a loop": (
        """
        class Shop(cdk.Stack):
            def __init__(self, scope, name):
                for name in ("a", "b"):
                    fn = lambda_.Function(self, name.upper(), handler=f"{name}.handler", code=lambda_.Code.from_asset(name))
                    fn.add_event_source(sources.SqsEventSource(self.queue))
        """,
        {"A": ["sqs"], "B": ["sqs"]},
    ),
}
TYPESCRIPT = {
    "methods of their own": (
        """
        export class Shop extends cdk.Stack {
          a() {
            const fn = new lambda.Function(this, 'A', { handler: 'a.handler', code: lambda.Code.fromAsset('a') });
            fn.addEventSource(new sources.SqsEventSource(this.queue));
          }
          b() {
            const fn = new lambda.Function(this, 'B', { handler: 'b.handler', code: lambda.Code.fromAsset('b') });
            this.bucket.addEventNotification(1, new notifications.LambdaDestination(fn));
          }
        }
        """,
        {"A": ["sqs"], "B": ["s3"]},
    ),
    "a constructor's and another method's": (
        """
        export class Shop extends cdk.Stack {
          private readonly fn: lambda.Function;
          constructor(scope: Construct, id: string) {
            super(scope, id);
            this.fn = new lambda.Function(this, 'A', { handler: 'a.handler', code: lambda.Code.fromAsset('a') });
            const other = new lambda.Function(this, 'B', { handler: 'b.handler', code: lambda.Code.fromAsset('b') });
            this.everyHour(other);
          }
          connect() {
            this.fn.addEventSource(new sources.SqsEventSource(this.queue));
          }
          private everyHour(target: lambda.IFunction) {
            new events.Rule(this, 'R', { schedule, targets: [new targets.LambdaFunction(target)] });
          }
        }
        """,
        {"A": ["sqs"], "B": ["schedule"]},
    ),
}


@pytest.mark.parametrize(("text", "expected"), PYTHON.values(), ids=PYTHON)
def test_python(tmp_path: Path, text: str, expected: dict[str, list[str]]) -> None:
    found = functions(tmp_path / "shop.py", HEAD + dedent(text))
    assert {name: [event.kind for event in fn.events] for name, fn in found.items()} == expected


@pytest.mark.parametrize(("text", "expected"), TYPESCRIPT.values(), ids=TYPESCRIPT)
def test_typescript(tmp_path: Path, text: str, expected: dict[str, list[str]]) -> None:
    found = functions(tmp_path / "shop.ts", "import * as lambda from 'aws-cdk-lib/aws-lambda';\n" + dedent(text))
    assert {name: [event.kind for event in fn.events] for name, fn in found.items()} == expected


def test_variables_that_are_added_later(tmp_path: Path) -> None:
    text, _ = PYTHON["methods of their own"]
    found = functions(tmp_path / "shop.py", HEAD + dedent(text))
    assert {name: fn.environment_open for name, fn in found.items()} == {"A": False, "B": True}


def test_helpers_in_a_circle_end(tmp_path: Path) -> None:
    helpers = "".join(
        f"    def f{n}(self, fn):\n        fn.add_event_source(sources.SqsEventSource(q))\n"
        + "".join(f"        self.f{m}(fn)\n" for m in range(30))
        for n in range(30)
    )
    text = f"""{HEAD}class Shop(cdk.Stack):
    def __init__(self, scope, name):
        a = lambda_.Function(self, "A", handler="a.handler", code=lambda_.Code.from_asset("a"))
        self.f0(a)
{helpers}"""
    assert [event.kind for event in functions(tmp_path / "shop.py", text)["A"].events] == ["sqs"]
