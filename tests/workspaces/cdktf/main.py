"""A rain gauge that measures once an hour."""

from pathlib import Path

from cdktf import App, AssetType, TerraformAsset, TerraformStack
from cdktf_cdktf_provider_aws.lambda_function import LambdaFunction, LambdaFunctionEnvironment
from cdktf_cdktf_provider_aws.lambda_permission import LambdaPermission


class RainGauge(TerraformStack):
    def __init__(self, scope, name):
        super().__init__(scope, name)
        code = TerraformAsset(
            self,
            "code",
            path=str(Path(__file__).parent / "functions" / "measure"),
            type=AssetType.ARCHIVE,
        )
        measure = LambdaFunction(
            self,
            "measure",
            function_name="rain-gauge-measure",
            handler="gauge.measure",
            runtime="python3.12",
            filename=code.path,
            source_code_hash=code.asset_hash,
            timeout=20,
            environment=LambdaFunctionEnvironment(variables={"UNIT": "mm"}),
        )
        LambdaPermission(
            self, "hourly", action="lambda:InvokeFunction", function_name=measure.arn, principal="events.amazonaws.com"
        )


app = App()
RainGauge(app, "rain-gauge")
app.synth()
