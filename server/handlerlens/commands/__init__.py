"""The commands of the command line, one a file; each has ``run(options) -> exit code``."""


class UsageError(Exception):
    """The command cannot be carried out as it was given; the message is a sentence for the user."""
