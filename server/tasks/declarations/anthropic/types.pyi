from collections.abc import Iterator
from typing import Any
from pydantic import BaseModel
class TextBlock(BaseModel):
    text: str
    type: str
    def __getattr__(self, name): ...
class Usage(BaseModel):
    input_tokens: int
    output_tokens: int
    def __getattr__(self, name): ...
class ContentBlock(BaseModel):
    type: str
    text: str
    def __getattr__(self, name): ...
class Message(BaseModel):
    id: str
    type: str
    role: str
    model: str
    content: list[ContentBlock]
    stop_reason: str | None
    stop_sequence: str | None
    usage: Usage
    def __getattr__(self, name): ...
class Stream:
    def __iter__(self) -> Iterator[Any]: ...
    def __getattr__(self, name): ...
