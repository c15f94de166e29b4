"""The layers in which events carry other data as text: JSON, base64, gzip; and the checksums over them."""

from __future__ import annotations

import base64
import binascii
import gzip
import hashlib
import io
import json

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def dump(value: Json) -> str:
    """Compact JSON text, as services write it."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def encode(text: str, layer: str) -> str:
    """A text as ``json`` (as it is), ``base64`` (of its UTF-8 bytes) or ``gzip`` (base64 of the compressed bytes) carries it."""
    data = text.encode("utf-8", "surrogatepass")
    if layer == "gzip":
        packed = io.BytesIO()
        with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as stream:
            stream.write(data)
        data = packed.getvalue()
    return text if layer == "json" else base64.b64encode(data).decode("ascii")


def open_layer(text: str) -> tuple[Json, str] | None:
    """The object or list that a text carries, and the layer it is in; None where it is just text."""
    for layer, plain in (("json", text), *_unpacked(text)):
        if plain.lstrip()[:1] in ("{", "["):
            try:
                return json.loads(plain), layer
            except ValueError:
                continue
    return None


def _unpacked(text: str) -> list[tuple[str, str]]:
    try:
        data = base64.b64decode(text, validate=True)
        if data[:2] == b"\x1f\x8b":
            return [("gzip", gzip.decompress(data).decode("utf-8"))]
        return [("base64", data.decode("utf-8"))]
    except (binascii.Error, ValueError, OSError, EOFError):
        return []


def checksum(value: Json, algorithm: str) -> str:
    """A hexadecimal digest: ``md5`` of a text's UTF-8 bytes (SQS's ``md5OfBody``), ``md5_attributes`` of message attributes."""
    data = _attributes(value) if isinstance(value, dict) else str(value).encode("utf-8", "surrogatepass")
    return hashlib.new(algorithm.partition("_")[0], data, usedforsecurity=False).hexdigest()


def _attributes(attributes: dict[str, Json]) -> bytes:
    """What SQS digests of message attributes: by name, each part behind its length in four bytes.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
    """
    found = b""
    for name, one in sorted(attributes.items()):
        facts = one if isinstance(one, dict) else {}
        binary = facts.get("binaryValue")
        if isinstance(binary, str):
            value, transport = _bytes(binary), b"\2"
        else:
            value, transport = str(facts.get("stringValue")).encode(), b"\1"
        texts = (name.encode(), str(facts.get("dataType")).encode(), value)
        found += b"".join(
            len(text).to_bytes(4, "big") + text if index < 2 else transport + len(text).to_bytes(4, "big") + text
            for index, text in enumerate(texts)
        )
    return found


def _bytes(text: str) -> bytes:
    """What base64 text holds; the text itself where it is none."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return text.encode("utf-8", "surrogatepass")
