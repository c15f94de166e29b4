"""A function that works off a queue, as the warehouse has several."""

import pulumi
import pulumi_aws as aws


class Worker(pulumi.ComponentResource):
    def __init__(self, name, folder, role, opts=None):
        super().__init__("warehouse:Worker", name, {}, opts)
        self.function = aws.lambda_.Function(
            name,
            runtime="python3.13",
            handler="worker.work",
            role=role.arn,
            code=pulumi.FileArchive(folder),
            opts=pulumi.ResourceOptions(parent=self),
        )
