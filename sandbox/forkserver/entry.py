"""Import paths of what a child runs: "package.module:function"."""

import importlib
from collections.abc import Callable
from typing import Any


class EntryMissing(Exception):
    """A module to preload, or the function that a child is to run, cannot be imported; the message says which."""


def load_entry(path: str) -> Callable[..., Any]:
    """Import a function by its path; raises EntryMissing."""
    module, _, name = path.partition(":")
    try:
        entry = getattr(importlib.import_module(module), name)
    except Exception as error:
        raise EntryMissing(f"cannot import {path!r}: {type(error).__name__}: {error}") from error
    if not callable(entry):
        raise EntryMissing(f"{path!r} is not a function")
    return entry  # type: ignore[no-any-return] # whatever it is, it can be called


def preload(names: tuple[str, ...]) -> None:
    """Import modules, so that every fork has them; raises EntryMissing."""
    for name in names:
        try:
            importlib.import_module(name)
        except Exception as error:
            raise EntryMissing(f"cannot preload {name!r}: {type(error).__name__}: {error}") from error
