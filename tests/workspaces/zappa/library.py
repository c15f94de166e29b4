"""A lending library's pages, and what happens to its covers."""

from jobs.shelves import shelf_of


def app(environ, start_response):
    """The pages (WSGI)."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [shelf_of(environ["PATH_INFO"]).encode()]


def cover_added(event, context):
    """A cover was uploaded."""
    return [record["s3"]["object"]["key"] for record in event["Records"]]
