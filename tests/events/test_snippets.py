"""The snippets of new handlers: once placed they are handlers, of the source they are for, and clean under every rule."""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.stub import Stubber

import handlerlens.events
from handlerlens.analysis.event_sources import event_sources
from handlerlens.analysis.handlers import find_handlers
from handlerlens.analysis.linter import lint
from handlerlens.analysis.served import served
from handlerlens.analysis.source import parse
from handlerlens.events.catalog import Variant, source
from handlerlens.events.contracts import judge

SNIPPETS = json.loads((Path(handlerlens.events.__file__).parent / "snippets.json").read_text("utf-8"))

SOURCES = {
    "lambda-sqs": "sqs",
    "lambda-kinesis": "kinesis",
    "lambda-dynamodb": "dynamodb",
    "lambda-firehose": "firehose",
    "lambda-s3": "s3",
    "lambda-sns": "sns",
    "lambda-logs": "cloudwatch_logs",
    "lambda-authorizer": "rest_authorizer_token",
    "lambda-edge-request": "cloudfront_request",
    "lambda-custom-resource": "custom_resource",
    "lambda-s3-batch": "s3_batch",
    "lambda-rest-api": "rest_api",
    "lambda-http-api": "http_api_v2",
    "lambda-websocket": "websocket",
    "lambda-bedrock": "bedrock_agent_function",
    "lambda-kafka": "msk",
    "lambda-activemq": "activemq",
    "lambda-rabbitmq": "rabbitmq",
    "lambda-lattice": "vpc_lattice_v2",
    "lambda-appsync": "appsync",
    "lambda-appsync-batch": "appsync_batch",
    "lambda-appsync-events": "appsync_events",
    "lambda-appsync-authorizer": "appsync_authorizer",
    "lambda-edge-response": "cloudfront_response",
    "lambda-lex": "lex_v2",
    "lambda-alexa": "alexa_skill",
    "lambda-connect": "connect",
    "lambda-bedrock-api": "bedrock_agent_api",
    "lambda-cfn-macro": "cfn_macro",
    "lambda-alarm": "cloudwatch_alarm",
    "lambda-secrets-rotation": "secrets_rotation",
    "lambda-transfer-authorizer": "transfer_authorizer",
    "lambda-ses": "ses",
    "lambda-iot-authorizer": "iot_authorizer",
    "lambda-iot-provisioning": "iot_provisioning",
    "lambda-client-vpn": "vpn_connect",
    "lambda-workmail": "workmail",
    "lambda-redshift": "redshift_udf",
    "lambda-ecs-hook": "ecs_hook",
    "lambda-cfn-hook": "cfn_hook",
    "lambda-autoscaling-termination": "autoscaling_termination",
    "lambda-chime-sip": "chime_sip",
    "lambda-ground-truth": "ground_truth_pre",
    "lambda-alexa-smart-home": "alexa_smart_home",
    "lambda-lex-v1": "lex_v1",
    "lambda-cognito-sync": "cognito_sync",
    "lambda-ground-truth-post": "ground_truth_post",
    "lambda-lattice-v1": "vpc_lattice_v1",
    "lambda-documentdb": "documentdb",
    "lambda-widget": "cloudwatch_widget",
    "lambda-codepipeline": "codepipeline_job",
    "lambda-codedeploy": "codedeploy_hook",
    "lambda-config-rule": "config_rule",
    "lambda-s3-object-lambda": "s3_object_lambda",
}
OTHERS = {
    "lambda-function-url": "function_url",
    "lambda-alb": "alb",
    "lambda-eventbridge": "eventbridge",
    "lambda-schedule": "schedule",
    "lambda-http-authorizer": "http_api_authorizer",
    "lambda-cognito": "cognito_pre_sign_up",
    "lambda-step-functions": "step_functions",
    "lambda-cdk-provider": "cdk_provider",
    "lambda-kinesis-analytics": "kinesis_analytics",
    "lambda-kinesis-analytics-output": "kinesis_analytics",
    "lambda-authorizer-request": "rest_authorizer_request",
    "lambda-pipes": "pipes",
    "lambda-destination": "destination",
    "lambda-cognito-token": "cognito_pre_token_generation",
    "lambda-cognito-token-v2": "cognito_pre_token_generation_v2",
    "lambda-cognito-migration": "cognito_user_migration",
    "lambda-cognito-message": "cognito_custom_message",
    "lambda-cognito-define-auth": "cognito_define_auth_challenge",
    "lambda-cognito-create-auth": "cognito_create_auth_challenge",
    "lambda-cognito-verify-auth": "cognito_verify_auth_challenge",
    "lambda-cognito-federation": "cognito_inbound_federation",
}
"""Snippets whose source the code alone does not tell."""

ALSO = {
    "http_api_v1": "lambda-rest-api",
    "websocket_authorizer": "lambda-authorizer-request",
    "kafka": "lambda-kafka",
    "s3_eventbridge": "lambda-eventbridge",
    "cognito_post_confirmation": "lambda-cognito",
    "cognito_pre_authentication": "lambda-cognito",
    "cognito_post_authentication": "lambda-cognito",
    "cognito_custom_email_sender": "lambda-cognito",
    "cognito_custom_sms_sender": "lambda-cognito",
    "codecommit": "lambda-handler",
    "stream_failure": "lambda-destination",
    "iot_rule": "lambda-handler",
    "iot_registry": "lambda-handler",
    "iot_button": "lambda-handler",
    "iot_events": "lambda-handler",
    "agentcore_gateway": "lambda-handler",
    "batch_job": "lambda-handler",
    "direct": "lambda-handler",
}
"""Sources that a snippet of another one is right for."""

CALLS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "lambda-ground-truth-post": [
        (
            "get_object",
            {
                "Body": io.BytesIO(
                    b'[{"datasetObjectId": "0", "annotations": [{"workerId": "w", "annotationData": {"content": "{}"}}]}]'
                )
            },
        )
    ],
    "lambda-codepipeline": [("put_job_success_result", {})],
    "lambda-codedeploy": [("put_lifecycle_event_hook_execution_status", {})],
    "lambda-config-rule": [("put_evaluations", {})],
}
"""What snippets ask AWS, and its answers: botocore holds their parameters against its model of the service."""

REFUSED = {"http_api_v2_binary", "firehose_msk", "s3_test", "appsync_mutation", "appsync_nested", "amplify_function"}
"""Samples that the example in a snippet is not made for: no JSON, another form, another field."""


def placed(body: list[str]) -> str:
    """A snippet as it stands once every placeholder was accepted."""
    text = "\n".join(body)
    previous = ""
    while previous != text:
        previous = text
        text = re.sub(r"(?<!\\)\$\{\d+:((?:[^${}]|\{[^{}]*\}|\{[^{}]*\{[^{}]*\}[^{}]*\})*)\}", r"\1", text)
    return re.sub(r"(?<!\\)\$\d", "", text).replace("\\$", "$") + "\n"


@pytest.mark.parametrize("name", SNIPPETS)
def test_snippet(name: str) -> None:
    snippet = SNIPPETS[name]
    module = parse(Path("/nowhere/app.py"), placed(snippet["body"]))
    assert "${" not in module.text
    (handler,) = find_handlers(module)
    assert handler.name == "lambda_handler"
    assert [(f.code, f.message) for f in lint(module)] == []
    wanted = SOURCES.get(snippet["prefix"])
    if wanted is not None:
        assert wanted in {key for one in served(module, handler) for key in one.ids}


def runs() -> Iterator[tuple[str, Variant]]:
    for name, snippet in SNIPPETS.items():
        key = (SOURCES | OTHERS).get(snippet["prefix"])
        keys = [key, *(also for also, prefix in ALSO.items() if prefix == snippet["prefix"])]
        for one in (k for k in keys if k is not None and "urllib.request" not in "".join(snippet["body"])):
            samples = [v for v in source(one).variants.values() if not v.name.endswith("_window")]  # those want a state
            yield from ((name, sample) for sample in samples)


@pytest.mark.parametrize(("name", "sample"), list(runs()), ids=lambda v: getattr(v, "name", v))
def test_what_a_snippet_answers_is_right(name: str, sample: Variant, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(variable, "us-east-1")
    scope: dict[str, Any] = {}
    exec(compile(placed(SNIPPETS[name]["body"]), name, "exec"), scope)
    calls = CALLS.get(SNIPPETS[name]["prefix"], [])
    for client in [value for value in scope.values() if hasattr(value, "meta") and hasattr(value, "exceptions")]:
        asked = Stubber(client)
        for operation, answer in calls:
            asked.add_response(operation, answer)
        asked.activate()
    if sample.name in REFUSED:
        with pytest.raises(Exception, match=r"."):
            scope["lambda_handler"](sample.event, None)
        return
    answer = scope["lambda_handler"](sample.event, None)
    if calls:
        asked.assert_no_pending_responses()
    assert judge(sample.source, json.dumps(answer), json.dumps(sample.event)) == []


def test_every_source_has_a_snippet() -> None:
    assert {*SOURCES.values(), *OTHERS.values(), *ALSO} == set(event_sources())
    assert set(SOURCES) | set(OTHERS) | set(ALSO.values()) == {snippet["prefix"] for snippet in SNIPPETS.values()}


def test_prefixes_are_unique() -> None:
    prefixes = [snippet["prefix"] for snippet in SNIPPETS.values()]
    assert len(prefixes) == len(set(prefixes))
    assert set(SOURCES) <= set(prefixes)
