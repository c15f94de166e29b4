"""The pipeline's own program, in Python: a monorepo has several."""

import aws_cdk as cdk
from pipeline_stack import PipelineStack

app = cdk.App()
PipelineStack(app, "Pipeline")
app.synth()
