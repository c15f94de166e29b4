from typing import Any
class WebhookResponse:
    status_code: int
    body: str
    headers: dict[str, Any]
class WebhookClient:
    def __init__(self, url, *args, **kwargs) -> None: ...
    def send(self, **kwargs) -> WebhookResponse: ...
