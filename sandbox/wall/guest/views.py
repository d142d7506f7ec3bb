"""Views of a mapping of the candidate's own, as the views of a plain dict: by value, like those."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, KeysView, ValuesView
from typing import Any

_MADE: dict[type, Callable[[list[Any]], Any]] = {
    KeysView: lambda found: dict.fromkeys(found).keys(),
    ItemsView: lambda found: dict(found).items(),
    ValuesView: lambda found: dict(enumerate(found)).values(),
}


def is_view(obj: object) -> bool:
    """Whether `obj` is what `collections.abc.Mapping` gives for `keys()`, `items()` or `values()`."""
    return type(obj) in _MADE


def plain_view(view: Any) -> Any:
    """Return the view of a plain dict that holds the same; a list where a dict would hold fewer."""
    found = list(view)
    made = _MADE[type(view)](found)
    return made if len(made) == len(found) else found
