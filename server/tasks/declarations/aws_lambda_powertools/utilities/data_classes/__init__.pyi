from collections.abc import Iterator, Mapping
from typing import Any
class DictWrapper:
    raw_event: dict[str, Any]
    def get(self, key, default=...): ...
    def __getitem__(self, key): ...
    def __getattr__(self, name): ...
def event_source(*args, **kwargs): ...
class DynamoDBRecord(DictWrapper):
    json_body: Any
    body: str
    message_id: str
class KafkaEventRecord(DictWrapper):
    json_body: Any
    body: str
    message_id: str
class KinesisFirehoseRecord(DictWrapper):
    json_body: Any
    body: str
    message_id: str
class KinesisStreamRecord(DictWrapper):
    json_body: Any
    body: str
    message_id: str
class S3EventRecord(DictWrapper):
    json_body: Any
    body: str
    message_id: str
class SESEventRecord(DictWrapper):
    json_body: Any
    body: str
    message_id: str
class SNSEventRecord(DictWrapper):
    json_body: Any
    body: str
    message_id: str
class SQSRecord(DictWrapper):
    json_body: Any
    body: str
    message_id: str
class ALBEvent(DictWrapper):
    path: str
    http_method: str
    body: str | None
    decoded_body: str | None
    is_base64_encoded: bool | None
    json_body: Any
class APIGatewayProxyEvent(DictWrapper):
    path: str
    http_method: str
    body: str | None
    decoded_body: str | None
    is_base64_encoded: bool | None
    json_body: Any
class APIGatewayProxyEventV2(DictWrapper):
    path: str
    http_method: str
    body: str | None
    decoded_body: str | None
    is_base64_encoded: bool | None
    json_body: Any
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
class CloudWatchLogsEvent(DictWrapper):
    pass
class CodePipelineJobEvent(DictWrapper):
    pass
class CodeDeployLifecycleHookEvent(DictWrapper):
    pass
class ConnectContactFlowEvent(DictWrapper):
    pass
class DynamoDBStreamEvent(DictWrapper):
    records: Iterator[DynamoDBRecord]
    record: DynamoDBRecord
class EventBridgeEvent(DictWrapper):
    pass
class KafkaEvent(DictWrapper):
    records: Iterator[KafkaEventRecord]
    record: KafkaEventRecord
class KinesisFirehoseEvent(DictWrapper):
    records: Iterator[KinesisFirehoseRecord]
    record: KinesisFirehoseRecord
class KinesisStreamEvent(DictWrapper):
    records: Iterator[KinesisStreamRecord]
    record: KinesisStreamRecord
class LambdaFunctionUrlEvent(DictWrapper):
    path: str
    http_method: str
    body: str | None
    decoded_body: str | None
    is_base64_encoded: bool | None
    json_body: Any
class S3BatchOperationEvent(DictWrapper):
    pass
class S3Event(DictWrapper):
    records: Iterator[S3EventRecord]
    record: S3EventRecord
class S3EventBridgeNotificationEvent(DictWrapper):
    pass
class SecretsManagerEvent(DictWrapper):
    pass
class SESEvent(DictWrapper):
    records: Iterator[SESEventRecord]
    record: SESEventRecord
class SNSEvent(DictWrapper):
    records: Iterator[SNSEventRecord]
    record: SNSEventRecord
class SQSEvent(DictWrapper):
    records: Iterator[SQSRecord]
    record: SQSRecord
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
