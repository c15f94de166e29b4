"""Which way a choice in a CDK program goes: ``given ?? other``, ``given or other``, ``test ? yes : no``."""

from __future__ import annotations

from collections.abc import Callable

from .expression import (
    Array,
    Call,
    Choice,
    Comparison,
    Expression,
    Function,
    Joined,
    Member,
    Name,
    Object,
    Text,
    Unknown,
    dotted,
    shown,
)
from .nodes import Place

_NOTHING = frozenset({"undefined", "null", "None"})
_FALSE = frozenset({"", "false", "False"})
_TRUE = frozenset({"true", "True"})

Value = Callable[[Expression], Expression]
"""What an expression stands for, followed as far as that is known."""
AsText = Callable[[Expression], str | None]


def nothing(place: Place) -> Name:
    """What a parameter is worth that a call does not give."""
    return Name("undefined", place)


def otherwise(given: Expression, other: Expression | None, place: Place, sign: str) -> Expression:
    """``given ?? other``; with the sign ``or`` or ``||`` also where what is given is empty."""
    if other is None:
        return Unknown(sign, place)
    test = Comparison(given, "!=", nothing(place), place, sign) if sign == "??" else given
    return Choice(test, given, other, place, f"{shown(given)} {sign} {shown(other)}"[:200])


def compared(left: Expression, sign: str, right: Expression | None, place: Place) -> Expression:
    """``left == right``, with the sign ``!=`` the contrary."""
    if right is None:
        return Unknown(sign, place)
    return Comparison(left, sign, right, place, f"{shown(left)} {sign} {shown(right)}"[:200])


def decided(test: Expression, yes: Expression | None, no: Expression | None, place: Place) -> Expression:
    """``test ? yes : no``."""
    if yes is None or no is None:
        return Unknown("?:", place)
    return Choice(test, yes, no, place, f"{shown(test)} ? {shown(yes)} : {shown(no)}"[:200])


def chosen(node: Choice, value: Value, text: AsText) -> Expression | None:
    """The end of a choice that it goes to; None where that is not told."""
    told = _told(node.test, value, text)
    return None if told is None else node.yes if told else node.no


def is_nothing(node: Expression, value: Value) -> bool | None:
    """Whether an expression is known to be ``undefined`` or ``None``, a setting that was not given for one; None where not told."""
    found = value(node)
    match found:
        case Name(text=text) if text in _NOTHING:
            return True
        case Name(text=text) if text in _TRUE | _FALSE:
            return False
        case Member(owner=owner, name=name):
            of = value(owner)
            if isinstance(of, Object):
                return True if not of.spread and name not in of.entries else None
            return True if is_nothing(of, value) else None
        case Text() | Joined() | Array() | Object() | Function():
            return False
        case Call():
            return False if any(name[:1].isupper() for name in dotted(found.function)) else None
    return None


def _told(test: Expression, value: Value, text: AsText) -> bool | None:
    if isinstance(test, Comparison):
        return _held(test, value, text)
    missing = is_nothing(test, value)
    found = value(test)
    if missing is None or missing:
        return None if missing is None else False
    word = found.text if isinstance(found, Name) else text(found)
    if isinstance(found, Array | Object):
        return bool(found.entries) if isinstance(found, Object) and not found.spread else True
    return True if word is None else None if word == "0" else word not in _FALSE


def _held(test: Comparison, value: Value, text: AsText) -> bool | None:
    left, right = is_nothing(test.left, value), is_nothing(test.right, value)
    if left or right:
        other = right if left else left
        return None if other is None else other is (test.sign == "==")
    sides = text(test.left), text(test.right)
    return None if None in sides else (sides[0] == sides[1]) is (test.sign == "==")
