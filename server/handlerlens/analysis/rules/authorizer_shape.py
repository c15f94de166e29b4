"""An authorizer's answer is not a policy or not a simple response as its caller wants it: every request is refused.

```py
from aws_lambda_powertools.utilities.data_classes.api_gateway_authorizer_event import APIGatewayAuthorizerEventV2


def lambda_handler(event: APIGatewayAuthorizerEventV2, context):
    return {"isAuthorized": "true"}  # error: [HL313]
```

```py fixed
from aws_lambda_powertools.utilities.data_classes.api_gateway_authorizer_event import APIGatewayAuthorizerEventV2


def lambda_handler(event: APIGatewayAuthorizerEventV2, context):
    return {"isAuthorized": True}
```

A policy needs ``principalId`` and ``policyDocument``; its context is flat.

```py
from aws_lambda_powertools.utilities.data_classes.api_gateway_authorizer_event import APIGatewayAuthorizerTokenEvent


def lambda_handler(event: APIGatewayAuthorizerTokenEvent, context):
    statement = {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": event["methodArn"]}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {"principalId": "ada", "policyDocument": document, "context": {"tenant": "example", "level": 1}}
```

Who looks for the token in both places serves several APIs, and a simple response may be right for one of them; nothing that is no
authorizer's answer is.

```py
def lambda_handler(event, context):
    token = event.get("authorizationToken") or event["headers"].get("authorization")
    return {"isAuthorized": token == "secret", "context": {"tenant": "example"}}
```

```py
def lambda_handler(event, context):
    token = event.get("authorizationToken") or event["headers"].get("authorization")
    return {"statusCode": 200 if token == "secret" else 403, "principalId": token}  # error: [HL313]
```

Where a template says which of the two forms an HTTP API's authorizer has, the other one is wrong.

```py
# file: template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        Authorizers:
          Own:
            FunctionArn: !GetAtt Orders.Arn
            EnableSimpleResponses: true
# file: app.py
def handler(event, context):
    if event["headers"].get("authorization") == "secret":
        return {"isAuthorized": True}
    statement = {"Action": "execute-api:Invoke", "Effect": "Deny", "Resource": event["routeArn"]}
    return {"principalId": "me", "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}}  # error: [HL313]
```

The context of a REST or WebSocket API's authorizer is flat; an HTTP API's may hold lists and objects, with a policy too.

```py
# file: template.yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        Authorizers:
          Own:
            FunctionArn: !GetAtt Orders.Arn
            AuthorizerPayloadFormatVersion: "2.0"
            EnableSimpleResponses: false
# file: app.py
def handler(event, context):
    statement = {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": event["routeArn"]}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {"principalId": "me", "policyDocument": document, "context": {"roles": ["a"], "tenant": {"id": 1}}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding, Severity
from ..responses import reports
from ..source import Source

CODE = "HL313"
SEVERITY = Severity.ERROR


def check(source: Source) -> Iterator[Finding]:
    yield from reports(source, CODE)
