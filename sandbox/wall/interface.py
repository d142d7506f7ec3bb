"""What may cross the wall besides plain values: the document that `verify` freezes from the reference.

    {"modules": {"solution": {"VectorIndex": {"kind": "class", "bases": [], "specials": {"__len__": "sync"},
                                              "members": {"add": "method", "size": "property"}},
                              "search": {"kind": "function"}}},
     "sites":   {"make_index": ["VectorIndex"], "VectorIndex.stream": ["generator"]},
     "plain":   ["VectorIndex.__contains__"],
     "changes": {"sort": ["0"]},
     "loose":   {"rows": ["empty"]}}

A package has an entry for each of its modules that the tests import. A class is described once, where it is defined;
any other name that it has is an alias, so that it is one class however the tests come by it. Its `path` is where they
found it first: there, and not where the reference defines it, a submission must have it.

`sites` names, for each place where the reference handed out a handle, which kinds it handed out; anywhere else a
handle is refused. `specials` are the operators that the tests use; `plain` those that they use with a plain operand
(and so hand a value to the submission's own comparison). A handle is where lies get in, so all else is refused.
`changes` are the places where the reference changed arguments in place, as `sort(items)` does, with the numbers or the
names of those: their changes are copied back, and no other's. `loose` are the places where it gave what compares
loosely: arrays without elements, which numpy and `approx` find close to anything, and numbers of half precision, which
are equal to any number that rounds to them, infinity to all that are large. Elsewhere neither may come in. A document
without `loose` is older than that rule.
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
    MODULE = "module"
    ALIAS = "alias"
    OTHER = "other"  # what has no way over: it is described so that the author is told
    STANDARD = "standard"  # a class or a module of Python's own library, which the judge has itself


TOLD = frozenset({"__version__"})  # the special names of a module that tests may read
CLASSES = (NameKind.CLASS, NameKind.EXCEPTION)
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
    changes: dict[str, set[str]] = field(default_factory=dict)
    loose: dict[str, set[str]] | None = field(default_factory=dict)

    records = False
    why_not = "where the reference gives none"

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Interface:
        """Read a document as `to_document` writes it."""
        return cls(
            modules={module: dict(names) for module, names in document.get("modules", {}).items()},
            sites={site: set(labels) for site, labels in document.get("sites", {}).items()},
            plain=set(document.get("plain", ())),
            changes={site: set(places) for site, places in document.get("changes", {}).items()},
            loose={site: set(kinds) for site, kinds in document["loose"].items()} if "loose" in document else None,
        )

    def name(self, module: str, name: str) -> dict[str, Any] | None:
        """Describe a name of a module, or None where the reference has none."""
        return self.modules.get(module, {}).get(name)

    def names(self, module: str) -> tuple[str, ...]:
        """Return the public names of a module."""
        known = self.modules.get(module, {})
        return tuple(sorted(name for name in known if name[0] != "_" and known[name]["kind"] != NameKind.OTHER))

    def resolved(self, module: str, name: str) -> tuple[str, str]:
        """Return where a name is described: (module, name) itself, or what it is an alias of."""
        description = self.name(module, name) or {}
        if description.get("kind") == NameKind.ALIAS:
            return description["module"], description["name"]
        return module, name

    def home_of(self, module: str, name: str, *kinds: NameKind) -> tuple[str, str] | None:
        """Return where the class `name` of a module is described, or None.

        Submissions are laid out in their own way: where the module has no such class, the only one of that name is it.
        """
        if self._is_a(module, name, kinds):
            return module, name
        homes = [home for home in self.modules if self._is_a(home, name, kinds)]
        return (homes[0], name) if len(homes) == 1 else None

    def base_of(self, module: str, base: str) -> tuple[str, str] | None:
        """Return where a base of a class of `module` is described, or None for a class that the reference only uses."""
        home, _, name = base.rpartition(":")
        home = home or module
        return None if self.name(home, name) is None else (home, name)

    def for_guest(self) -> dict[str, Any]:
        """Return what a guest is told: the classes that are handles, and whether to watch what calls change."""
        return {"by_reference": self.classes(), "watch": self.records or bool(self.changes)}

    def watches(self, site: str) -> bool:
        """Whether calls at this place change their arguments, so that these are to be copied back."""
        return site in self.changes

    def admits_change(self, site: str, place: int | str) -> bool:
        """Whether calls at `site` change their argument at `place`, its number or its name."""
        return str(place) in self.changes.get(site, ())

    def lacks(self, _module: str) -> bool:
        """Whether the reference has a module that nobody has described yet."""
        return False

    def learn(self, found: Mapping[str, Any]) -> None:
        """Take in a survey of the reference; the frozen interface needs none."""

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
            home = self.home_of(module, name, *CLASSES) if name in permitted else None
            if home is not None:
                return home
        classes = [(home, name) for name in permitted for home in self.modules if self._is_class(home, name)]
        return classes[0] if len(classes) == 1 else None

    def class_at(self, site: str, module: str, name: str) -> tuple[str, str] | None:
        """Return where a class is described that may come in as a value at `site`, or None."""
        return self.home_of(module, name, NameKind.CLASS) if f"class {name}" in self.sites.get(site, ()) else None

    def admits(self, site: str, label: str) -> bool:
        """Whether a handle of this kind (function, generator, ...) may cross at `site`."""
        return label in self.sites.get(site, ())

    def admits_loose(self, site: str, kind: str) -> bool:
        """Whether what compares loosely ("empty", "half") may come in at `site`."""
        return self.loose is None or kind in self.loose.get(site, ())

    def gave(self, site: str, answer: object) -> None:
        """Note what a place gave; the frozen interface has it already."""

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

    def used_class(self, module: str, name: str) -> None:
        """Note that a class came in, though no test may have named it."""

    def used_module(self, module: str) -> None:
        """Note that a test imported a module of a package; the frozen interface has it already."""

    def _is_class(self, module: str, name: str) -> bool:
        return self._is_a(module, name, CLASSES)

    def _is_a(self, module: str, name: str, kinds: tuple[NameKind, ...]) -> bool:
        return (self.name(module, name) or {}).get("kind") in kinds
