"""Samples beside their documentation: the forms that were wrong or thin once, each with the document that says so."""

import re

import pytest

from handlerlens.analysis.event_sources import event_sources
from handlerlens.events.catalog import variant
from handlerlens.events.paths import find, parse_path

MISSING = object()

FORMS = [
    # EBS user guide, "EventBridge for Amazon EBS": the region before the empty account
    ("eventbridge_ebs_snapshot", "resources[0]", r"arn:aws:ec2:[a-z0-9-]+::snapshot/snap-\w+"),
    ("eventbridge_ebs_snapshot", "detail.snapshot_id", r"arn:aws:ec2:[a-z0-9-]+::snapshot/snap-\w+"),
    ("eventbridge_ebs_snapshot", "detail.source", r"arn:aws:ec2:[a-z0-9-]+::volume/vol-\w+"),
    # Cost Management user guide, "Using EventBridge with Cost Anomaly Detection"
    ("eventbridge_budget", "detail.dimensionValue", str),
    ("eventbridge_budget", "detail.dimensionalValue", MISSING),
    ("eventbridge_budget", "detail.anomalyStartDate", r"\d{4}-\d\d-\d\dT00:00:00Z"),
    ("eventbridge_budget", "detail.rootCauses[0].impact.contribution", float),
    ("eventbridge_budget", "resources[0]", r"arn:aws:ce::\d{12}:anomalymonitor/[0-9a-f-]{36}"),
    # Bedrock user guide, "How EventBridge for Amazon Bedrock works"
    ("eventbridge_bedrock_batch", "resources[0]", r"arn:aws:bedrock:[a-z0-9-]+:\d{12}:model-invocation-job/\w+"),
    ("eventbridge_bedrock_batch", "detail.batchModelId", r"arn:aws:bedrock:[a-z0-9-]+::foundation-model/.+"),
    ("eventbridge_bedrock_batch", "detail.creationTime", r"\w{3} \d\d?, \d{4}, \d\d?:\d\d:\d\d [AP]M"),
    ("eventbridge_bedrock_batch", "detail.version", r"0\.0"),
    # CodePipeline user guide, "Monitoring CodePipeline events": versions are numbers there, an action type's is text
    ("eventbridge_codepipeline", "detail.version", float),
    ("eventbridge_codepipeline", "detail.start-time", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"),
    ("eventbridge_codepipeline", "detail.pipeline-execution-attempt", float),
    ("eventbridge_codepipeline_action", "detail.type.version", str),
    ("eventbridge_codepipeline_action", "detail.input-artifacts[0].s3location.key", str),
    # CodeBuild user guide, "Build notifications input format reference"
    ("eventbridge_codebuild", "detail.additional-information.environment.privileged-mode", bool),
    ("eventbridge_codebuild", "detail.additional-information.artifact.location", r"arn:aws:s3:::.+"),
    ("eventbridge_codebuild", "detail.additional-information.phases[0].start-time", r"\w{3} \d\d?, \d{4} .+ [AP]M"),
    # Systems Manager user guide, "Amazon EventBridge event examples"
    ("eventbridge_ssm_command", "resources[0]", r"arn:aws:ec2:[a-z0-9-]+:\d{12}:instance/i-\w+"),
    ("eventbridge_ssm_command", "detail.requested-date-time", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"),
    # GameLift FlexMatch guide: the port is a number, the resource is the matchmaking configuration
    ("eventbridge_gamelift", "resources[0]", r"arn:aws:gamelift:[a-z0-9-]+:\d{12}:matchmakingconfiguration/\w+"),
    ("eventbridge_gamelift", "detail.gameSessionInfo.port", int),
    # EventBridge schema registry (CDK's @aws-cdk/aws-service-spec 0.1.216): required there
    ("eventbridge_codecommit_pull_request", "detail.revisionId", str),
    ("eventbridge_guardduty", "detail.service.additionalInfo.type", str),
    ("eventbridge_sagemaker_training", "detail.ResourceConfig.InstanceCount", int),
    ("eventbridge_sagemaker_training", "detail.LastModifiedTime", int),
    ("eventbridge_sign_in", "detail.additionalEventData.LoginTo", r"https://.+"),
    ("eventbridge_alarm_state", "detail.previousState.reasonData", str),
    # AWS Config: times with milliseconds, the result before where there was one
    ("eventbridge_config_compliance", "detail.oldEvaluationResult.complianceType", "COMPLIANT"),
    ("eventbridge_config_compliance", "detail.notificationCreationTime", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"),
    # S3 user guide, "EventBridge event message structure": delete markers have a version, restores no sequencer
    ("s3_eventbridge_expired", "detail.object.version-id", str),
    ("s3_eventbridge_restored", "detail.object.sequencer", MISSING),
    # S3 user guide, "Event context format and usage": no authorization parameters, the date of a session in words
    ("s3_object_lambda", "userRequest.url", r"https://[^?]+"),
    ("s3_object_lambda", "userIdentity.sessionContext.attributes.creationDate", r"\w{3} \w{3} \d\d .+ UTC \d{4}"),
    # IoT developer guide, "Registry events": the association alone has no account
    ("iot_registry_type_association", "accountId", MISSING),
    ("iot_registry", "accountId", r"\d{12}"),
    # aws-cdk-lib custom-resources, provider-framework/runtime/framework.ts: the request goes on whole, its URL too
    ("cdk_provider", "ResponseURL", r"https://.+"),
    ("cdk_provider_is_complete", "ResponseURL", r"https://.+"),
    ("cdk_provider_is_complete", "Data.Rows", str),
]


@pytest.mark.parametrize(("name", "path", "form"), FORMS, ids=lambda part: part if isinstance(part, str) else "")
def test_form(name: str, path: str, form: object) -> None:
    found = [value for _, value in find(variant(name).event, parse_path(path))]
    if form is MISSING:
        assert not found
    elif isinstance(form, type):
        assert [type(value) for value in found] == [form]
    else:
        assert len(found) == 1
        assert re.fullmatch(str(form), str(found[0]))


MARKS = [
    # what the documents call null, empty or left out, beside what the samples show
    ("rest_api", "nullable", "requestContext.identity.apiKey"),
    ("http_api_v1", "nullable", "requestContext.resourceId"),
    ("function_url", "nullable", "requestContext.authorizer"),
    ("websocket", "absent", "requestContext.identity.userAgent"),
    ("rest_authorizer_request", "absent", "requestContext.identity.clientCert"),
    ("http_api_authorizer", "absent", "requestContext.authentication"),
    ("vpc_lattice_v2", "absent", "requestContext.identity.x509SanUri"),
    ("s3", "absent", "Records[].lifecycleEventData"),
    ("s3_eventbridge", "absent", "detail.destination-storage-class"),
    ("iot_registry", "nullable", "rootToParentThingGroups"),
    ("ecs_hook", "absent", "hookDetails"),
    ("cfn_hook", "absent", "changeSetId"),
    ("codepipeline_job", "nullable", "CodePipeline\\.job.data.inputArtifacts[].revision"),
    ("autoscaling_termination", "absent", "HasMoreInstances"),
]


@pytest.mark.parametrize(("source", "mark", "path"), MARKS)
def test_mark(source: str, mark: str, path: str) -> None:
    assert path in getattr(event_sources()[source], mark)
