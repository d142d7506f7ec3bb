"""Namedtuples: rebuilt on the other side as a tuple class of the same name and fields.

    RECORD text:class name   count   text:field...   value...

The class is put together here from checked names: `collections.namedtuple` evaluates source text, and no text of a
candidate's may come near that. Classes are kept by name and fields, so two of a kind have one type.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from sandbox.wall.codec import tags
from sandbox.wall.codec.reading import Reading, Take
from sandbox.wall.codec.refusal import Malformed, Refused
from sandbox.wall.codec.writing import Writing

RECORD_NODES = 2  # finding its class takes as much time as that many ints
CLASSES_KEPT = 1_000  # per process; a class is never freed

_MRO_OF = type.__dict__["__mro__"]
_DICT_OF = type.__dict__["__dict__"]
_NAME_OF = type.__dict__["__name__"]
_WHOLE = slice(None)
_classes: dict[tuple[str, tuple[str, ...]], type[tuple[Any, ...]]] = {}


def fields_of(value: tuple[Any, ...]) -> tuple[str, tuple[str, ...]] | None:
    """Return the class name and field names of a namedtuple, None for any other subclass of tuple."""
    for kind in _MRO_OF.__get__(type(value)):
        fields = _DICT_OF.__get__(kind).get("_fields")
        if type(fields) is not tuple:
            continue
        name = str.__str__(_NAME_OF.__get__(kind))
        sound = all(type(field) is str for field in fields) and len(fields) == tuple.__len__(value)
        return (name, fields) if sound and fault_of(name, fields) is None else None
    return None


def fault_of(name: str, fields: tuple[str, ...]) -> str | None:
    """Return what is wrong with the names of a namedtuple class, None where nothing is."""
    if not name.isidentifier() or keyword.iskeyword(name):
        return "a namedtuple's name is not an identifier"
    if len(set(fields)) != len(fields):
        return "a namedtuple has a field twice"
    for at, field in enumerate(fields):
        if not field.isidentifier() or keyword.iskeyword(field) or (field[0] == "_" and field != f"_{at}"):
            return "a namedtuple's field is not a public identifier"
    return None


def put_record(w: Writing, value: tuple[Any, ...], names: tuple[str, tuple[str, ...]]) -> None:
    """Write a namedtuple whose names `fields_of` gave."""
    name, fields = names
    if len(fields) > w.caps.record_fields:
        raise Refused(f"a namedtuple has more than {w.caps.record_fields} fields")
    w.spend(RECORD_NODES)
    w.out.append(tags.RECORD)
    w.text(name)
    w.count(len(fields))
    for field in fields:
        w.text(field)
    w.items(tuple.__getitem__(value, _WHOLE))


def _take_record(r: Reading) -> tuple[Any, ...]:
    r.spend(RECORD_NODES)
    name = r.name()
    number = r.count()
    if number > r.caps.record_fields:
        raise Refused(f"a namedtuple has more than {r.caps.record_fields} fields")
    fields = tuple([r.name() for _ in range(number)])
    return tuple.__new__(record_class(name, fields), r.items(number))


def record_class(name: str, fields: tuple[str, ...]) -> type[tuple[Any, ...]]:
    """Return the class for a name and fields, made at most once."""
    known = _classes.get((name, fields))
    if known is not None:
        return known
    fault = fault_of(name, fields)
    if fault is not None:
        raise Malformed(fault)
    if len(_classes) >= CLASSES_KEPT:
        raise Refused(f"more than {CLASSES_KEPT:,} different namedtuple classes have crossed")
    made = _make_class(name, fields)
    _classes[name, fields] = made
    return made


def _make_class(name: str, fields: tuple[str, ...]) -> type[tuple[Any, ...]]:
    members: dict[str, Any] = {
        "__doc__": f"{name}({', '.join(fields)})",
        "__slots__": (),
        "__match_args__": fields,
        "__new__": _construct,
        "__repr__": _show,
        "__getnewargs__": _plain,
        "_fields": fields,
        "_field_defaults": {},
        "_make": classmethod(_make),
        "_asdict": _as_dict,
        "_replace": _replace,
    }
    members.update({field: property(itemgetter(at), doc=f"Field {at}.") for at, field in enumerate(fields)})
    return type(name, (tuple,), members)


def _construct(cls: Any, /, *values: Any, **named: Any) -> Any:
    fields = cls._fields
    rest = fields[len(values) :]
    if len(values) > len(fields) or set(rest) != set(named):
        raise TypeError(f"{cls.__name__} takes the fields {', '.join(fields)}, each once")
    return tuple.__new__(cls, (*values, *(named[field] for field in rest)))


def _make(cls: Any, values: Iterable[Any]) -> Any:
    made = tuple.__new__(cls, values)
    if len(made) != len(cls._fields):
        raise TypeError(f"{cls.__name__} takes {len(cls._fields)} values, not {len(made)}")
    return made


def _as_dict(self: Any) -> dict[str, Any]:
    return dict(zip(self._fields, self, strict=True))


def _replace(self: Any, /, **changed: Any) -> Any:
    unknown = set(changed) - set(self._fields)
    if unknown:
        raise ValueError(f"Got unexpected field names: {sorted(unknown)!r}")
    return self._make(changed.get(field, value) for field, value in zip(self._fields, self, strict=True))


def _plain(self: Any) -> tuple[Any, ...]:
    return tuple(self)


def _show(self: Any) -> str:
    return f"{type(self).__name__}({', '.join(f'{f}={v!r}' for f, v in zip(self._fields, self, strict=True))})"


TAKE: dict[int, Take] = {tags.RECORD: _take_record}
