"""Starts the real runtime client with its native extension, as Lambda's /var/runtime/bootstrap.py does.

Laid out so that its lines stand where Lambda's stand in a traceback.
"""

import json
import os
import site
import sys

packages = sys.argv.pop()
root, *layers = json.loads(os.environ.pop("HANDLERLENS_PATHS"))
sys.path[0] = packages

import awslambdaric.__main__ as ric  # noqa: E402

sys.path[0:1] = [root, *layers, packages]
os.chdir(root)
site.addsitedir(root)


def main():
    ric.main([root, os.environ["_HANDLER"]])


main()
