"""redis: bytes or text, as the client was asked for."""

from __future__ import annotations

from collections.abc import Callable

from ..shapes import (
    A_FLOAT,
    A_STR,
    DICT,
    GENERATOR,
    LIST,
    NONE,
    SET,
    SOME_BYTES,
    TUPLE,
    UNKNOWN,
    Const,
    Dict,
    Instance,
    Items,
    Object,
    Shape,
)
from .join import union
from .native_library import declared_class
from .natives import Call, constructor, function, method, place
from .run import Run

_DECODED = "[decoded]"
"""The attribute of a redis client that says whether answers are text."""


def _client(run: Run, call: Call) -> Shape:
    cls = declared_class(run, "redis", "Redis")
    if cls is None:
        return UNKNOWN
    flag = call.keywords.get("decode_responses")
    sure = call.starred is None and "connection_pool" not in call.keywords and len(call.positional) < 5
    if flag is not None:
        sure = sure and type(flag) is Const
    decoded = type(flag) is Const and bool(flag.value)
    return run.new(Object(cls, {_DECODED: Const(decoded)} if sure else {}, place(run, call), False))


constructor("redis.Redis", "redis.StrictRedis", "redis.client.Redis", "redis.client.StrictRedis")(_client)


@function("redis.from_url")
@method("redis.Redis", "from_url")
def _from_url(run: Run, call: Call) -> Shape:
    text = call.argument(0, "url")
    told = type(text) is Const and "decode_responses" in str(text.value)
    return (
        UNKNOWN
        if told or len(call.positional) > 1
        else _client(run, Call([], call.keywords, call.node, None, call.starred))
    )


def _text(run: Run, call: Call) -> Shape | None:
    """What the client makes of a text; None where nobody knows."""
    client = run.content(call.bound or UNKNOWN)
    decoded = client.attrs.get(_DECODED) if type(client) is Object and client.cls.name == "Redis" else None
    if type(decoded) is not Const:
        return None
    return A_STR if decoded.value else Instance(SOME_BYTES.cls, (A_STR,), place(run, call))


def _answers(make: Callable[[Shape], Shape]) -> Callable[[Run, Call], Shape]:
    def answer(run: Run, call: Call) -> Shape:
        run.may_raise()
        text = _text(run, call)
        return UNKNOWN if text is None else run.lift(make(text))

    return answer


def _popped(run: Run, call: Call) -> Shape:
    """One member, or some where a count is asked for."""
    run.may_raise()
    text = _text(run, call)
    return UNKNOWN if text is None or len(call.positional) > 1 or call.keywords else union((text, NONE))


def _ranked(run: Run, call: Call) -> Shape:
    """Members in the order of their scores, with those where they are asked for."""
    run.may_raise()
    text, scored = _text(run, call), call.keywords.get("withscores")
    if text is None or set(call.keywords) - {"withscores", "desc", "start", "num"} or call.starred is not None:
        return UNKNOWN
    if scored is not None and type(scored) is not Const:
        return UNKNOWN
    member = Items(TUPLE, (text, A_FLOAT)) if type(scored) is Const and scored.value else text
    return run.new(Items(LIST, None, member))


_CLIENT = "redis.Redis"
method(_CLIENT, "get", "hget", "getset", "getdel", "getex", "lindex", "rpoplpush")(
    _answers(lambda text: union((text, NONE)))
)
method(_CLIENT, "keys", "hkeys", "hvals", "lrange")(_answers(lambda text: Items(LIST, None, text)))
method(_CLIENT, "mget", "hmget")(_answers(lambda text: Items(LIST, None, union((text, NONE)))))
method(_CLIENT, "smembers", "sinter", "sunion", "sdiff")(_answers(lambda text: Items(SET, None, text)))
method(_CLIENT, "hgetall")(_answers(lambda text: Dict({}, text, text, DICT)))
method(_CLIENT, "lpop", "rpop", "spop", "srandmember")(_popped)
method(_CLIENT, "scan_iter", "sscan_iter")(_answers(lambda text: Instance(GENERATOR, (text,))))
method(_CLIENT, "hscan_iter")(_answers(lambda text: Instance(GENERATOR, (Items(TUPLE, (text, text)),))))
method(_CLIENT, "zrange", "zrevrange", "zrangebyscore", "zrevrangebyscore")(_ranked)
