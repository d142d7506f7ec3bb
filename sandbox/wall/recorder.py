"""The interface of a reference run: everything public may cross, and what did is noted, to be frozen."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.wall.interface import CLASSES, Interface, NameKind


@dataclass(slots=True)
class Recorder(Interface):
    """Admits what the reference has, and notes it."""

    used: set[tuple[str, str]] = field(default_factory=set)
    specials: set[tuple[str, str, str]] = field(default_factory=set)
    members: set[tuple[str, str, str]] = field(default_factory=set)
    used_modules: set[str] = field(default_factory=set)
    on_disk: set[str] = field(default_factory=set)
    packages: set[str] = field(default_factory=set)
    _named: set[tuple[str, str]] = field(default_factory=set)

    records = True
    why_not = "which is no class of its own and no value that crosses the wall: let it give plain values"

    def watches(self, _site: str) -> bool:
        """Watch everywhere."""
        return True

    def admits_change(self, site: str, place: int | str) -> bool:
        """Admit the change and note it."""
        self.changes.setdefault(site, set()).add(str(place))
        return True

    def lacks(self, _module: str) -> bool:
        """Whether a survey found a module that was not imported then."""
        return _module in self.on_disk and _module not in self.modules

    def learn(self, found: Mapping[str, Any]) -> None:
        """Add the modules that are not known yet: what is known has been used."""
        for module, names in found["modules"].items():
            self.modules.setdefault(module, names)
        self.on_disk.update(found["on_disk"])
        self.packages.update(found["packages"])

    def classes(self) -> tuple[str, ...]:
        """Return the classes that the tests have named so far."""
        return tuple(
            name for module, name in self.used if (self.name(module, name) or {}).get("kind") == NameKind.CLASS
        )

    def label_of(self, site: str, module: str, lineage: tuple[str, ...]) -> tuple[str, str] | None:
        """Admit an instance of any class of the reference and note where it came from."""
        for name in lineage:
            home = self.home_of(module, name, *CLASSES)
            if home is not None:
                self.sites.setdefault(site, set()).add(name)
                self.used_class(*home)
                return home
        return None

    def class_at(self, site: str, module: str, name: str) -> tuple[str, str] | None:
        """Admit any class of the reference and note where it came from."""
        home = self.home_of(module, name, NameKind.CLASS)
        if home is not None:
            self.sites.setdefault(site, set()).add(f"class {name}")
            self.used_class(*home)
        return home

    def admits(self, site: str, label: str) -> bool:
        """Admit the handle and note it."""
        self.sites.setdefault(site, set()).add(label)
        return True

    def admits_loose(self, site: str, kind: str) -> bool:
        """Admit the value and note it."""
        self._note_loose(site, kind)
        return True

    def gave(self, site: str, answer: object) -> None:
        """Note where an empty list or the like came from: a submission may have an array in its place."""
        parts = [answer]
        for part in parts:  # grows meanwhile
            if isinstance(part, list | tuple | dict | set | frozenset | deque):
                parts.extend(part.values() if isinstance(part, dict) else part)
                if not part:
                    self._note_loose(site, "empty")

    def _note_loose(self, site: str, kind: str) -> None:
        if self.loose is not None:
            self.loose.setdefault(site, set()).add(kind)

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
        """Note the name; where it is an alias of a class, as the path by which the tests have that."""
        home = self.resolved(module, name)
        if home != (module, name):
            self.used.add((module, name))
            description = self.name(*home)
            if description is not None and home not in self._named:
                description["path"] = [module, name]
        self._named.add(home)
        self.used_class(*home)

    def used_module(self, module: str) -> None:
        """Note the module."""
        self.used_modules.add(module)

    def used_class(self, module: str, name: str) -> None:
        """Note what describes a class or another name, with those of the classes that it derives from."""
        if (module, name) in self.used:
            return
        self.used.add((module, name))
        for base in (self.name(module, name) or {}).get("bases", ()):
            home = self.base_of(module, base)
            if home is not None:
                self.used_class(*home)

    def to_document(self) -> dict[str, Any]:
        """Return the document to freeze: what was used, sorted, with nothing of what was not."""
        modules: dict[str, dict[str, Any]] = {module: {} for module in sorted(self.used_modules)}
        for module, name in sorted(self.used):
            modules.setdefault(module, {})[name] = self._frozen(module, name)
        changes = {site: sorted(places) for site, places in sorted(self.changes.items())}
        return {
            "modules": dict(sorted(modules.items())),
            "sites": {site: sorted(labels) for site, labels in sorted(self.sites.items())},
            "plain": sorted(self.plain),
            "loose": {site: sorted(kinds) for site, kinds in sorted((self.loose or {}).items())},
            **({"changes": changes} if changes else {}),
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
