"""Classes as values, by name; and references, by whatever the two sides agreed on.

CLASS text:module text:name        REFERENCE count ascii:kind value
"""

from __future__ import annotations

from typing import Any

from sandbox.wall.codec import tags
from sandbox.wall.codec.reading import Reading, Take
from sandbox.wall.codec.refusal import Malformed, Refused
from sandbox.wall.codec.standard import name_of_value_class, value_class
from sandbox.wall.codec.writing import REFERENCE_NAME_BYTES, Put, Writing

CLASS_NODES = 2  # finding one takes as much time as that many ints


def _put_class(w: Writing, value: type) -> None:
    known = name_of_value_class(value)
    if known is None:
        w.refer(value)
        return
    w.spend(CLASS_NODES)
    w.out.append(tags.CLASS)
    w.text(known[0])
    w.text(known[1])


def _take_class(r: Reading) -> type:
    r.spend(CLASS_NODES)
    module, name = r.name(), r.name()
    found = value_class(module, name)
    if found is None:
        raise Refused("a class is not one that both sides of the wall know")
    return found


def _take_reference(r: Reading) -> Any:
    size = r.count()
    if not 0 < size <= REFERENCE_NAME_BYTES:
        raise Malformed("a reference has no name")
    kind = str(r.take(size), "ascii")
    r.enter(1)
    plain = r.node()
    r.depth -= 1
    return r.resolve(kind, plain)


PUT: dict[type, Put] = {type: _put_class}
TAKE: dict[int, Take] = {tags.CLASS: _take_class, tags.REFERENCE: _take_reference}
