from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from requests.cookies import RequestsCookieJar
from requests.structures import CaseInsensitiveDict

class Request:
    method: str
    url: str
    def prepare(self) -> PreparedRequest: ...
class PreparedRequest:
    method: str
    url: str
    headers: CaseInsensitiveDict
    body: Any
class Response:
    status_code: int
    headers: CaseInsensitiveDict
    text: str
    content: bytes
    encoding: str | None
    url: str
    reason: str
    ok: bool
    elapsed: timedelta
    cookies: RequestsCookieJar
    request: PreparedRequest
    history: list[Response]
    raw: Any
    is_redirect: bool
    links: dict[str, Any]
    apparent_encoding: str
    def json(self, **kwargs): ...
    def raise_for_status(self) -> None: ...
    def iter_content(self, chunk_size=..., decode_unicode=...) -> Iterator[Any]: ...
    def iter_lines(self, *args, **kwargs) -> Iterator[Any]: ...
    def close(self) -> None: ...
    def __bool__(self) -> bool: ...
    def __iter__(self) -> Iterator[bytes]: ...
    def __enter__(self) -> Response: ...
