"""Where books stand."""

import os


def shelf_of(title):
    """The shelf of a book."""
    return f"{os.environ['SHELF']}: {title}"
