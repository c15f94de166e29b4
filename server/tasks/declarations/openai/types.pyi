from collections.abc import Iterator
from typing import Any
from pydantic import BaseModel
class CompletionUsage(BaseModel):
    completion_tokens: int
    prompt_tokens: int
    total_tokens: int
    def __getattr__(self, name): ...
class ChatCompletionMessage(BaseModel):
    role: str
    content: str | None
    refusal: str | None
    tool_calls: list[Any] | None
    function_call: Any
    def __getattr__(self, name): ...
class Choice(BaseModel):
    index: int
    finish_reason: str
    message: ChatCompletionMessage
    logprobs: Any
    def __getattr__(self, name): ...
class ChatCompletion(BaseModel):
    id: str
    object: str
    created: int
    model: str
    choices: list[Choice]
    usage: CompletionUsage
    service_tier: str | None
    system_fingerprint: str | None
    def __getattr__(self, name): ...
class Embedding(BaseModel):
    embedding: list[float]
    index: int
    object: str
class Usage(BaseModel):
    prompt_tokens: int
    total_tokens: int
class CreateEmbeddingResponse(BaseModel):
    data: list[Embedding]
    model: str
    object: str
    usage: Usage
class Image(BaseModel):
    b64_json: str | None
    url: str | None
    revised_prompt: str | None
class ImagesResponse(BaseModel):
    created: int
    data: list[Image]
    def __getattr__(self, name): ...
class Categories(BaseModel):
    def __getattr__(self, name): ...
class Moderation(BaseModel):
    flagged: bool
    categories: Categories
    category_scores: Categories
    def __getattr__(self, name): ...
class ModerationCreateResponse(BaseModel):
    id: str
    model: str
    results: list[Moderation]
class ResponseUsage(BaseModel):
    input_tokens: int
    output_tokens: int
    total_tokens: int
    def __getattr__(self, name): ...
class Response(BaseModel):
    id: str
    model: str
    output: list[Any]
    output_text: str
    usage: ResponseUsage
    def __getattr__(self, name): ...
class Stream:
    def __iter__(self) -> Iterator[Any]: ...
    def __next__(self): ...
    def close(self) -> None: ...
    def __getattr__(self, name): ...
