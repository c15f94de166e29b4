class LambdaClientContext:
    custom: dict
    env: dict
class LambdaCognitoIdentity:
    cognito_identity_id: str
    cognito_identity_pool_id: str
class LambdaContext:
    function_name: str
    function_version: str
    invoked_function_arn: str
    memory_limit_in_mb: int
    aws_request_id: str
    log_group_name: str
    log_stream_name: str
    identity: LambdaCognitoIdentity
    client_context: LambdaClientContext
    def get_remaining_time_in_millis(self) -> int: ...
