"""Numbers as scales show them."""


def rounded(weight):
    """To a tenth."""
    return round(weight, 1)
