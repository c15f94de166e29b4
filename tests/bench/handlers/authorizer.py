"""Who may see orders: a token authorizer with cached keys."""

import base64
import hashlib
import hmac
import json
import logging
import os
import time
from functools import lru_cache
from typing import Any

import boto3

logger = logging.getLogger()
logger.setLevel(os.environ.get("LOG_LEVEL", "INFO"))

ISSUER = os.environ.get("ISSUER", "https://login.example.com/")
AUDIENCE = os.environ.get("AUDIENCE", "orders")
LEEWAY = 30
SCOPES = {"GET": "order:read", "POST": "order:write", "PUT": "order:write", "DELETE": "order:admin"}


class RefusedError(Exception):
    """The token is not good."""


def _decode(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


@lru_cache(maxsize=8)
def secret(key_id: str) -> bytes:
    client = boto3.client("secretsmanager")
    response = client.get_secret_value(SecretId=f"{os.environ['SECRET_PREFIX']}/{key_id}")
    if "SecretString" in response:
        return json.loads(response["SecretString"])["key"].encode()
    return response["SecretBinary"]


def bearer(header: str | None) -> str:
    if not header:
        raise RefusedError("no token")
    kind, _, token = header.partition(" ")
    if kind.lower() != "bearer" or token.count(".") != 2:
        raise RefusedError("not a bearer token")
    return token


def verify(token: str) -> dict[str, Any]:
    head, body, signature = token.split(".")
    try:
        header = json.loads(_decode(head))
        claims = json.loads(_decode(body))
    except ValueError as error:
        raise RefusedError("the token cannot be read") from error
    if header.get("alg") != "HS256":
        raise RefusedError(f"algorithm {header.get('alg')}")
    expected = hmac.new(secret(header.get("kid", "default")), f"{head}.{body}".encode(), hashlib.sha256).digest()
    if not hmac.compare_digest(expected, _decode(signature)):
        raise RefusedError("the signature is wrong")
    now = time.time()
    if claims.get("exp", 0) + LEEWAY < now:
        raise RefusedError("the token has expired")
    if claims.get("nbf", now) - LEEWAY > now:
        raise RefusedError("the token is not valid yet")
    if claims.get("iss") != ISSUER or AUDIENCE not in claims.get("aud", []):
        raise RefusedError("the token is for somebody else")
    return claims


def split_arn(arn: str) -> tuple[str, str, str, list[str]]:
    _, _, _, region, account, rest = arn.split(":", 5)
    api, stage, method, *path = rest.split("/")
    return f"{region}:{account}:{api}", stage, method, path


class Policy:
    def __init__(self, principal: str, arn: str) -> None:
        self.principal = principal
        self.api, self.stage, self.method, self.path = split_arn(arn)
        self.statements: list[dict[str, Any]] = []

    def resource(self, method: str, path: str) -> str:
        return f"arn:aws:execute-api:{self.api}/{self.stage}/{method}/{path.lstrip('/')}"

    def allow(self, method: str, path: str) -> None:
        self._add("Allow", method, path)

    def deny(self, method: str, path: str) -> None:
        self._add("Deny", method, path)

    def _add(self, effect: str, method: str, path: str) -> None:
        self.statements.append(
            {"Action": "execute-api:Invoke", "Effect": effect, "Resource": [self.resource(method, path)]}
        )

    def build(self, **context: Any) -> dict[str, Any]:
        if not self.statements:
            self.deny("*", "*")
        return {
            "principalId": self.principal,
            "policyDocument": {"Version": "2012-10-17", "Statement": self.statements},
            "context": {name: value for name, value in context.items() if value is not None},
        }


def permit(claims: dict[str, Any], arn: str) -> dict[str, Any]:
    policy = Policy(claims["sub"], arn)
    granted = set(claims.get("scope", "").split())
    for method, scope in SCOPES.items():
        if scope in granted or "order:admin" in granted:
            policy.allow(method, "orders/*")
    tenant = claims.get("tenant")
    if tenant:
        policy.allow("GET", f"tenants/{tenant}/*")
    return policy.build(tenant=tenant, scopes=" ".join(sorted(granted)), email=claims.get("email"))


def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    arn = event["methodArn"]
    try:
        claims = verify(bearer(event.get("authorizationToken")))
    except RefusedError as error:
        logger.warning("refused: %s", error)
        policy = Policy("anonymous", arn)
        policy.deny("*", "*")
        return policy.build(reason=str(error))
    logger.info("permitting %s on %s", claims["sub"], arn)
    return permit(claims, arn)
