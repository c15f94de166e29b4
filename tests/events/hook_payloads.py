"""Payloads of hooks, bots and whoever else is no HTTP service or poller, and what their callers do with them."""

from __future__ import annotations

OK: list[str] = []
POLICY = {
    "principalId": "ada",
    "policyDocument": {
        "Version": "2012-10-17",
        "Statement": [{"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": "*"}],
    },
}
CASES: list[tuple[str, object, list[str]]] = [
    # hooks, bots and the rest
    (
        "ecs_hook",
        {"hookStatus": "SUCCESS"},
        ["hookStatus must be 'SUCCEEDED', 'FAILED' or 'IN_PROGRESS', not 'SUCCESS'"],
    ),
    ("ecs_hook", {"HookStatus": "SUCCEEDED"}, ["ECS takes the hook as failed: the key is hookStatus, not HookStatus"]),
    ("ecs_hook", {"hookStatus": "IN_PROGRESS", "callbackDelay": 60}, ["the key is callBackDelay, not callbackDelay"]),
    ("ecs_hook", {"status": "SUCCEEDED"}, ["hookStatus is missing"]),
    ("ecs_hook", None, ["the response must be an object, not null"]),
    ("cdk_provider", {"physicalResourceId": "x"}, ["the key is PhysicalResourceId, not physicalResourceId"]),
    ("cdk_provider", {"data": {}, "jobId": "1"}, OK),  # whatever else onEvent returns, isComplete finds in its event
    (
        "cfn_hook",
        {"hookStatus": "SUCCEEDED"},
        ["hookStatus must be 'SUCCESS', 'FAILED' or 'IN_PROGRESS', not 'SUCCEEDED'"],
    ),
    ("cfn_macro", {"requestId": "1", "status": "SUCCESSFUL", "fragment": {}}, ["status must be 'success'"]),
    ("cfn_macro", {"requestId": "1", "status": "success"}, ["fragment is missing"]),
    ("cfn_macro", {"requestId": "1", "status": "failure", "errorMessage": "no"}, OK),
    ("lex_v2", {"sessionState": {"dialogAction": {"type": "Close"}}}, OK),
    (
        "lex_v2",
        {"sessionState": {"dialogAction": {"type": "close"}}},
        ["sessionState.dialogAction.type must be 'Close'"],
    ),
    (
        "lex_v2",
        {"sessionState": {"dialogAction": {"type": "ElicitSlot"}}},
        ["sessionState.dialogAction.slotToElicit is missing"],
    ),
    ("lex_v1", {"dialogAction": {"type": "Close"}}, ["dialogAction.fulfillmentState is missing"]),
    ("connect", {"a": "b"}, OK),
    ("connect", {"a": {"b": 1}}, ["a must be a string; Connect reads a flat map of strings"]),
    (
        "alexa_skill",
        {"version": "1.0", "response": {"outputSpeech": {"type": "PlainText"}}},
        ["response.outputSpeech.text is missing"],
    ),
    ("appsync_batch", {"a": 1}, ["the response must be a list, not an object"]),
    (
        "bedrock_agent_function",
        {
            "messageVersion": "1.0",
            "response": {
                "actionGroup": "a",
                "function": "f",
                "functionResponse": {"responseBody": {"TEXT": {"body": {}}}},
            },
        },
        ["response.functionResponse.responseBody.TEXT.body must be a string, not an object"],
    ),
    ("ses", {"disposition": "STOP"}, ["disposition must be 'STOP_RULE'"]),
    ("redshift_udf", '{"success": true}', OK),
    # nobody looks at these
    *[
        (s, v, OK)
        for s in ("s3", "sns", "eventbridge", "step_functions", "direct", "appsync", "custom_resource")
        for v in (None, {"a": 1})
    ],
]

CASES += [
    ("rest_api", {"statuscode": 200}, ["the key is statusCode, not statuscode"]),
    ("rest_api", {"statusCode": 200, "body": "x", "isBase64Encoded": True}, OK),
    ("rest_api", {"statusCode": 200.0, "body": ""}, OK),
    ("rest_api", {"statusCode": 200, "isBase64Encoded": 0, "body": "x"}, OK),
    ("alb", {"statusCode": 200, "headers": {"a": ["b"]}}, ["headers.a must be a string"]),
    ("alb", {"statusCode": 200, "multiValueHeaders": {"Set-Cookie": ["a=b", "c=d"]}, "body": "x"}, OK),
    ("vpc_lattice_v1", {"statusCode": 200, "headers": {"a": "b"}, "body": "x", "isBase64Encoded": False}, OK),
    ("vpc_lattice_v2", {"statusCode": 200, "body": [1]}, ["body must be a string, not a list"]),
    ("websocket", {"statusCode": 200, "headers": {"Sec-WebSocket-Protocol": "v1"}, "body": "x"}, OK),
    ("websocket", {"statusCode": "fine"}, ["statusCode must be a status such as 200"]),
    ("websocket_authorizer", POLICY, OK),
    ("websocket_authorizer", {"principalId": "ada"}, ["policyDocument is missing"]),
    ("rest_authorizer_request", {**POLICY, "usageIdentifierKey": "k"}, OK),
    ("http_api_authorizer", {"isAuthorized": False}, OK),
    ("appsync_authorizer", {"isAuthorized": "yes"}, ["isAuthorized must be a boolean, not 'yes'"]),
    (
        "iot_authorizer",
        {"isAuthenticated": True, "principalId": "ada1", "policyDocuments": [], "disconnectAfterInSeconds": 600},
        OK,
    ),
    ("iot_provisioning", {"allowProvisioning": "yes"}, ["allowProvisioning must be a boolean"]),
    ("transfer_authorizer", {"Role": "r", "HomeDirectory": "/b"}, OK),
    ("transfer_authorizer", {}, OK),
    (
        "vpn_connect",
        {
            "allow": True,
            "error-msg-on-denied-connection": "",
            "posture-compliance-statuses": [],
            "schema-version": "v2",
        },
        OK,
    ),
    ("dynamodb", {"batchItemFailures": [{"itemIdentifier": "1"}]}, OK),
    ("dynamodb", {"batchItemFailures": [{"item_identifier": "1"}]}, ["the key is itemIdentifier, not item_identifier"]),
    (
        "kafka",
        {"batchItemFailures": [{"itemIdentifier": {"partition": "orders-0"}}]},
        ["itemIdentifier.offset is missing"],
    ),
    ("kinesis_analytics", {"records": [{"recordId": "1", "result": "Ok", "data": "aGk="}]}, OK),
    ("kinesis_analytics", {"records": [{"recordId": "1", "result": "ok", "data": "aGk="}]}, ["result must be 'Ok'"]),
    ("cognito_post_confirmation", {"triggerSource": "x", "response": {}}, OK),
    ("cognito_post_confirmation", "ok", ["the response must be the event with its response filled"]),
    ("cognito_pre_authentication", {"triggerSource": "x", "response": {}}, OK),
    ("cognito_pre_authentication", None, ["the response must be the event with its response filled"]),
    (
        "cognito_post_authentication",
        {"statusCode": 200, "body": ""},
        ["the response must be the event with its response filled"],
    ),
    (
        "cognito_pre_token_generation",
        {"triggerSource": "x", "response": {"claimsOverrideDetails": {"claimsToAddOrOverride": {"a": "b"}}}},
        OK,
    ),
    (
        "cognito_pre_token_generation",
        {"triggerSource": "x", "response": {"claimsOverrideDetails": {"claimsToAddOrOverride": {"a": 1}}}},
        ["claimsToAddOrOverride.a must be a string, not 1"],
    ),
    (
        "cognito_pre_token_generation_v2",
        {
            "triggerSource": "x",
            "response": {"claimsAndScopeOverrideDetails": {"idTokenGeneration": {"claimsToSuppress": ["a"]}}},
        },
        OK,
    ),
    (
        "cognito_user_migration",
        {
            "triggerSource": "x",
            "response": {"userAttributes": {"email": "a@example.com"}, "finalUserStatus": "CONFIRMED"},
        },
        OK,
    ),
    (
        "cognito_user_migration",
        {"triggerSource": "x", "response": {"finalUserStatus": "OK"}},
        ["finalUserStatus must be 'CONFIRMED'"],
    ),
    (
        "cognito_custom_message",
        {"triggerSource": "x", "response": {"emailMessage": "hi {####}", "emailSubject": "s"}},
        OK,
    ),
    (
        "cognito_custom_message",
        {"triggerSource": "x", "response": {"emailMessage": ["hi"]}},
        ["emailMessage must be a string"],
    ),
    (
        "cognito_define_auth_challenge",
        {"triggerSource": "x", "response": {"issueTokens": True, "failAuthentication": False}},
        OK,
    ),
    (
        "cognito_define_auth_challenge",
        {"triggerSource": "x", "response": {"issueTokens": "true"}},
        ["issueTokens must be a boolean"],
    ),
    (
        "cognito_create_auth_challenge",
        {"triggerSource": "x", "response": {"publicChallengeParameters": {"a": "b"}}},
        OK,
    ),
    ("cognito_verify_auth_challenge", {"triggerSource": "x", "response": {"answerCorrect": True}}, OK),
    (
        "cognito_verify_auth_challenge",
        {"answerCorrect": True},
        ["the response must be the event with its response filled"],
    ),
    ("cognito_inbound_federation", {"triggerSource": "x", "response": {"userAttributesToMap": {"email": "a"}}}, OK),
    ("cognito_sync", {"datasetRecords": {}}, OK),
    ("cognito_sync", None, ["the response must be an object"]),
    ("cloudfront_response", {"status": "200", "headers": {"x-a": [{"key": "X-A", "value": "1"}]}}, OK),
    ("cloudfront_response", {"status": "700"}, ["status must be a status from 200 to 599"]),
    (
        "cloudfront_request",
        {"uri": "/index.html", "method": "GET", "headers": {"host": [{"key": "Host", "value": "x"}]}},
        OK,
    ),
    ("ecs_hook", {"hookStatus": "SUCCEEDED"}, OK),
    ("cfn_hook", {"hookStatus": "SUCCESS", "message": "fine"}, OK),
    ("cfn_macro", {"requestId": "1", "status": "success", "fragment": {"Resources": {}}}, OK),
    ("cdk_provider", {"PhysicalResourceId": "x", "Data": {"a": 1}}, OK),
    ("cdk_provider", {"PhysicalResourceId": 1}, ["PhysicalResourceId must be a string, not 1"]),
    ("ses", {"disposition": "STOP_RULE"}, OK),
    ("ses", None, OK),
    (
        "lex_v1",
        {
            "dialogAction": {
                "type": "Close",
                "fulfillmentState": "Fulfilled",
                "message": {"contentType": "PlainText", "content": "x"},
            }
        },
        OK,
    ),
    ("lex_v1", {"sessionState": {}}, ["dialogAction is missing"]),
    (
        "lex_v2",
        {
            "sessionState": {"dialogAction": {"type": "ElicitIntent"}},
            "messages": [{"contentType": "PlainText", "content": "x"}],
        },
        OK,
    ),
    ("connect", {}, OK),
    ("connect", {"a": 1}, ["a must be a string"]),
    (
        "alexa_skill",
        {"version": "1.0", "response": {"outputSpeech": {"type": "PlainText", "text": "x"}, "shouldEndSession": True}},
        OK,
    ),
    (
        "alexa_smart_home",
        {
            "event": {
                "header": {"namespace": "Alexa", "name": "Response", "messageId": "1", "payloadVersion": "3"},
                "payload": {},
            }
        },
        OK,
    ),
    ("alexa_smart_home", {"context": {}}, ["event is missing"]),
    (
        "bedrock_agent_api",
        {
            "messageVersion": "1.0",
            "response": {
                "actionGroup": "a",
                "apiPath": "/x",
                "httpMethod": "GET",
                "httpStatusCode": 200,
                "responseBody": {"application/json": {"body": "{}"}},
            },
        },
        OK,
    ),
    ("bedrock_agent_api", {"statusCode": 200, "body": "{}"}, ["messageVersion is missing", "response is missing"]),
    (
        "bedrock_agent_api",
        {
            "messageVersion": "1.0",
            "response": {"actionGroup": "a", "apiPath": "/a", "httpStatusCode": 200, "responseBody": {}},
        },
        ["response.httpMethod is missing, which every documented answer has."],  # nothing says that Bedrock needs it
    ),
    (
        "bedrock_agent_function",
        {
            "messageVersion": "1.0",
            "response": {
                "actionGroup": "a",
                "function": "f",
                "functionResponse": {"responseBody": {"TEXT": {"body": "x"}}},
            },
        },
        OK,
    ),
    ("chime_sip", {"SchemaVersion": "1.0", "Actions": [{"Type": "Hangup", "Parameters": {}}]}, OK),
    ("chime_sip", {"SchemaVersion": "2.0", "Actions": []}, ["SchemaVersion must be '1.0'"]),
    ("appsync_batch", [{"id": 1}], OK),
    ("appsync_events", {"events": [{"id": "1", "payload": {}}]}, OK),
    ("appsync_events", {"events": [{"payload": {}}]}, ["events[0].id is missing"]),
    ("autoscaling_termination", {"InstanceIDs": ["i-1"]}, OK),
    ("autoscaling_termination", {"InstanceIds": ["i-1"]}, ["the key is InstanceIDs, not InstanceIds"]),
    ("ground_truth_pre", {"taskInput": {}}, OK),
    ("ground_truth_pre", {"input": {}}, ["taskInput is missing"]),
    ("ground_truth_post", [{"datasetObjectId": "0", "consolidatedAnnotation": {"content": {}}}], OK),
    ("ground_truth_post", {"a": 1}, ["the response must be a list"]),
    ("workmail", {"actions": [{"allRecipients": True, "action": {"type": "DEFAULT"}}]}, OK),
    (
        "workmail",
        {"actions": [{"allRecipients": True, "action": {"type": "DELETE"}}]},
        ["action.type must be 'DEFAULT'"],
    ),
    (
        "cognito_pre_sign_up",
        {"triggerSource": "x", "response": {"autoConfirmUser": True, "autoVerifyEmail": False}},
        OK,
    ),
    ("cognito_post_authentication", {"triggerSource": "x", "response": {}}, OK),
    ("cognito_pre_token_generation_v2", {"claimsOverrideDetails": {}}, ["must be the event with its response filled"]),
    ("cognito_create_auth_challenge", [], ["the response must be the event with its response filled"]),
    (
        "cognito_inbound_federation",
        {"triggerSource": "x", "response": {"userAttributesToMap": {"a": 1}}},
        ["userAttributesToMap.a must be a string"],
    ),
    ("redshift_udf", {"success": "yes"}, ["success must be a boolean"]),
]
