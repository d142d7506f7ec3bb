"""Which processor a lane runs on: judge and box of a lane take turns, so they share one.

While the judge waits, its box works, and the other way round. On one processor a call across the wall wakes nobody who
sleeps on an idle processor, which costs more than the call; and lanes do not get into each other's way.
"""

from collections import Counter
from collections.abc import Iterable


def free_processor(count: int, taken: Iterable[str]) -> str | None:
    """Return the processor that the fewest lanes of the engine are bound to, as a CPU set ("1").

    `taken` has the processor of every lane that lives, other runs' among them. None where there is only one.
    """
    if count < 2:
        return None
    lanes = Counter(taken)
    return min((str(number) for number in range(count)), key=lambda processor: lanes[processor])
