"""What gives bytes that are not text: digests, random and compressed data, pickles.

Their results are ``bytes`` instances whose only argument is a constant that is not UTF-8: Lambda refuses them inside a result.
"""

from __future__ import annotations

import contextlib
import re
import struct
from collections.abc import Callable

from ..shapes import BYTES, UNKNOWN, Const, Instance, Shape
from .iterate import iterate
from .natives import Call, attribute, function, method, place
from .run import Run

BINARY = Const(b"\xff")
"""The mark of such bytes."""
_MAX_FOLDED = 64
_REPEATED = re.compile(r"\d{3}")


@function("os.urandom", "secrets.token_bytes", "random.randbytes", "marshal.dumps", "gzip.compress", "zlib.compress",
          "bz2.compress", "lzma.compress", "hashlib.pbkdf2_hmac", "hashlib.scrypt", "hmac.digest")  # fmt: skip
def _binary(run: Run, call: Call) -> Shape:
    run.may_raise(False)
    if run.calling == "pickle.dumps" and call.argument(1, "protocol") is not None:
        return Instance(BYTES, (), place(run, call))
    return Instance(BYTES, (BINARY,), place(run, call))


@function("pickle.dumps")
def _pickled(run: Run, call: Call) -> Shape:
    made = _binary(run, call)
    value = call.argument(0, "obj")
    if type(made) is not Instance or value is None:
        return made
    return Instance(BYTES, (*(made.args or (UNKNOWN,)), native_library.copied(run, value, {}, 0)), made.origin)


@function("pickle.loads")
def _unpickled(run: Run, call: Call) -> Shape:
    run.may_raise()
    content = run.content(call.argument(0) or UNKNOWN)
    if type(content) is not Instance or len(content.args) < 2:
        return UNKNOWN
    return native_library.copied(run, content.args[1], {}, 0)


def _folded(run: Run, call: Call, compute: Callable[..., bytes]) -> Shape:
    """The bytes that constants give, exactly; else bytes of which nothing is known."""
    parts = [] if call.bound is None else [call.bound]
    parts += call.positional
    run.may_raise()
    constant = all(type(p) is Const for p in parts) and all(type(k) is Const for k in call.keywords.values())
    if constant and call.star is None and call.starred is None:
        with contextlib.suppress(Exception):
            made = compute(*(p.value for p in parts), **{n: k.value for n, k in call.keywords.items()})  # type: ignore[attr-defined]
            if len(made) <= _MAX_FOLDED:
                return Const(made)
    return Instance(BYTES, (), place(run, call))


@function("struct.pack")
def _packed(run: Run, call: Call) -> Shape:
    form = call.argument(0)
    sized = type(form) is Const and len(str(form.value)) < 20 and not _REPEATED.search(str(form.value))
    return _folded(run, call, struct.pack) if sized else Instance(BYTES, (), place(run, call))


@method("int", "to_bytes")
def _of_int(run: Run, call: Call) -> Shape:
    length = call.argument(0, "length")
    if type(length) is Const and isinstance(length.value, int) and length.value > _MAX_FOLDED:
        return Instance(BYTES, (), place(run, call))
    return _folded(run, call, int.to_bytes)


@method("bytes", "fromhex")
def _from_hex(run: Run, call: Call) -> Shape:
    call.bound = None
    return _folded(run, call, bytes.fromhex)


@method("bytes", "join")
def _joined(run: Run, call: Call) -> Shape:
    """``b"".join([...])``: not text when a part is not."""
    run.may_raise(False)
    parts = iterate(run, call.argument(0) or UNKNOWN)
    each = [call.bound or UNKNOWN, *(parts.each if parts.each is not None else (parts.element,))]
    if parts.each is not None and all(type(p) is Const and isinstance(p.value, bytes) for p in each):
        made = each[0].value.join(p.value for p in each[1:])  # type: ignore[attr-defined]
        if len(made) <= _MAX_FOLDED:
            return Const(made)
    binary = any(type(p) is Instance and p.args and type(p.args[0]) is Const for p in each)
    return Instance(BYTES, (BINARY,) if binary else (), place(run, call))


for _cls in ("_hashlib.HASH", "_hashlib.HMAC", "hmac.HMAC", "hashlib._Hash", "_blake2.blake2b", "_blake2.blake2s"):
    method(_cls, "digest")(_binary)
attribute("uuid.UUID", "bytes", Instance(BYTES, (BINARY,)))
attribute("uuid.UUID", "bytes_le", Instance(BYTES, (BINARY,)))

__all__ = ["BINARY"]

from . import native_library
