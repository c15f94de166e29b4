"""Payloads and what their callers do with them: at least a right and a wrong one for every contract.

The cases marked AWS-V were recorded from AWS (see the reference of response contracts).
"""

from __future__ import annotations

from events import hook_payloads
from events.hook_payloads import OK, POLICY

CASES: list[tuple[str, object, list[str]]] = [
    # REST, AWS-V
    ("rest_api", {}, OK),
    ("rest_api", {"statusCode": 200}, OK),
    ("rest_api", {"headers": {"a": "b"}}, OK),
    ("rest_api", {"statusCode": "201"}, OK),
    ("rest_api", {"statusCode": 200, "headers": None, "body": None}, OK),
    ("rest_api", {"statusCode": 200, "headers": {"a": True, "b": 1}}, OK),
    ("rest_api", {"statusCode": 200, "multiValueHeaders": {"a": ["b", "c"]}}, OK),
    ("rest_api", {"statusCode": "test"}, ["statusCode must be a status such as 200, not 'test'"]),
    ("rest_api", {"statusCode": 200, "message": "x"}, ["'message' is no key of a proxy response"]),
    ("rest_api", "text", ["the response must be an object, not 'text'"]),
    (
        "rest_api",
        {"statusCode": 200, "multiValueHeaders": {"a": "b"}},
        ["multiValueHeaders.a must be a list of strings, not 'b'"],
    ),
    # REST, documented
    ("rest_api", {"statusCode": 200, "body": {"a": 1}}, ["body must be a string, not an object"]),
    ("rest_api", {"statusCode": 200, "body": [1]}, ["body must be a string, not a list"]),
    ("rest_api", {"statusCode": 200, "body": 5}, ["body must be a string, not 5"]),
    ("rest_api", {"statusCode": 200, "headers": {"a": ["b"]}}, ["headers.a must be a string, not a list"]),
    ("rest_api", {"statusCode": 200, "headers": ["a"]}, ["headers must be an object, not a list"]),
    ("rest_api", {"status_code": 200, "body": "x"}, ["the key is statusCode, not status_code"]),
    ("rest_api", {"statusCode": 200, "isBase64Encoded": "true"}, ["isBase64Encoded must be a boolean, not 'true'"]),
    ("rest_api", None, ["the response must be an object, not null"]),
    ("rest_api", [1], ["the response must be an object, not a list"]),
    ("http_api_v1", {"body": "x"}, ["statusCode is missing"]),
    ("http_api_v1", {"statusCode": 200, "message": "x"}, OK),
    (
        "alb",
        {"statusCode": 200, "statusDescription": "200 OK", "isBase64Encoded": False, "headers": {}, "body": "x"},
        OK,
    ),
    ("alb", {"body": "x"}, ["statusCode is missing"]),
    ("alb", {"statusCode": 200, "body": {}}, ["body must be a string, not an object"]),
    # A key in another case, or with a letter amiss, is another key
    ("alb", {"statusCode": 200, "Body": "x"}, ["The load balancer ignores it: the key is body, not Body"]),
    ("alb", {"statusCode": 200, "bodies": "x", "head": {}}, OK),
    ("alb", {"Status-Code": 200}, ["the key is statusCode, not Status-Code"]),
    (
        "rest_api",
        {"statusCode": 200, "Body": "x"},
        ['502 {"message": "Internal server error"}: the key is body, not Body'],
    ),
    ("rest_api", {"STATUSCODE": 200}, ["the key is statusCode, not STATUSCODE"]),
    ("rest_api", {"statusCode": 200, "body": "x", "Body": "y"}, ["'Body' is no key of a proxy response"]),
    ("http_api_v2", {"StatusCode": 200, "body": "x"}, ["the key is statusCode, not StatusCode"]),
    ("http_api_v2", {"statusCode": 200, "Headers": {}}, ["API Gateway ignores it: the key is headers, not Headers"]),
    ("http_api_v2", {"Body": "x", "Headers": {}}, OK),  # any JSON is right without statusCode
    # HTTP API 2.0 and function URLs take anything (AWS-V)
    *[("function_url", value, OK) for value in ({"a": 1}, [1], "text", 1, 1.5, True, None)],
    ("http_api_v2", {"statusCode": 200, "body": "x", "cookies": ["a=b"]}, OK),
    ("http_api_v2", {"statusCode": 200, "body": {"a": 1}}, ["body must be a string, not an object"]),
    ("http_api_v2", {"statusCode": 200, "multiValueHeaders": {"a": ["b"]}}, ["multiValueHeaders is ignored here"]),
    ("http_api_v2", {"body": "x", "headers": {}}, ["without statusCode the client gets 200 with this whole object"]),
    ("http_api_v2", {"status": 200, "body": "x"}, ["the key is statusCode, not status"]),
    ("http_api_v2", {"status": "shipped", "id": 1}, OK),
    ("function_url", {"statusCode": "OK", "body": "x"}, ["statusCode must be a status such as 200"]),
    ("websocket", {"statusCode": 200}, OK),
    ("websocket", {"statusCode": 200, "body": {}}, ["body must be a string"]),
    ("vpc_lattice_v2", {"body": "x"}, ["statusCode is missing"]),
    # authorizers
    ("rest_authorizer_token", POLICY, OK),
    ("rest_authorizer_token", {**POLICY, "principalId": 1}, OK),
    ("rest_authorizer_token", {**POLICY, "principalId": None}, ["principalId must be a string or a number, not null"]),
    ("rest_authorizer_token", {**POLICY, "context": {"a": "b", "n": 1, "t": True}}, OK),
    (
        "rest_authorizer_token",
        {**POLICY, "context": {"a": {"b": 1}}},
        ["context.a must be a string, a number or a boolean"],
    ),
    ("rest_authorizer_token", {"policyDocument": POLICY["policyDocument"]}, ["principalId is missing"]),
    ("rest_authorizer_token", {"principalId": "ada"}, ["policyDocument is missing"]),
    ("rest_authorizer_request", {"isAuthorized": True}, ["principalId is missing", "policyDocument is missing"]),
    ("http_api_authorizer", {"isAuthorized": True, "context": {"a": {"b": 1}}}, OK),
    ("http_api_authorizer", POLICY, OK),
    ("http_api_authorizer", {"isAuthorized": "true"}, ["isAuthorized must be a boolean, not 'true'"]),
    ("http_api_authorizer", {"is_authorized": True}, ["the key is isAuthorized, not is_authorized"]),
    ("http_api_authorizer", {"isAuthorised": True}, ["the key is isAuthorized, not isAuthorised"]),
    ("appsync_authorizer", {"isAuthorised": True}, ["the key is isAuthorized, not isAuthorised"]),
    ("appsync_authorizer", {"isAuthorized": True, "resolverContext": {"a": "b"}, "ttlOverride": 10}, OK),
    ("appsync_authorizer", {}, ["isAuthorized is missing"]),
    (
        "iot_authorizer",
        {"isAuthenticated": True, "principalId": "ada-1"},
        ["principalId must be 1 to 128 letters and digits"],
    ),
    (
        "iot_authorizer",
        {"isAuthenticated": True, "disconnectAfterInSeconds": 60},
        ["disconnectAfterInSeconds must be at least 300, not 60"],
    ),
    ("iot_provisioning", {"allowProvisioning": True}, OK),
    (
        "transfer_authorizer",
        {"Role": "r", "HomeDirectoryType": "LOGICAL"},
        ["HomeDirectoryDetails is missing, which LOGICAL needs"],
    ),
    ("transfer_authorizer", {"Role": "r", "HomeDirectoryDetails": [{}]}, ["HomeDirectoryDetails must be JSON text"]),
    ("vpn_connect", {"allow": "yes"}, ["allow must be a boolean"]),
    # pollers, AWS-V
    *[
        (s, v, OK)
        for s in ("sqs", "kinesis", "dynamodb")
        for v in ("", [], None, {}, {"batchItemFailures": []}, {"batchItemFailures": None})
    ],
    (
        "kinesis",
        {"batchItemFailures": [{"itemIdentifier": ""}]},
        ["batchItemFailures[0].itemIdentifier must be not empty"],
    ),
    (
        "kinesis",
        {"batchItemFailures": [{"itemIdentifier": None}]},
        ["batchItemFailures[0].itemIdentifier must be a string, not null"],
    ),
    (
        "kinesis",
        {"batchItemFailures": [{"itemIdentifier": 123}]},
        ["batchItemFailures[0].itemIdentifier must be a string, not 123"],
    ),
    ("kinesis", {"batchItemFailures": [{"foo": "1"}]}, ["batchItemFailures[0].itemIdentifier is missing"]),
    ("sqs", {"batchItemFailures": [{"ItemIdentifier": "1"}]}, ["the key is itemIdentifier, not ItemIdentifier"]),
    ("sqs", {"batchItemFailures": ["1"]}, ["batchItemFailures[0] must be an object, not '1'"]),
    ("sqs", {"BatchItemFailures": []}, ["the key is batchItemFailures, not BatchItemFailures"]),
    ("sqs", {"batchItemfailures": []}, ["the key is batchItemFailures, not batchItemfailures"]),
    ("sqs", {"batchItemFialures": []}, ["the key is batchItemFailures, not batchItemFialures"]),
    ("sqs", {"failures": [], "batchItems": []}, OK),
    ("sqs", {"statusCode": 200}, OK),
    ("msk", {"batchItemFailures": [{"itemIdentifier": {"partition": "orders-0", "offset": 15}}]}, OK),
    (
        "msk",
        {"batchItemFailures": [{"itemIdentifier": "orders-0"}]},
        ["batchItemFailures[0].itemIdentifier must be an object"],
    ),
    ("activemq", "anything", OK),
    # transformers
    ("firehose", {"records": [{"recordId": "1", "result": "Ok", "data": "aGk="}]}, OK),
    ("firehose", {"records": [{"recordId": "1", "result": "Dropped"}]}, OK),
    (
        "firehose",
        {"records": [{"recordId": "1", "result": "OK", "data": ""}]},
        ["records[0].result must be 'Ok', 'Dropped' or 'ProcessingFailed', not 'OK'"],
    ),
    ("firehose", {"records": [{"recordId": "1", "result": "Ok"}]}, ["records[0].data is missing"]),
    (
        "firehose",
        {"records": [{"recordId": "1", "result": "Ok", "data": "{not base64}"}]},
        ["records[0].data must be base64, not '{not base64}'"],
    ),
    ("firehose", {"records": [{"recordId": "1", "result": "Ok", "kafkaRecordValue": "aGk="}]}, OK),  # from MSK
    ("firehose", {"records": [{"result": "Dropped"}]}, ["records[0].recordId is missing"]),
    ("firehose", [], ["the response must be an object, not a list"]),
    (
        "s3_batch",
        {
            "invocationSchemaVersion": "1.0",
            "invocationId": "1",
            "treatMissingKeysAs": "PermanentFailure",
            "results": [{"taskId": "1", "resultCode": "Succeeded"}],
        },
        OK,
    ),
    (
        "s3_batch",
        {"invocationSchemaVersion": "1.0", "invocationId": "1", "results": [{"taskId": "1", "resultCode": "Success"}]},
        ["results[0].resultCode must be 'Succeeded'"],
    ),
    *[
        (
            "s3_batch",
            {"invocationSchemaVersion": "1.0", "invocationId": "1", name: "Succeeded", "results": []},
            [f"S3 Batch Operations ignores it: the key is treatMissingKeysAs, not {name}"],
        )
        for name in ("treatMissingKeyAs", "TreatMissingKeysAs", "treatmissingKeysAs", "treat_missing_keys_as")
    ],
    (
        "s3_batch",
        {"invocationSchemaVersion": "1.0", "invocationId": "1", "missingKeys": "Succeeded", "results": []},
        OK,
    ),
    # Cognito
    (
        "cognito_pre_sign_up",
        {"triggerSource": "x", "response": {"autoConfirmuser": True}},
        ["Cognito ignores it: the key is autoConfirmUser, not autoConfirmuser"],
    ),
    ("cognito_pre_sign_up", None, ["the response must be the event with its response filled"]),
    ("cognito_pre_sign_up", {"statusCode": 200}, ["the response must be the event with its response filled"]),
    (
        "cognito_pre_sign_up",
        {"triggerSource": "x", "response": {"autoConfirmUser": "yes"}},
        ["response.autoConfirmUser must be a boolean, not 'yes'"],
    ),
    ("cognito_custom_email_sender", None, OK),
    # Lambda@Edge
    ("cloudfront_request", {"status": "302", "headers": {"location": [{"key": "Location", "value": "/x"}]}}, OK),
    ("cloudfront_request", {"statusCode": "302"}, ["the key is status, not statusCode"]),
    (
        "cloudfront_request",
        {"status": "302", "headers": {"location": "/x"}},
        ["headers.location must be a list, not '/x'"],
    ),
    (
        "cloudfront_request",
        {"status": "302", "headers": {"location": [{"key": "Location"}]}},
        ["headers.location[0].value is missing"],
    ),
    (
        "cloudfront_request",
        {"status": "200", "headers": {"X-Edge-Id": [{"value": "x"}]}},
        ["'X-Edge-Id' is not allowed in headers"],
    ),
    ("cloudfront_request", {"status": "200", "body": {"a": 1}}, ["body must be a string, not an object"]),
    ("cloudfront_request", {"uri": "/", "method": "POST", "body": {"action": "replace", "data": "x"}}, OK),
    ("cloudfront_request", {"status": "204", "body": "x"}, ["a response with status 204 has no body"]),
    ("cloudfront_response", None, ["the response must be an object, not null"]),
    *hook_payloads.CASES,
]
