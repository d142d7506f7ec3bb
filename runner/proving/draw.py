"""Which mutants are graded where there are more than the budget allows: the same ones whenever it is asked.

The order is by a hash of what a mutant changes, not of where the line stands, so that an edit elsewhere in the
reference draws the same ones again. Every place is drawn once before any is drawn twice: operators that know ten
replacements for a sign would otherwise crowd out those that know one.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from runner.model import Problem
from runner.proving.mutants import Mutant, Reference, Spot

_SEED = "prebrief mutants 1"


def in_order(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """Return the spots in the order in which they are drawn."""
    hashed = sorted(spots, key=_hash)
    rounds: Counter[tuple[str, tuple[int, int]]] = Counter()
    ranked = []
    for spot in hashed:
        ranked.append((rounds[spot.file, spot.at], spot))
        rounds[spot.file, spot.at] += 1
    return tuple(spot for _, spot in sorted(ranked, key=lambda pair: pair[0]))


def drawn_mutants(problem: Problem, most: int) -> tuple[Mutant, ...]:
    """Return at most so many mutants of a problem's reference."""
    return draw(Reference(problem), most)


def draw(reference: Reference, most: int) -> tuple[Mutant, ...]:
    """Return at most so many mutants."""
    drawn: list[Mutant] = []
    for mutant in _mutants(reference):
        if len(drawn) == most:
            break
        drawn.append(mutant)
    return tuple(drawn)


def _mutants(reference: Reference) -> Iterator[Mutant]:
    seen: set[tuple[str, str]] = set()
    for spot in in_order(reference.spots()):
        mutant = reference.mutant(spot)
        if mutant is not None and (spot.file, mutant.source) not in seen:
            seen.add((spot.file, mutant.source))
            yield mutant


def _hash(spot: Spot) -> bytes:
    text = "\0".join((_SEED, spot.file, spot.operator, spot.was, str(spot.occurrence)))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
