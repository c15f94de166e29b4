"""What gives bytes that are not text: digests, random and compressed data, pickles.

Their results are ``bytes`` instances whose only argument is a constant that is not UTF-8: Lambda refuses them inside a result.
"""

from __future__ import annotations

from ..shapes import BYTES, Const, Instance, Shape
from .natives import Call, attribute, function, method, place
from .run import Run

BINARY = Const(b"\xff")
"""The mark of such bytes."""


@function("os.urandom", "secrets.token_bytes", "random.randbytes", "pickle.dumps", "marshal.dumps", "gzip.compress", "zlib.compress",
          "bz2.compress", "lzma.compress", "hashlib.pbkdf2_hmac", "hashlib.scrypt", "hmac.digest")  # fmt: skip
def _binary(run: Run, call: Call) -> Shape:
    run.may_raise(False)
    if call.keywords.get("protocol") is not None and len(call.positional) < 2:
        return Instance(BYTES, (), place(run, call))
    return Instance(BYTES, (BINARY,), place(run, call))


for _cls in ("_hashlib.HASH", "_hashlib.HMAC", "hmac.HMAC", "hashlib._Hash", "_blake2.blake2b", "_blake2.blake2s"):
    method(_cls, "digest")(_binary)
attribute("uuid.UUID", "bytes", Instance(BYTES, (BINARY,)))
attribute("uuid.UUID", "bytes_le", Instance(BYTES, (BINARY,)))

__all__ = ["BINARY"]
