from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any
class DictWrapper:
    raw_event: dict[str, Any]
    def get(self, key, default=...): ...
    def __getitem__(self, key): ...
    def __getattr__(self, name): ...
def event_source(*args, **kwargs): ...
class DynamoDBRecordEventName(Enum):
    INSERT = 0
    MODIFY = 1
    REMOVE = 2
class BaseProxyEvent(DictWrapper):
    headers: dict[str, str]
    query_string_parameters: dict[str, str]
    multi_value_query_string_parameters: dict[str, list[str]]
    resolved_query_string_parameters: dict[str, list[str]]
    resolved_headers_field: dict[str, str]
    resolved_cookies_field: dict[str, str]
    is_base64_encoded: bool | None
    body: str | None
    json_body: Any
    decoded_body: str | None
    path: str
    http_method: str
class RequestContextClientCert(DictWrapper):
    client_cert_pem: str
    issuer_dn: str
    serial_number: str
    subject_dn: str
    validity_not_after: str
    validity_not_before: str
class APIGatewayEventIdentity(DictWrapper):
    access_key: str | None
    account_id: str | None
    api_key: str | None
    api_key_id: str | None
    caller: str | None
    cognito_authentication_provider: str | None
    cognito_authentication_type: str | None
    cognito_identity_id: str | None
    cognito_identity_pool_id: str | None
    principal_org_id: str | None
    source_ip: str
    user: str | None
    user_agent: str | None
    user_arn: str | None
    client_cert: RequestContextClientCert | None
class BaseRequestContext(DictWrapper):
    account_id: str
    api_id: str
    domain_name: str | None
    domain_prefix: str | None
    extended_request_id: str | None
    protocol: str
    http_method: str
    identity: APIGatewayEventIdentity
    path: str
    stage: str
    request_id: str
    request_time: str | None
    request_time_epoch: int
    resource_id: str
    resource_path: str
class RequestContextV2Http(DictWrapper):
    method: str
    path: str
    protocol: str
    source_ip: str
    user_agent: str
class BaseRequestContextV2(DictWrapper):
    account_id: str
    api_id: str
    domain_name: str
    domain_prefix: str
    http: RequestContextV2Http
    request_id: str
    route_key: str
    stage: str
    time: str
    time_epoch: int
    authentication: RequestContextClientCert | None
class APIGatewayEventAuthorizer(DictWrapper):
    claims: dict[str, Any]
    scopes: list[str]
    principal_id: str
    integration_latency: int | None
class APIGatewayEventRequestContext(BaseRequestContext):
    connected_at: int | None
    connection_id: str | None
    event_type: str | None
    message_direction: str | None
    message_id: str | None
    operation_name: str | None
    route_key: str | None
    authorizer: APIGatewayEventAuthorizer
class APIGatewayProxyEvent(BaseProxyEvent):
    version: str
    resource: str
    multi_value_headers: dict[str, list[str]]
    resolved_query_string_parameters: dict[str, list[str]]
    resolved_headers_field: dict[str, Any]
    request_context: APIGatewayEventRequestContext
    path_parameters: dict[str, str]
    stage_variables: dict[str, str]
class RequestContextV2AuthorizerIam(DictWrapper):
    access_key: str
    account_id: str
    caller_id: str
    cognito_amr: list[str]
    cognito_identity_id: str
    cognito_identity_pool_id: str
    principal_org_id: str
    user_arn: str
    user_id: str
class RequestContextV2Authorizer(DictWrapper):
    jwt_claim: dict[str, Any]
    jwt_scopes: list[str]
    get_lambda: dict[str, Any]
    iam: RequestContextV2AuthorizerIam
class RequestContextV2(BaseRequestContextV2):
    authorizer: RequestContextV2Authorizer
class APIGatewayProxyEventV2(BaseProxyEvent):
    version: str
    route_key: str
    raw_path: str
    raw_query_string: str
    cookies: list[str]
    resolved_cookies_field: dict[str, str]
    request_context: RequestContextV2
    path_parameters: dict[str, str]
    stage_variables: dict[str, str]
    path: str
    http_method: str
    resolved_headers_field: dict[str, Any]
class LambdaFunctionUrlEvent(APIGatewayProxyEventV2):
    pass
class ALBEventRequestContext(DictWrapper):
    elb_target_group_arn: str
class ALBEvent(BaseProxyEvent):
    request_context: ALBEventRequestContext
    resolved_query_string_parameters: dict[str, list[str]]
    multi_value_headers: dict[str, list[str]]
    resolved_headers_field: dict[str, Any]
class SNSMessage(DictWrapper):
    signature_version: str
    timestamp: str
    signature: str
    signing_cert_url: str
    message_id: str
    message: str
    get_type: str
    unsubscribe_url: str
    topic_arn: str
    subject: str
class SNSEventRecord(DictWrapper):
    event_version: str
    event_subscription_arn: str
    event_source: str
    sns: SNSMessage
class SNSEvent(DictWrapper):
    records: Iterator[SNSEventRecord]
    record: SNSEventRecord
    sns_message: str
class S3Bucket(DictWrapper):
    name: str
    arn: str
class S3Object(DictWrapper):
    key: str
    size: int
    etag: str
    version_id: str | None
    sequencer: str
class S3Message(DictWrapper):
    s3_schema_version: str
    configuration_id: str
    bucket: S3Bucket
    get_object: S3Object
class S3EventRecord(DictWrapper):
    event_version: str
    event_source: str
    aws_region: str
    event_time: str
    event_name: str
    response_elements: dict[str, str]
    s3: S3Message
class S3Event(DictWrapper):
    records: Iterator[S3EventRecord]
    record: S3EventRecord
    bucket_name: str
    object_key: str
class SQSRecordAttributes(DictWrapper):
    aws_trace_header: str | None
    approximate_receive_count: str
    sent_timestamp: str
    sender_id: str
    approximate_first_receive_timestamp: str
    sequence_number: str | None
    message_group_id: str | None
    message_deduplication_id: str | None
    dead_letter_queue_source_arn: str | None
class SQSMessageAttribute(DictWrapper):
    string_value: str | None
    binary_value: str | None
    data_type: str
class SQSMessageAttributes(dict[str, Any]):
    def __getitem__(self, key: str) -> SQSMessageAttribute: ...
class SQSRecord(DictWrapper):
    message_id: str
    receipt_handle: str
    body: str
    json_body: Any
    attributes: SQSRecordAttributes
    message_attributes: SQSMessageAttributes
    md5_of_body: str
    event_source: str
    event_source_arn: str
    aws_region: str
    queue_url: str
    decoded_nested_s3_event: S3Event
    decoded_nested_sns_event: SNSMessage
class SQSEvent(DictWrapper):
    records: Iterator[SQSRecord]
class EventBridgeEvent(DictWrapper):
    get_id: str
    version: str
    account: str
    time: str
    region: str
    resources: list[str]
    source: str
    detail_type: str
    detail: dict[str, Any]
    replay_name: str | None
class StreamRecord(DictWrapper):
    approximate_creation_date_time: int | None
    keys: dict[str, Any]
    new_image: dict[str, Any]
    old_image: dict[str, Any]
    sequence_number: str | None
    size_bytes: int | None
class DynamoDBRecord(DictWrapper):
    aws_region: str | None
    dynamodb: StreamRecord
    event_id: str | None
    event_name: DynamoDBRecordEventName
    event_source: str | None
    event_source_arn: str | None
    event_version: str | None
    user_identity: dict
class DynamoDBStreamEvent(DictWrapper):
    records: Iterator[DynamoDBRecord]
    state: dict[str, Any]
    shard_id: str | None
    event_source_arn: str | None
    is_final_invoke_for_window: bool | None
    is_window_terminated_early: bool | None
class KinesisStreamRecordPayload(DictWrapper):
    approximate_arrival_timestamp: float
    data: str
    kinesis_schema_version: str
    partition_key: str
    sequence_number: str
    def data_as_bytes(self) -> bytes: ...
    def data_as_text(self) -> str: ...
    def data_as_json(self) -> Any: ...
class KinesisStreamRecord(DictWrapper):
    aws_region: str
    event_id: str
    event_name: str
    event_source: str
    event_source_arn: str
    event_version: str
    invoke_identity_arn: str
    kinesis: KinesisStreamRecordPayload
class KinesisStreamEvent(DictWrapper):
    records: Iterator[KinesisStreamRecord]
    state: dict[str, Any]
    shard_id: str | None
    event_source_arn: str | None
    is_final_invoke_for_window: bool | None
    is_window_terminated_early: bool | None
class CloudWatchLogsLogEvent(DictWrapper):
    get_id: str
    timestamp: int
    message: str
    extracted_fields: dict[str, str]
class CloudWatchLogsDecodedData(DictWrapper):
    owner: str
    log_group: str
    log_stream: str
    subscription_filters: list[str]
    message_type: str
    policy_level: str | None
    log_events: list[CloudWatchLogsLogEvent]
class CloudWatchLogsEvent(DictWrapper):
    raw_logs_data: str
    decompress_logs_data: bytes
    def parse_logs_data(self) -> CloudWatchLogsDecodedData: ...
class SESMail(DictWrapper):
    timestamp: str
    source: str
    message_id: str
    destination: list[str]
    headers_truncated: bool
class SESReceipt(DictWrapper):
    timestamp: str
    processing_time_millis: int
    recipients: list[str]
    dmarc_policy: str | None
class SESMessage(DictWrapper):
    mail: SESMail
    receipt: SESReceipt
class SESEventRecord(DictWrapper):
    event_source: str
    event_version: str
    ses: SESMessage
class SESEvent(DictWrapper):
    records: Iterator[SESEventRecord]
    record: SESEventRecord
    mail: SESMail
    receipt: SESReceipt
class KafkaEventRecord(DictWrapper):
    json_body: Any
    body: str
    message_id: str
class KinesisFirehoseRecord(DictWrapper):
    json_body: Any
    body: str
    message_id: str
class AppSyncResolverEvent(DictWrapper):
    pass
class AppSyncAuthorizerEvent(DictWrapper):
    pass
class BedrockAgentEvent(DictWrapper):
    pass
class CloudFormationCustomResourceEvent(DictWrapper):
    pass
class CloudWatchAlarmEvent(DictWrapper):
    pass
class CloudWatchDashboardCustomWidgetEvent(DictWrapper):
    pass
class CodePipelineJobEvent(DictWrapper):
    pass
class CodeDeployLifecycleHookEvent(DictWrapper):
    pass
class ConnectContactFlowEvent(DictWrapper):
    pass
class KafkaEvent(DictWrapper):
    records: Iterator[KafkaEventRecord]
    record: KafkaEventRecord
class KinesisFirehoseEvent(DictWrapper):
    records: Iterator[KinesisFirehoseRecord]
    record: KinesisFirehoseRecord
class S3BatchOperationEvent(DictWrapper):
    pass
class S3EventBridgeNotificationEvent(DictWrapper):
    pass
class SecretsManagerEvent(DictWrapper):
    pass
class VPCLatticeEvent(DictWrapper):
    path: str
    http_method: str
    body: str | None
    decoded_body: str | None
    is_base64_encoded: bool | None
    json_body: Any
class VPCLatticeEventV2(DictWrapper):
    path: str
    http_method: str
    body: str | None
    decoded_body: str | None
    is_base64_encoded: bool | None
    json_body: Any
class AWSConfigRuleEvent(DictWrapper):
    pass
class TransferFamilyAuthorizer(DictWrapper):
    pass
