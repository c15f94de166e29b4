"""The rules, listed by hand. A rule is one module: ``CODE``, ``SEVERITY``, a pure ``check(source)`` and a docstring that is its
documentation, hover, README row and test at once (see ``tests/rules/examples.py`` for the form of the examples).

A rule that can only report where certain words stand in the text names them in ``MENTIONS``: most files are then done without a look."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType

from ..finding import Finding, Severity
from ..source import Source
from . import (
    async_handler,
    async_return_ignored,
    asyncio_loop_closed,
    authorizer_shape,
    bad_dict_key,
    base64_flag,
    batch_failures_config,
    batch_failures_shape,
    body_is_string,
    boto3_datetime_in_return,
    circular_return,
    client_in_handler,
    cognito_return_event,
    context_in_payload,
    custom_resource_no_reply,
    data_not_decoded,
    edge_response_shape,
    enum_literal,
    env_missing,
    firehose_records,
    generator_handler,
    global_mutation_warm,
    handler_arity,
    handler_exit,
    http_returns_none,
    ignores_base64_flag,
    json_dumps_not_serializable,
    missing_await,
    nan_infinity,
    nested_bytes,
    nullable_event_field,
    only_first_record,
    pandas_numpy,
    proxy_body_not_string,
    proxy_headers_type,
    proxy_status_code,
    proxy_unknown_key,
    reserved_variable,
    return_not_serializable,
    runtime_eol,
    s3_key_not_unquoted,
    service_response_shape,
    set_instead_of_dict,
    thread_after_return,
    timeout,
    v2_inference_trap,
    write_outside_tmp,
    wrong_payload_version,
)

_EXAMPLE = re.compile(r"^```py( fixed)?[^\S\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as others see it: ``name`` from the file's name, ``summary`` the docstring's first sentence."""

    code: str
    name: str
    severity: Severity
    summary: str
    documentation: str
    check: Callable[[Source], Iterator[Finding]]
    mentions: tuple[str, ...] = ()
    """A module whose text has none of these words is not looked at."""


def _rule(module: ModuleType) -> Rule:
    documentation = (module.__doc__ or "").strip()
    return Rule(
        code=module.CODE,
        name=module.__name__.rpartition(".")[2].replace("_", "-"),
        severity=module.SEVERITY,
        summary=documentation.partition("\n\n")[0].replace("\n", " "),
        documentation=documentation,
        check=module.check,
        mentions=getattr(module, "MENTIONS", ()),
    )


RULES: tuple[Rule, ...] = tuple(
    sorted(
        map(
            _rule,
            (
                async_handler,
                async_return_ignored,
                asyncio_loop_closed,
                authorizer_shape,
                bad_dict_key,
                base64_flag,
                batch_failures_config,
                batch_failures_shape,
                body_is_string,
                boto3_datetime_in_return,
                circular_return,
                client_in_handler,
                cognito_return_event,
                context_in_payload,
                custom_resource_no_reply,
                data_not_decoded,
                edge_response_shape,
                enum_literal,
                env_missing,
                firehose_records,
                generator_handler,
                global_mutation_warm,
                handler_arity,
                handler_exit,
                http_returns_none,
                ignores_base64_flag,
                json_dumps_not_serializable,
                missing_await,
                nan_infinity,
                nested_bytes,
                nullable_event_field,
                only_first_record,
                pandas_numpy,
                proxy_body_not_string,
                proxy_headers_type,
                proxy_status_code,
                proxy_unknown_key,
                reserved_variable,
                return_not_serializable,
                runtime_eol,
                s3_key_not_unquoted,
                service_response_shape,
                set_instead_of_dict,
                thread_after_return,
                timeout,
                v2_inference_trap,
                write_outside_tmp,
                wrong_payload_version,
            ),
        ),
        key=lambda rule: rule.code,
    )
)

BY_CODE: dict[str, Rule] = {rule.code: rule for rule in RULES}


def page(rule: Rule) -> str:
    """A rule's documentation as a Markdown page."""
    text = _EXAMPLE.sub(_plain_example, rule.documentation)
    return f"# {rule.code} {rule.name}\n\n*{rule.severity.value}*\n\n{text}\n"


def _plain_example(found: re.Match[str]) -> str:
    """An example without the marks that the tests read: a comment that people understand instead."""
    title = "**Fixed:**\n\n" if found[1] else ""
    code = re.sub(r"# error: \[([A-Z0-9, ]+)\]", r"# <- \1", found[2])
    return f"{title}```python\n{code}```"
