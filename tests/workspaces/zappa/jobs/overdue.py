"""Reminders of overdue books."""

from jobs.shelves import shelf_of


def remind(event, context):
    """Runs every morning."""
    return {"reminded": shelf_of("all")}
