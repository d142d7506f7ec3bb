"""What may cross the wall besides plain values: the document that `verify` freezes from the reference.

    {"modules": {"solution": {"VectorIndex": {"kind": "class", "bases": [], "specials": {"__len__": "sync"},
                                              "members": {"add": "method", "size": "property"}},
                              "search": {"kind": "function"}}},
     "sites":   {"make_index": ["VectorIndex"], "VectorIndex.stream": ["generator"]},
     "plain":   ["VectorIndex.__contains__"]}

`sites` names, for each place where the reference handed out a handle, which kinds it handed out; anywhere else a
handle is refused. `specials` are the operators that the tests use; `plain` those that they use with a plain operand
(and so hand a value to the submission's own comparison). A handle is where lies get in, so all else is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

CALLBACK_SITE = "callback"
_ARITHMETIC = (
    "add", "sub", "mul", "truediv", "floordiv", "mod", "divmod", "pow", "matmul", "lshift", "rshift", "and", "or",
    "xor",
)  # fmt: skip
_OTHER = (
    "len", "getitem", "setitem", "delitem", "iter", "next", "reversed", "call", "hash", "bool", "str", "repr", "format",
    "enter", "exit", "aenter", "aexit", "aiter", "anext", "await",
    "neg", "pos", "abs", "invert", "int", "float", "index", "complex", "round", "trunc", "floor", "ceil",
)  # fmt: skip
OPERAND_SPECIALS = frozenset(
    ["__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__contains__"]
    + [f"__{prefix}{name}__" for name in _ARITHMETIC for prefix in ("", "r", "i")]
)
OTHER_SPECIALS = frozenset(f"__{name}__" for name in _OTHER)
SPECIALS = OPERAND_SPECIALS | OTHER_SPECIALS
ASYNC_SPECIALS = frozenset({"__aenter__", "__aexit__", "__anext__"})


class NameKind(StrEnum):
    """What a name of the submission is."""

    FUNCTION = "function"
    ASYNC_FUNCTION = "async function"
    CLASS = "class"
    EXCEPTION = "exception"
    INSTANCE = "instance"
    VALUE = "value"


CALLABLE_MEMBERS = frozenset({"method", "async method", "static method", "class method"})


def is_private(name: str) -> bool:
    """Whether a name never crosses: private, or special and not an operator that may."""
    return name.startswith("_") and name not in SPECIALS


@dataclass(slots=True)
class Interface:
    """The frozen document, asked by name."""

    modules: dict[str, dict[str, dict[str, Any]]]
    sites: dict[str, set[str]] = field(default_factory=dict)
    plain: set[str] = field(default_factory=set)

    records = False

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Interface:
        """Read a document as `to_document` writes it."""
        return cls(
            modules={module: dict(names) for module, names in document.get("modules", {}).items()},
            sites={site: set(labels) for site, labels in document.get("sites", {}).items()},
            plain=set(document.get("plain", ())),
        )

    def name(self, module: str, name: str) -> dict[str, Any] | None:
        """Describe a name of a module, or None where the reference has none."""
        return self.modules.get(module, {}).get(name)

    def names(self, module: str) -> tuple[str, ...]:
        """Return the public names of a module."""
        return tuple(sorted(name for name in self.modules.get(module, {}) if not name.startswith("_")))

    def classes(self) -> tuple[str, ...]:
        """Return the classes whose instances are handles, though they may derive from list or dict."""
        return tuple(
            name for names in self.modules.values() for name, it in names.items() if it.get("kind") == NameKind.CLASS
        )

    def label_of(self, site: str, module: str, lineage: tuple[str, ...]) -> tuple[str, str] | None:
        """Return (module, class name) as which an instance may cross at `site`, or None.

        `lineage` is the object's classes, most derived first. An object of a class that the reference does not have
        may stand in where the reference handed out instances of exactly one class.
        """
        permitted = self.sites.get(site, set())
        for name in lineage:
            if name in permitted and self._is_class(module, name):
                return module, name
        classes = [(home, name) for name in permitted for home in self.modules if self._is_class(home, name)]
        return classes[0] if len(classes) == 1 else None

    def admits(self, site: str, label: str) -> bool:
        """Whether a handle of this kind (function, generator, ...) may cross at `site`."""
        return label in self.sites.get(site, ())

    def admits_plain(self, class_name: str, special: str) -> bool:
        """Whether a special method of a class may be given a plain operand."""
        return f"{class_name}.{special}" in self.plain

    def admits_member(self, module: str, class_name: str, name: str) -> bool:
        """Whether a public attribute of a class may be asked for."""
        description = self.name(module, class_name) or {}
        return name in description.get("members", {})

    def used_special(self, module: str, class_name: str, special: str) -> None:
        """Note that a test used an operator; the frozen interface has it already."""

    def used_name(self, module: str, name: str) -> None:
        """Note that a test used a name; the frozen interface has it already."""

    def _is_class(self, module: str, name: str) -> bool:
        return (self.name(module, name) or {}).get("kind") in (NameKind.CLASS, NameKind.EXCEPTION)


@dataclass(slots=True)
class Recorder(Interface):
    """The interface of a reference run: everything public may cross, and what did is noted."""

    used: set[tuple[str, str]] = field(default_factory=set)
    specials: set[tuple[str, str, str]] = field(default_factory=set)
    members: set[tuple[str, str, str]] = field(default_factory=set)

    records = True

    def classes(self) -> tuple[str, ...]:
        """Return the classes that the tests have named so far."""
        return tuple(
            name for module, name in self.used if (self.name(module, name) or {}).get("kind") == NameKind.CLASS
        )

    def label_of(self, site: str, module: str, lineage: tuple[str, ...]) -> tuple[str, str] | None:
        """Admit an instance of any class of the reference and note where it came from."""
        for name in lineage:
            if self._is_class(module, name):
                self.sites.setdefault(site, set()).add(name)
                self.used_name(module, name)
                return module, name
        return None

    def admits(self, site: str, label: str) -> bool:
        """Admit the handle and note it."""
        self.sites.setdefault(site, set()).add(label)
        return True

    def admits_plain(self, class_name: str, special: str) -> bool:
        """Admit the operand and note it."""
        self.plain.add(f"{class_name}.{special}")
        return True

    def admits_member(self, module: str, class_name: str, name: str) -> bool:
        """Admit the attribute and note it."""
        self.members.add((module, class_name, name))
        return True

    def used_special(self, module: str, class_name: str, special: str) -> None:
        """Note the operator."""
        self.specials.add((module, class_name, special))

    def used_name(self, module: str, name: str) -> None:
        """Note the name, with the classes that it derives from."""
        if (module, name) in self.used:
            return
        self.used.add((module, name))
        for base in (self.name(module, name) or {}).get("bases", ()):
            if self.name(module, base) is not None:
                self.used_name(module, base)

    def to_document(self) -> dict[str, Any]:
        """Return the document to freeze: what was used, sorted, with nothing of what was not."""
        modules: dict[str, dict[str, Any]] = {}
        for module, name in sorted(self.used):
            modules.setdefault(module, {})[name] = self._frozen(module, name)
        return {
            "modules": modules,
            "sites": {site: sorted(labels) for site, labels in sorted(self.sites.items())},
            "plain": sorted(self.plain),
        }

    def _frozen(self, module: str, name: str) -> dict[str, Any]:
        description = dict(self.name(module, name) or {})
        if description.get("kind") not in (NameKind.CLASS, NameKind.EXCEPTION):
            return description
        used = {special for home, owner, special in self.specials if (home, owner) == (module, name)}
        description["specials"] = {
            special: how for special, how in sorted(description.get("specials", {}).items()) if special in used
        }
        members = dict(description.get("members", {}))
        for home, owner, member in self.members:
            if (home, owner) == (module, name):
                members.setdefault(member, "attribute")
        description["members"] = dict(sorted(members.items()))
        return description
