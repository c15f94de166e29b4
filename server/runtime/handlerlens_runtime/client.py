"""The runtime client's rarer requests (init and restore) under the secret path of this environment."""

import runtime_client
from awslambdaric.lambda_runtime_client import LambdaRuntimeClient


class SecretClient(LambdaRuntimeClient):  # type: ignore[misc]
    def call_rapid(self, http_method: str, endpoint: str, *args: object, **kwargs: object) -> object:
        return super().call_rapid(http_method, runtime_client.path_prefix + endpoint, *args, **kwargs)
