from datetime import datetime
from typing import Any
class MessageInstance:
    sid: str | None
    body: str | None
    to: str | None
    from_: str | None
    status: Any
    date_created: datetime | None
    date_sent: datetime | None
    def __getattr__(self, name): ...
class MessageList:
    def create(self, **kwargs) -> MessageInstance: ...
    def list(self, **kwargs) -> list[MessageInstance]: ...
class CallInstance:
    sid: str | None
    status: Any
    def __getattr__(self, name): ...
class CallList:
    def create(self, **kwargs) -> CallInstance: ...
class Client:
    messages: MessageList
    calls: CallList
    def __init__(self, *args, **kwargs) -> None: ...
    def __getattr__(self, name): ...
