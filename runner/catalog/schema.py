"""Read a TOML table strictly: a missing key, a wrong type and an unknown key are findings that name key and remedy."""

import difflib
import math
from collections.abc import Iterable

from runner.catalog.finding import Finding

_SHOWN = 60


class Table:
    """One TOML table being read.

    Each method asks for one key and returns a value of the promised type, whatever the file holds: where the file is
    wrong, a finding is added and a stand-in is returned, so that one reading finds everything. `finish` names the keys
    that nobody asked for.
    """

    def __init__(self, values: dict[str, object], *, file: str, where: str, findings: list[Finding]) -> None:
        self._values = values
        self._file = file
        self._where = where
        self._findings = findings
        self._known: list[str] = []

    def text(self, key: str, *, default: str | None = None, allowed: Iterable[str] | None = None) -> str:
        """Return a string that is not blank; `allowed` closes the choice."""
        value = self._take(key, default)
        if value is None:
            return ""
        if not isinstance(value, str) or not value.strip():
            self.wrong(key, f"must be a text that is not empty, not {_show(value)}", f'Write {key} = "...".')
            return ""
        if allowed is not None:
            self._allow(key, value, tuple(allowed))
        return value

    def flag(self, key: str) -> bool:
        """Return true or false; false where the key is not there."""
        value = self._take(key, default=False)
        if not isinstance(value, bool):
            self.wrong(key, f"must be true or false, not {_show(value)}", f"Write {key} = true, or leave it out.")
        return value is True

    def line(self, key: str) -> str:
        """Return a string that may be empty, but has to be there."""
        value = self._take(key, None)
        if value is not None and not isinstance(value, str):
            self.wrong(key, f"must be a text, not {_show(value)}", f'Write {key} = "...".')
        return value if isinstance(value, str) else ""

    def texts(self, key: str, *, default: tuple[str, ...] | None = None, fewest: int = 1) -> tuple[str, ...]:
        """Return at least `fewest` strings, none blank and none twice."""
        value = self._take(key, list(default) if default is not None else None)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self.wrong(key, f"must be a list of texts, not {_show(value)}", f'Write {key} = ["..."].')
            return ()
        items = tuple(str(item) for item in value)
        if len(items) < fewest:
            self.wrong(key, f"must have at least {fewest}", f'Write {key} = ["..."].')
        for item in sorted({item for item in items if items.count(item) > 1}):
            self.wrong(key, f"has {_show(item)} twice", "Leave one out.")
        return items

    def words(self, key: str, *, allowed: Iterable[str], default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Return strings out of a closed set; one at least, unless there is a default."""
        choice = tuple(allowed)
        items = self.texts(key, default=default, fewest=1 if default is None else 0)
        for item in items:
            self._allow(key, item, choice)
        return items

    def whole(self, key: str, *, low: int, high: int, default: int | None = None) -> int:
        """Return an int from `low` to `high`, both included."""
        value = self._take(key, default)
        if value is None:
            return low
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.wrong(key, f"must be a whole number, not {_show(value)}", f"Write one from {low} to {high}.")
            return low
        return value

    def whole_or_none(self, key: str, *, low: int, high: int) -> int | None:
        """Return an int from `low` to `high`, None where the key is not there."""
        self._known.append(key)
        return self.whole(key, low=low, high=high) if self.has(key) else None

    def has(self, key: str) -> bool:
        """Whether the file has the key."""
        return key in self._values

    def number(self, key: str, *, low: float, high: float, default: float | None = None) -> float:
        """Return a number above `low` and up to `high`."""
        value = self._take(key, default)
        if value is None:
            return high
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            self.wrong(key, f"must be a number, not {_show(value)}", f"Write one up to {high:g}.")
            return high
        if not low < value <= high:
            self.wrong(key, f"is {value:g}, out of range", f"Write a number above {low:g}, up to {high:g}.")
            return high
        return float(value)

    def table(self, key: str, *, required: bool = True) -> "Table":
        """Return the table `[key]`, an empty one where it is not there."""
        value = self._take(key, None if required else {}, remedy=f"Add a table [{key}].")
        if value is not None and not isinstance(value, dict):
            self.wrong(key, "must be a table", f"Write it as [{key}] with its keys below.")
        present = isinstance(value, dict)
        findings = self._findings if present else []  # a table that is missing is told once, not key by key
        return Table(value if isinstance(value, dict) else {}, file=self._file, where=f"[{key}]", findings=findings)

    def tables(self, key: str, *, required: bool) -> "tuple[Table, ...]":
        """Return the tables `[[key]]` in order."""
        value = self._take(key, None if required else [], remedy=f"Add a table [[{key}]].")
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.wrong(key, "must be a list of tables", f"Write each as [[{key}]] with its keys below.")
            return ()
        return tuple(
            Table(item, file=self._file, where=f"[[{key}]] number {number}", findings=self._findings)
            for number, item in enumerate(value, start=1)
            if isinstance(item, dict)
        )

    def finish(self) -> None:
        """Add a finding for every key that was not asked for."""
        for key in self._values:
            if key not in self._known:
                self.wrong(key, "is not a key of this format", suggestion(key, self._known))

    def wrong(self, key: str, what: str, remedy: str) -> None:
        """Add a finding about `key`."""
        where = f"{self._where} {_show(key, quote=False)}" if self._where else _show(key, quote=False)
        self._findings.append(Finding(file=self._file, key=where, what=what, remedy=remedy))

    def _take(self, key: str, default: object, *, remedy: str = "") -> object:
        self._known.append(key)
        if key in self._values:
            return self._values[key]
        if default is None:
            self.wrong(
                key,
                "is missing",
                remedy or f"Add {key} = ... {f'to {self._where}' if self._where else ''}".strip() + ".",
            )
        return default

    def _allow(self, key: str, value: str, allowed: tuple[str, ...]) -> None:
        if value not in allowed:
            self.wrong(key, f"can't be {_show(value)}", suggestion(value, allowed))


def suggestion(word: str, known: Iterable[str]) -> str:
    """Say which of the known words may have been meant, else list them."""
    known = tuple(known)
    near = difflib.get_close_matches(word[:_SHOWN], known, n=2, cutoff=0.6)
    if near:
        return f"Did you mean {' or '.join(near)}?"
    return f"Known: {', '.join(sorted(known))}." if known else "Leave it out."


def _show(value: object, *, quote: bool = True) -> str:
    text = repr(value) if quote else str(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
