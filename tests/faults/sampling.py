"""A few of many cases, other ones from run to run: `make faults` tries all of them.

They are chosen by a seed, which is printed at the begin of a run of pytest; FAULTS_SEED=<seed> chooses them again.
"""

from __future__ import annotations

import os
import random
import secrets
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

SEED = int(os.environ.get("FAULTS_SEED") or secrets.randbelow(1_000_000))


def sampled(cases: Sequence[T], count: int, *, of: str) -> list[T]:
    """Return so many of the cases; `of` names what they are cases of, so that samples differ."""
    chooser = random.Random(f"{SEED} {of}")
    chosen = set(chooser.sample(range(len(cases)), min(count, len(cases))))
    return [case for number, case in enumerate(cases) if number in chosen]
