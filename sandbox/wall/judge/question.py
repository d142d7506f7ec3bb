"""One question under way, from the moment it is asked until its answer is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.wall.judge.refer import Reference, Referrer
from sandbox.wall.judge.resolve import Resolver

DESCRIBING = frozenset({"survey", "describe", "enum names"})
_STEPS_THAT_STOP = frozenset({"next", "send", "throw"})
_SPECIALS_THAT_STOP = frozenset({"__next__", "__anext__"})


@dataclass(slots=True)
class Question:
    """Where it was asked, whether `StopIteration` may answer it, and the arguments that are to be copied back.

    One that is `ours` is the wall's own, and no example of a test. `gives` says that the answer is a value of the
    submission's, and no description of it; `loosely` as what of that it was admitted. `cancelled` says that the test
    cancelled it; `word` is what its answer has to raise, whatever it is.
    """

    referrer: Referrer
    resolver: Resolver
    site: str
    may_stop: bool = False
    ours: bool = False
    gives: bool = False
    cancelled: bool = False
    word: BaseException | None = None
    loosely: tuple[str, ...] = ()
    lent: list[object] = field(default_factory=list)

    def refer(self, obj: object) -> Reference | None:
        """Say how an object within the question is referred to."""
        return self.referrer.refer(obj, self.lent)

    def loose(self, kind: str) -> None:
        """Raise Refused for an array or a number that compares loosely, where the reference gave none such."""
        if kind not in self.loosely:  # a value may hold very many
            self.resolver.admit_loose(kind, self.site)
            self.loosely = (*self.loosely, kind)

    def resolve(self, kind: str, value: object) -> object:
        """Return what a reference within the answer stands for."""
        return self.resolver.resolve(kind, value, self.site)


def may_stop(message: tuple[object, ...]) -> bool:
    """Whether `StopIteration` may answer a message: where it asks for a step of something that ends."""
    if message[0] == "resume":
        return message[2] in _STEPS_THAT_STOP
    return message[0] == "special" and message[2] in _SPECIALS_THAT_STOP
