"""User ids for guests, such that no two live boxes of an engine share one.

RLIMIT_NPROC counts a user id's processes over the whole engine, so boxes that shared ids would take each other's. Ids
are handed out in blocks of 512. A block is held by a lock on a file (gone with the process that holds it) and, for
boxes that outlived a killed run, by the label of the live container, which is looked at before a block is taken for
the first time.

    10,000 ... 49,999   boxes, in blocks
    50,000 ... 65,000   judge's workers: they run our code, have no process limit by user, and all judges share them

Below 65,536, since that is where user namespaces usually end.
"""

import fcntl
import os
import threading
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from sandbox.docker.state import opened_lock
from sandbox.errors import EngineFailed

FIRST_UID = 10_000
LAST_UID = 49_999
BLOCK = 512
JUDGE_FIRST_UID = 50_000
JUDGE_UIDS = 15_000
_BLOCKS = (LAST_UID + 1 - FIRST_UID) // BLOCK


@dataclass(frozen=True, slots=True, kw_only=True)
class UidRange:
    """The ids of one box: `first` is the killer's, kept free of guests; the guests have the `guests` that follow."""

    first: int
    guests: int

    @property
    def option(self) -> str:
        """The forkserver's `--uids`."""
        return f"{self.first + 1}:{self.guests}"

    @property
    def label(self) -> str:
        """The label's value: first id and how many."""
        return f"{self.first}:{self.guests + 1}"

    def blocks(self) -> range:
        """Return the numbers of the blocks it lies in."""
        start = (self.first - FIRST_UID) // BLOCK
        return range(start, start + _blocks_for(self.guests))


class UidPool:
    """Takes and gives back ranges for one engine connection; thread-safe."""

    def __init__(self, folder: Path, live_labels: Callable[[], Collection[str]]) -> None:
        """Keep lock files in `folder`; `live_labels` lists the label values of all live boxes of the engine."""
        self._folder = folder
        self._live_labels = live_labels
        self._lock = threading.Lock()
        self._held: dict[int, int] = {}  # block -> descriptor of its locked file
        self._free: set[int] = set()  # held and not in use

    def take(self, guests: int) -> UidRange:
        """Reserve ids for so many guests; raises EngineFailed where none are left."""
        count = _blocks_for(guests)
        with self._lock:
            start = _consecutive(self._free, count)
            if start is None:
                self._hold_more(count)
                start = _consecutive(self._free, count)
            if start is None:
                raise EngineFailed(
                    f"no {guests} user ids in a row are left for another box: {len(self._held)} of {_BLOCKS} blocks "
                    "are this run's, others hold the rest. Wait for other runs, or use fewer lanes"
                )
            self._free.difference_update(range(start, start + count))
        return UidRange(first=FIRST_UID + start * BLOCK, guests=guests)

    def give_back(self, taken: UidRange) -> None:
        """Free the ids of a box that is gone."""
        with self._lock:
            self._free.update(block for block in taken.blocks() if block in self._held)

    def close(self) -> None:
        """Let go of every block."""
        with self._lock:
            for descriptor in self._held.values():
                os.close(descriptor)
            self._held.clear()
            self._free.clear()

    def _hold_more(self, count: int) -> None:
        """Lock blocks until `count` in a row are ours, giving back those that did not help."""
        taken = {block for label in self._live_labels() for block in _blocks_of(label)}
        fresh: list[int] = []
        for block in range(_BLOCKS):
            if block in self._held or block in taken or not self._try_hold(block):
                continue
            fresh.append(block)
            start = _consecutive(self._free, count)
            if start is not None:
                self._let_go(block for block in fresh if not start <= block < start + count)
                return
        self._let_go(fresh)

    def _try_hold(self, block: int) -> bool:
        descriptor = opened_lock(self._folder / f"uids-{block}.lock")
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            return False
        self._held[block] = descriptor
        self._free.add(block)
        return True

    def _let_go(self, blocks: Iterable[int]) -> None:
        for block in blocks:
            os.close(self._held.pop(block))
            self._free.discard(block)


def _blocks_for(guests: int) -> int:
    return -(-(guests + 1) // BLOCK)


def _consecutive(free: Collection[int], count: int) -> int | None:
    """Return the first of `count` free blocks in a row."""
    return next((block for block in sorted(free) if all(block + step in free for step in range(count))), None)


def _blocks_of(label: str) -> range:
    """Return the blocks that a live box's label names; a label that says nothing sensible names none."""
    first, _, count = label.partition(":")
    if not (first.isascii() and first.isdigit() and count.isascii() and count.isdigit()):
        return range(0)
    start, end = (int(first) - FIRST_UID) // BLOCK, (int(first) + int(count) - 1 - FIRST_UID) // BLOCK
    return range(max(start, 0), min(end, _BLOCKS - 1) + 1)
