"""The command line: ``handlerlens handlers | check | invoke | test | events | lsp``.

JSON goes to stdout alone, logs to stderr. Exit: 0 fine, 1 findings or a function error, 2 usage or our own failure.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import logging
import sys
from collections.abc import Sequence

from . import __version__
from .commands import UsageError

FINE, FOUND, FAILED = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command != "lsp":
        logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s: %(message)s")
    try:
        code: int = options.run(options)
        if options.command != "lsp":
            sys.stdout.flush()
        return code
    except UsageError as error:
        print(f"handlerlens: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        with contextlib.suppress(OSError):
            sys.stdout.close()
        return FINE
    except Exception:
        logging.getLogger(__name__).exception("Handlerlens failed; this is our own error")
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="handlerlens", description="See, check, run and debug AWS Lambda handlers written in Python."
    )
    parser.add_argument("--version", action="version", version=f"handlerlens {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    handlers = commands.add_parser("handlers", help="list the handlers of files and folders")
    handlers.add_argument("paths", nargs="+", metavar="PATH")
    _format(handlers, "text", "json")
    handlers.set_defaults(run=_handlers)

    check = commands.add_parser("check", help="check what handlers return, before anything runs")
    check.add_argument("paths", nargs="+", metavar="PATH")
    check.add_argument(
        "--select", action="append", default=[], metavar="CODES", help="rule codes or prefixes, by comma"
    )
    check.add_argument(
        "--ignore", action="append", default=[], metavar="CODES", help="rule codes or prefixes, by comma"
    )
    check.add_argument(
        "--python",
        metavar="P",
        help="the interpreter whose packages the handlers use; read, not run (default: $VIRTUAL_ENV's, else the folder's .venv)",
    )
    _format(check, "text", "json", "sarif", "github")
    check.set_defaults(run=_check)

    invoke = commands.add_parser("invoke", help="run a handler as Lambda would")
    invoke.add_argument(
        "target", metavar="FILE::FUNCTION", help="or a handler string; FILE alone where it has one handler"
    )
    invoke.add_argument(
        "--event", metavar="NAME|PATH|JSON|-", help="a sample's name, a JSON file, JSON itself, or -: stdin"
    )
    invoke.add_argument("--type", choices=["RequestResponse", "Event", "DryRun"], default="RequestResponse")
    invoke.add_argument("--timeout", type=_positive, metavar="S", help="seconds (default: the function's, else 3)")
    invoke.add_argument("--memory", type=int, metavar="MB", help="MB (default: the function's, else 128)")
    invoke.add_argument("--env", action="append", default=[], metavar="K=V", help="an environment variable")
    invoke.add_argument("--env-file", metavar="F", help="a file of K=V lines; --env wins over it")
    invoke.add_argument(
        "--retries", type=int, choices=range(3), metavar="N", help="of --type Event (default: the function's, else 2)"
    )
    invoke.add_argument("--client-context", metavar="JSON", help="as a mobile client sends it, JSON or base64")
    invoke.add_argument("--cognito-identity", metavar="JSON", help="cognitoIdentityId and cognitoIdentityPoolId")
    invoke.add_argument("--tenant-id", metavar="ID", help="the tenant of a function with tenant isolation")
    invoke.add_argument("--python", metavar="P", help="the interpreter (default: $VIRTUAL_ENV's, else python3 on PATH)")
    invoke.add_argument("--template", metavar="T", help="the template that declares the function")
    invoke.add_argument("--function", metavar="ID", help="the function's logical id in the template")
    _format(invoke, "text", "json")
    invoke.set_defaults(run=_invoke)

    test = commands.add_parser("test", help="run the event files that say which result they expect")
    test.add_argument(
        "paths", nargs="+", metavar="PATH", help="event files, or folders to look for them in events folders"
    )
    test.add_argument("--env", action="append", default=[], metavar="K=V", help="an environment variable")
    test.add_argument("--env-file", metavar="F", help="a file of K=V lines; --env wins over it")
    test.add_argument("--python", metavar="P", help="the interpreter (default: $VIRTUAL_ENV's, else python3 on PATH)")
    _format(test, "text", "json")
    test.set_defaults(run=_test)

    events = commands.add_parser("events", help="the sample events of the services that call Lambda")
    actions = events.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="list the sample events")
    _format(listing, "text", "json")
    listing.set_defaults(run=_events_list)
    show = actions.add_parser("show", help="print one sample event as JSON")
    show.add_argument("name", metavar="NAME")
    show.add_argument(
        "--set", action="append", default=[], metavar="PATH=VALUE", help="e.g. Records[0].s3.bucket.name=photos"
    )
    _format(show, "json", "text")
    show.set_defaults(run=_events_show)

    lsp = commands.add_parser("lsp", help="serve the Language Server Protocol over stdio")
    lsp.set_defaults(run=_lsp)
    return parser


def _format(parser: argparse.ArgumentParser, *names: str) -> None:
    parser.add_argument("--format", choices=names, default=names[0])


def _positive(text: str) -> float:
    value = float(text)
    if not value > 0:
        raise argparse.ArgumentTypeError(f"must be more than 0, not {text}")
    return value


# Each command is imported when it runs: `lsp` and `check` start without what `invoke` needs.


def _handlers(options: argparse.Namespace) -> int:
    from .commands import handlers

    return handlers.run(options)


def _check(options: argparse.Namespace) -> int:
    from .commands import check

    return check.run(options)


def _invoke(options: argparse.Namespace) -> int:
    import asyncio

    from .commands import invoke

    return asyncio.run(invoke.run(options))


def _test(options: argparse.Namespace) -> int:
    import asyncio

    from .commands import test

    return asyncio.run(test.run(options))


def _events_list(options: argparse.Namespace) -> int:
    from .commands import events

    return events.run_list(options)


def _events_show(options: argparse.Namespace) -> int:
    from .commands import events

    return events.run_show(options)


def _lsp(options: argparse.Namespace) -> int:  # noqa: ARG001
    from .lsp.server import serve

    serve()
    return FINE


if __name__ == "__main__":
    sys.exit(main())
