"""What all functions use; there is no handler in a layer."""


def greeting(name):
    return f"Hello {name}"
