"""The interpreter behind ``flow``: runs a module and its functions over shapes instead of values."""
