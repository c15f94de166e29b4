"""The first program of an execution environment, as /var/runtime/bootstrap.py is Lambda's.

It runs under the user's Python. What it imports before ``prepare`` returns is what a standby environment has ready; nothing
of the user's is touched until the server's order arrives on stdin. From then on the real runtime client has the word.

The lines below stand where Lambda's own stand, so that tracebacks that reach the top read alike.
"""

import os
import sys

here = os.path.dirname(os.path.abspath(__file__))
interpreter_path = [entry for entry in sys.path if os.path.abspath(entry) != here]
sys.path[:] = [here, os.path.join(os.path.dirname(here), "bundled", "runtime"), *interpreter_path]

from handlerlens_runtime.preparation import prepare  # noqa: E402

root = prepare(sys.path[1], interpreter_path)


def main() -> None:
    ric = sys.modules["awslambdaric.__main__"]
    ric.main([root, os.environ["_HANDLER"]])


main()
