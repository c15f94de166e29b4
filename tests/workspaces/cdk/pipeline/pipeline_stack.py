"""What watches the deployments."""

from pathlib import Path

from aws_cdk import Duration, Stack
from aws_cdk import aws_lambda as lambda_

HERE = Path(__file__).parent


def source_of(name):
    return str(HERE / "functions" / name)


class PipelineStack(Stack):
    def __init__(self, scope, construct_id, **kwargs):
        super().__init__(scope, construct_id, **kwargs)
        common = {"runtime": lambda_.Runtime.PYTHON_3_13, "timeout": Duration.seconds(30)}
        lambda_.Function(
            self, "Notify", handler="notify.send", code=lambda_.Code.from_asset(source_of("notify")), **common
        )
