"""pymongo and redis: the ids that the driver makes, and bytes or text as the client was asked for."""

from __future__ import annotations

from collections.abc import Callable

from ..shapes import (
    A_STR,
    DICT,
    LIST,
    NONE,
    SET,
    SOME_BYTES,
    UNKNOWN,
    Const,
    Dict,
    Entry,
    Instance,
    Items,
    Object,
    Ref,
    Scalar,
    Shape,
)
from .join import elements, one_of, union
from .native_library import declared_class
from .natives import Call, constructor, function, member, method, place
from .run import Run

_COLLECTION = "pymongo.collection.Collection"
_DECODED = "[decoded]"
"""The attribute of a redis client that says whether answers are text."""


def _made_id(run: Run, call: Call, document: Shape | None) -> Shape:
    """Put the id that the driver makes into a document that has none; the id, unknown where there may be one."""
    content = run.content(document or UNKNOWN)
    cls = declared_class(run, "bson.objectid", "ObjectId")
    if type(content) is not Dict or content.rest is not None or "_id" in content.entries or cls is None:
        return UNKNOWN
    made = Instance(cls, (), place(run, call))
    if type(document) is Ref:
        entries = {**content.entries, "_id": Entry(made, False, place(run, call))}
        run.store(document, Dict(entries, None, content.rest_key, content.cls))
    return made


@method(_COLLECTION, "insert_one")
def _insert(run: Run, call: Call) -> Shape:
    run.may_raise()
    cls = declared_class(run, "pymongo.results", "InsertOneResult")
    made = _made_id(run, call, call.argument(0, "document"))
    return UNKNOWN if cls is None else Instance(cls, (made,), place(run, call))


@method(_COLLECTION, "insert_many")
def _insert_many(run: Run, call: Call) -> Shape:
    run.may_raise()
    cls = declared_class(run, "pymongo.results", "InsertManyResult")
    documents = run.content(call.argument(0, "documents") or UNKNOWN)
    made = [_made_id(run, call, one) for one in elements(documents)] if type(documents) is Items else []
    held = Items(LIST, None, union(made)) if made and UNKNOWN not in made else UNKNOWN
    return UNKNOWN if cls is None else Instance(cls, (held,), place(run, call))


@member("pymongo.results.InsertOneResult", "inserted_id")
@member("pymongo.results.InsertManyResult", "inserted_ids")
def _inserted(run: Run, call: Call) -> Shape:
    result = call.argument(0)
    return run.lift(result.args[0]) if type(result) is Instance and result.args else UNKNOWN


@method(_COLLECTION, "find_one")
def _find_one(run: Run, call: Call) -> Shape:
    """A document; asked for by an ``ObjectId``, it has that under ``_id`` where nothing else says what it holds."""
    run.may_raise()
    content = run.content(call.argument(0, "filter") or UNKNOWN)
    entry = content.entries.get("_id") if type(content) is Dict else None
    plain = len(call.positional) == 1 and not call.keywords
    by_id = entry is not None and type(entry.value) is Instance and entry.value.cls.name == "ObjectId"
    held: dict[Scalar, Entry] = {"_id": Entry(entry.value)} if entry is not None and by_id and plain else {}
    return one_of((run.new(Dict(held, UNKNOWN, A_STR)), NONE))


# -- redis -------------------------------------------------------------------------------------------------------------------------


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
def _from_url(run: Run, call: Call) -> Shape:
    text = call.argument(0, "url")
    known = type(text) is Const and "decode_responses" not in str(text.value)
    return _client(run, call) if known or "decode_responses" in call.keywords else UNKNOWN


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


_CLIENT = "redis.Redis"
method(_CLIENT, "get", "hget", "getset", "getdel", "getex", "lindex", "rpoplpush")(
    _answers(lambda text: union((text, NONE)))
)
method(_CLIENT, "keys", "hkeys", "hvals", "lrange")(_answers(lambda text: Items(LIST, None, text)))
method(_CLIENT, "mget", "hmget")(_answers(lambda text: Items(LIST, None, union((text, NONE)))))
method(_CLIENT, "smembers", "sinter", "sunion", "sdiff")(_answers(lambda text: Items(SET, None, text)))
method(_CLIENT, "hgetall")(_answers(lambda text: Dict({}, text, text, DICT)))
