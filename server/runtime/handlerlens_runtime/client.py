"""The runtime client's rarer requests (init and restore) under the secret path of this environment."""

import runtime_client
from awslambdaric.lambda_runtime_client import LambdaRuntimeClient


class SecretClient(LambdaRuntimeClient):
    def call_rapid(self, http_method, endpoint, *args, **kwargs):
        return super().call_rapid(http_method, runtime_client.path_prefix + endpoint, *args, **kwargs)
