"""The warehouse: a queue of parcels to weigh, and a bucket that labels are made from."""

import pulumi
import pulumi_aws as aws
from worker import Worker

role = aws.iam.Role("warehouse", assume_role_policy="{}")
parcels = aws.sqs.Queue("parcels")
weigh = Worker("weigh", folder="functions/weigh", role=role)
aws.lambda_.EventSourceMapping("parcels", event_source_arn=parcels.arn, function_name=weigh.function.arn)

label = aws.lambda_.Function(
    "label",
    runtime=aws.lambda_.Runtime.PYTHON3D13,
    handler="printer.print_label",
    role=role.arn,
    code=pulumi.AssetArchive({".": pulumi.FileArchive("./functions/label")}),
    timeout=45,
    memory_size=512,
    environment=aws.lambda_.FunctionEnvironmentArgs(variables={"FORMAT": "A6", "QUEUE": parcels.url}),
)
aws.lambda_.Permission("drawings", action="lambda:InvokeFunction", function=label.name, principal="s3.amazonaws.com")
