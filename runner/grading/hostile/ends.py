"""The known-hostile submission: whatever it is asked, it says that all went well and ends its process with success.

Never imported here: canary.py hands it in under the names of the problem's modules. It answers nothing, so a test can
only pass on it that asks it nothing, or that somebody forges.
"""

import importlib
import os
from contextlib import suppress
from typing import NoReturn

with suppress(ImportError):
    importlib.import_module("left_behind")


def __getattr__(name: str) -> NoReturn:
    """Be every name: asking for one ends the process. The import machinery's own questions are none of a test's."""
    if name.startswith("__"):
        raise AttributeError(name)
    print("1 passed in 0.01s", flush=True)  # noqa: T201 -- what a careless runner would look for
    os._exit(0)
