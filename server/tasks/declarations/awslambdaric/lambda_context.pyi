# The object a handler gets as its second argument: awslambdaric/lambda_context.py.
class LambdaContext:
    aws_request_id: str
    log_group_name: str
    log_stream_name: str
    function_name: str
    memory_limit_in_mb: str
    function_version: str
    invoked_function_arn: str
    tenant_id: str | None
    client_context: ClientContext | None
    identity: CognitoIdentity
    def get_remaining_time_in_millis(self) -> int: ...
    def log(self, msg: object) -> None: ...

class CognitoIdentity:
    cognito_identity_id: str | None
    cognito_identity_pool_id: str | None

class ClientContext:
    custom: dict | None
    env: dict | None
    client: Client | None

class Client:
    installation_id: str | None
    app_title: str | None
    app_version_name: str | None
    app_version_code: str | None
    app_package_name: str | None
