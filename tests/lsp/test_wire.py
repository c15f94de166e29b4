"""The custom messages keep every value as it is."""

from __future__ import annotations

import pytest
from pygls.exceptions import JsonRpcInvalidParams

from handlerlens.lsp.wire import camel, structure, unstructure
from handlerlens.protocol import METHODS, CancelParams, InvokeParams, LogNotification

INVOKE = {
    "runId": "1",
    "uri": "file:///a.py",
    "function": "handler",
    "python": "python",
    "event": '{"type_name": "x", "class": 1}',
    "eventUri": None,
    "invocationType": "Event",
    "logicalId": None,
    "environment": {"type_name": "a", "b-c": "d"},
    "timeout": 3,
    "memory": None,
    "fresh": True,
}


def test_round_trip() -> None:
    message = structure(INVOKE, InvokeParams)
    assert message.environment == {"type_name": "a", "b-c": "d"}
    assert message.timeout == 3.0
    assert unstructure(message) == INVOKE


@pytest.mark.parametrize(
    "change", [{"runId": 1}, {"timeout": "3"}, {"timeout": True}, {"fresh": "yes"}, {"environment": {"A": 1}}]
)
def test_what_does_not_fit_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(JsonRpcInvalidParams, match="InvokeParams"):
        structure({**INVOKE, **change}, InvokeParams)


def test_missing_and_not_an_object() -> None:
    for bad in ({}, None, [], "x"):
        with pytest.raises(JsonRpcInvalidParams):
            structure(bad, CancelParams)


def test_names() -> None:
    assert camel("init_duration_ms") == "initDurationMs"
    assert unstructure(LogNotification("1", "é\n")) == {"runId": "1", "text": "é\n"}
    assert all(method.startswith("handlerlens/") for method in METHODS)
