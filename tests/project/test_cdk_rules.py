"""Which rules and schedules of EventBridge a function of a CDK program is a target of."""

from __future__ import annotations

from pathlib import Path

import pytest

from project.workspace import functions

PYTHON = """
import aws_cdk as cdk
from aws_cdk import aws_events as events, aws_events_targets as targets, aws_lambda as lambda_
from aws_cdk import aws_scheduler as scheduler, aws_scheduler_targets as scheduled, aws_stepfunctions_tasks as tasks

class Shop(cdk.Stack):
    def __init__(self, scope, construct_id):
        super().__init__(scope, construct_id)
        self.a = lambda_.Function(self, "A", handler="a.handler", code=lambda_.Code.from_asset("a"))
        b = lambda_.Function(self, "B", handler="b.handler", code=lambda_.Code.from_asset("b"))
"""
TYPESCRIPT = """
import { aws_events as events, aws_events_targets as targets, aws_lambda as lambda } from 'aws-cdk-lib';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as scheduled from 'aws-cdk-lib/aws-scheduler-targets';

export class Shop extends cdk.Stack {
  private readonly a: lambda.Function;
  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.a = new lambda.Function(this, 'A', { handler: 'a.handler', code: lambda.Code.fromAsset('a') });
    const b = new lambda.Function(this, 'B', { handler: 'b.handler', code: lambda.Code.fromAsset('b') });
"""
EVERY = "schedule=events.Schedule.rate(cdk.Duration.hours(1))"
ON = 'event_pattern=events.EventPattern(source=["shop"])'

IN_PYTHON = {
    "each rule its own": (
        f"""
        nightly = events.Rule(self, "N", {EVERY})
        nightly.add_target(targets.LambdaFunction(self.a))
        orders = events.Rule(self, "O", {ON})
        orders.add_target(targets.LambdaFunction(b, retry_attempts=2))
        """,
        ["schedule"],
        ["eventbridge"],
    ),
    "targets in the rule": (
        f"""
        events.Rule(self, "N", {EVERY}, targets=[targets.LambdaFunction(self.a)])
        events.Rule(self, "O", {ON}, targets=[targets.LambdaFunction(handler=b)])
        """,
        ["schedule"],
        ["eventbridge"],
    ),
    "targets by a variable": (
        f"""
        target = targets.LambdaFunction(self.a)
        other = targets.LambdaFunction(b)
        events.Rule(self, "O", {ON}).add_target(target)
        events.Rule(self, "N", {EVERY}, targets=[other])
        """,
        ["eventbridge"],
        ["schedule"],
    ),
    "a variable used again": (
        f"""
        rule = events.Rule(self, "N", {EVERY})
        rule.add_target(targets.LambdaFunction(b))
        rule = events.Rule(self, "O", {ON})
        rule.add_target(targets.LambdaFunction(self.a))
        """,
        ["eventbridge"],
        ["schedule"],
    ),
    "an attribute": (
        f"""
        self.rule = events.Rule(self, "N", {EVERY})
        self.other = events.Rule(self, "O", {ON})
        self.rule.add_target(targets.LambdaFunction(self.a))
        """,
        ["schedule"],
        [],
    ),
    "a pattern added later": (
        """
        rule = events.Rule(self, "O")
        rule.add_event_pattern(source=["shop"])
        rule.add_target(targets.LambdaFunction(self.a))
        """,
        ["eventbridge"],
        [],
    ),
    "both in one": (
        f'events.Rule(self, "O", {EVERY}, {ON}, targets=[targets.LambdaFunction(b)])',
        [],
        ["eventbridge"],
    ),
    "a rule from elsewhere": (
        f"""
        events.Rule(self, "N", {EVERY}, targets=[targets.LambdaFunction(b)])
        rule.add_target(targets.LambdaFunction(self.a))
        """,
        ["schedule"],
        ["schedule"],
    ),
    "what a resource does": (
        f"""
        events.Rule(self, "N", {EVERY}, targets=[targets.LambdaFunction(b)])
        repository.on_commit("C", target=targets.LambdaFunction(self.a))
        """,
        ["eventbridge"],
        ["schedule"],
    ),
    "one function of two rules": (
        f"""
        events.Rule(self, "N", {EVERY}, targets=[targets.LambdaFunction(b)])
        events.Rule(self, "O", {ON}, targets=[targets.LambdaFunction(b)])
        """,
        [],
        ["schedule", "eventbridge"],
    ),
    "rules by ARN": (
        """
        target = events.CfnRule.TargetProperty(arn=self.a.function_arn, id="A")
        events.CfnRule(self, "N", schedule_expression="rate(1 hour)",
            targets=[events.CfnRule.TargetProperty(arn=b.function_arn, id="B")])
        events.CfnRule(self, "O", event_pattern={"source": ["shop"]}, targets=[{"arn": self.a.function_arn}])
        """,
        ["eventbridge"],
        ["schedule"],
    ),
    "a schedule of the scheduler": (
        f"""
        events.Rule(self, "O", {ON}, targets=[targets.LambdaFunction(b)])
        scheduler.Schedule(self, "S", schedule=scheduler.ScheduleExpression.rate(cdk.Duration.hours(1)),
            target=scheduled.LambdaInvoke(self.a, input=scheduler.ScheduleTargetInput.from_object({{}})))
        """,
        ["schedule"],
        ["eventbridge"],
    ),
    "the scheduler's target by a variable": (
        """
        target = scheduled.LambdaInvoke(func=self.a)
        other = scheduled.LambdaInvoke(b)
        scheduler.Schedule(self, "S", schedule=every, target=target)
        """,
        ["schedule"],
        ["schedule"],
    ),
    "a schedule by ARN": (
        """
        scheduler.CfnSchedule(self, "S", schedule_expression="rate(1 hour)",
            target=scheduler.CfnSchedule.TargetProperty(arn=b.function_arn, role_arn=role.role_arn))
        """,
        [],
        ["schedule"],
    ),
    "a step of a state machine": (
        'tasks.LambdaInvoke(self, "T", lambda_function=self.a, output_path="$.Payload")',
        ["step_functions"],
        [],
    ),
}
IN_TYPESCRIPT = {
    "each rule its own": (
        """
    const nightly = new events.Rule(this, 'N', { schedule: events.Schedule.cron({ hour: '4' }) });
    nightly.addTarget(new targets.LambdaFunction(this.a));
    const orders = new events.Rule(this, 'O', { eventPattern: { source: ['shop'] } });
    orders.addTarget(new targets.LambdaFunction(b));
        """,
        ["schedule"],
        ["eventbridge"],
    ),
    "targets in the rule": (
        """
    new events.Rule(this, 'N', {
      schedule: events.Schedule.rate(Duration.hours(1)),
      targets: [new targets.LambdaFunction(b, { event: events.RuleTargetInput.fromObject({}) })],
    });
    new events.Rule(this, 'O', { eventPattern: { source: ['shop'] }, targets: [new targets.LambdaFunction(this.a)] });
        """,
        ["eventbridge"],
        ["schedule"],
    ),
    "a target in one go": (
        """
    new events.Rule(this, 'N', { schedule }).addTarget(new targets.LambdaFunction(this.a));
    new events.Rule(this, 'O', { eventPattern: pattern }).addTarget(new targets.LambdaFunction(b));
        """,
        ["schedule"],
        ["eventbridge"],
    ),
    "an attribute, a target by a variable": (
        """
    this.rule = new events.Rule(this, 'N', { schedule });
    const target = new targets.LambdaFunction(b);
    this.rule.addTarget(target);
    repo.onCommit('C', { target: new targets.LambdaFunction(this.a) });
        """,
        ["eventbridge"],
        ["schedule"],
    ),
    "by ARN": (
        """
    new events.CfnRule(this, 'O', { eventPattern: {}, targets: [{ arn: this.a.functionArn, id: 'A' }] });
    new scheduler.CfnSchedule(this, 'S', { scheduleExpression: 'rate(1 hour)', target: { arn: b.functionArn, roleArn } });
        """,
        ["eventbridge"],
        ["schedule"],
    ),
    "a schedule of the scheduler": (
        """
    new events.Rule(this, 'O', { eventPattern: {}, targets: [new targets.LambdaFunction(b)] });
    new scheduler.Schedule(this, 'S', { schedule, target: new scheduled.LambdaInvoke(this.a, {}) });
        """,
        ["schedule"],
        ["eventbridge"],
    ),
}


@pytest.mark.parametrize(("body", "a", "b"), IN_PYTHON.values(), ids=IN_PYTHON)
def test_python(tmp_path: Path, body: str, a: list[str], b: list[str]) -> None:
    found = functions(tmp_path / "shop.py", f"{PYTHON}        {body.strip()}\n")
    assert {name: [event.kind for event in fn.events] for name, fn in found.items()} == {"A": a, "B": b}


@pytest.mark.parametrize(("body", "a", "b"), IN_TYPESCRIPT.values(), ids=IN_TYPESCRIPT)
def test_typescript(tmp_path: Path, body: str, a: list[str], b: list[str]) -> None:
    found = functions(tmp_path / "shop.ts", f"{TYPESCRIPT}{body}\n  }}\n}}\n")
    assert {name: [event.kind for event in fn.events] for name, fn in found.items()} == {"A": a, "B": b}
