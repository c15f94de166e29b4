"""Asks the user about the retries of an asynchronous invocation, which Lambda would run later by itself."""

from __future__ import annotations

from lsprotocol import types

from ..execution.asynchronous import Again, Attempt
from .state import Server

RUN, SKIP = "Run the Retry Now", "Skip Retries"


def asking(server: Server, function: str) -> Again:
    """For ``Environments.invoke``; an editor that cannot ask gets every retry run."""

    async def again(attempt: Attempt) -> bool:
        window = server.client_capabilities.window
        if window is None or window.show_message is None:
            return True
        kind = attempt.error.get("errorType", "an error")
        answer = await server.window_show_message_request_async(
            types.ShowMessageRequestParams(
                types.MessageType.Info,
                f"{function} failed with {kind} (attempt {attempt.number}). Lambda would run it again in {attempt.wait}.",
                [types.MessageActionItem(RUN), types.MessageActionItem(SKIP)],
            )
        )
        return answer is not None and answer.title == RUN

    return again
