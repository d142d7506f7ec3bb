"""What is fuzzed: each reader of bytes that a candidate controls, or that a disk may have damaged."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

HARNESS, SEEDS = "tests.fuzz.harness", "tests.fuzz.seeds"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One reader, and what one input may cost.

    `instruments` names the packages whose branches guide the fuzzer. `forgets` says that the harness has a folder of
    its own, which is removed in the end.
    """

    name: str
    about: str
    instruments: tuple[str, ...]
    longest_bytes: int
    seconds_per_input: int = 10
    memory_mb: int = 1_024
    forgets: bool = False

    @property
    def feed(self) -> Callable[[bytes], None]:
        """The harness: reads one input and raises whatever must not come out."""
        feed: Callable[[bytes], None] = self._harness().feed
        return feed

    @property
    def changed(self) -> Callable[..., bytes] | None:
        """How an input of this target is changed beside what the fuzzer does, None for nothing else."""
        return getattr(self._seeds(), "changed", None)

    def seeds(self) -> Iterator[bytes]:
        """Yield what fuzzing begins with where no corpus is kept."""
        found: Iterator[bytes] = self._seeds().seeds()
        return found

    def words(self) -> tuple[bytes, ...]:
        """Return the dictionary."""
        found: tuple[bytes, ...] = self._seeds().words()
        return found

    def forget(self) -> None:
        """Remove what the harness keeps on the disk."""
        if self.forgets:
            harness: Any = self._harness()
            harness.forget()

    def _harness(self) -> ModuleType:
        return importlib.import_module(f"{HARNESS}.{self.name}")

    def _seeds(self) -> ModuleType:
        return importlib.import_module(f"{SEEDS}.{self.name}")


TARGETS = {
    target.name: target
    for target in (
        Target(
            name="decoder",
            about="values that a guest sends to the judge: the codec, and what references in them stand for",
            instruments=("sandbox.wall",),
            longest_bytes=4_096,
        ),
        Target(
            name="frames",
            about="frames that a guest sends to the judge: channel, conversation, what the test's functions are asked",
            instruments=("sandbox.wall",),
            longest_bytes=4_096,
        ),
        Target(
            name="archive",
            about="zip and tar archives that a candidate hands in, and what the parent makes of the reader's answer",
            instruments=("runner.intake", "tarfile", "zipfile"),
            longest_bytes=16_384,
        ),
        Target(
            name="submission",
            about="files and folders that a candidate hands in, with links, FIFOs and names of every kind",
            instruments=("runner.intake",),
            longest_bytes=8_192,
            forgets=True,
        ),
        Target(
            name="journal",
            about="a results folder's journal, kept submissions and cards, whatever lies in their place",
            instruments=("runner.grading.journal", "runner.grading.record", "runner.grading.keeping"),
            longest_bytes=12_288,
            forgets=True,
        ),
    )
}
