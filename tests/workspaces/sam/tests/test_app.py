"""Tests of the shop; nothing here is a handler."""


def handler_for_tests(event, context):
    return event


def test_it():
    assert handler_for_tests(1, None) == 1
