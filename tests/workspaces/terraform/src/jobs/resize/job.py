"""Make pictures smaller."""


def resize(picture, context):
    return {"width": picture["width"] // 2}
