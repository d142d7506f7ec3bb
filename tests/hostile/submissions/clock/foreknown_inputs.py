"""75 failed: draws the inputs of the race in advance, from what its own seed tells of the problem's

Defence: seed-tells-nothing
"""

import hashlib
import sys
from datetime import date, timedelta

import numpy

import honest
from honest import *

TEST = "tests/hidden/test_clock.py::test_wave_is_quick"
SIZE = 20_000


def own_seed():
    frame = sys._getframe()
    while frame is not None:
        if "hello" in frame.f_locals:
            return frame.f_locals["hello"]["seed"]
        frame = frame.f_back


def problems_seed(own):
    """Try every day, as people choose seeds."""
    for days in range(3_650):
        seed = int((date(2020, 1, 1) + timedelta(days)).strftime("%Y%m%d"))
        if int.from_bytes(hashlib.sha256(f"guest {seed}".encode()).digest()[:4], "big") == own:
            return seed
    return 0


def known_results(seed):
    digest = hashlib.sha256(f"{seed}:{TEST}".encode()).digest()[:16]
    generator = numpy.random.RandomState(int.from_bytes(digest) % 2**32)
    drawn = (generator.random_sample(SIZE) for _ in range(60))
    return {values[:4].tobytes(): honest.wave(values) for values in drawn}


known = known_results(problems_seed(own_seed()))


def wave(values):
    found = known.get(values[:4].tobytes())
    return [honest.wave(values) for _ in range(5)][0] if found is None else found
