"""The steps of a run as they can be seen from outside the product, and what is to happen at one of them.

    calls to Docker       before create box 1-1      after start judge 1      ...
    what the judge says   good: started test_of_three   good: decided ...     good: finished
    files                 open journal.jsonl         before fsync journal.jsonl   rename results.jsonl   ...

A step is called by what happens, so that the same step is found again in another run; the second time that something
happens it ends in "#2". Nothing of this is in the product: `sources.py` looks in from outside.
"""

from __future__ import annotations

import json
import os
import threading
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from tests.faults.killing import Hit, die, die_in_writing, hit

FAILURES = ("cut", "late", "refused", "gone")  # how a call to Docker can fail


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What happens at a step: `do` is one of the following.

    | `do` | what happens |
    |---|---|
    | fail KIND | the call to Docker that this step is before, or after, fails; KIND is one of `FAILURES` |
    | kill WHO | somebody is killed, one of `killing.Hit` |
    | die | the run itself is killed |
    | cut BYTES | the run is killed in the middle of the first write that makes a file longer than that |
    | stop | the run says that it is here, and waits |
    """

    at: str
    do: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a driven run is to meet. `folder` is its results folder, `log` gets a line for each step and each act.

    `engine` is the process id of an engine of the test's own, 0 where there is none; `hold` are the descriptors on
    which a run that is stopped says so, and waits.
    """

    folder: str
    log: str
    acts: tuple[Act, ...] = ()
    engine: int = 0
    hold: tuple[int, int] = (-1, -1)

    def to_text(self) -> str:
        """Write it as an argument of a command."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read what `to_text` wrote."""
        plain = json.loads(text)
        acts = tuple(Act(**act) for act in plain.pop("acts"))
        return cls(**{**plain, "acts": acts, "hold": tuple(plain["hold"])})


class Failing(Exception):
    """Raised at a step whose call is to fail, with the kind of failure; `sources.py` makes the real error of it."""


class Steps:
    """Counts steps as they come, writes them down, and does at each what the plan says."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._seen: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._busy = threading.local()
        self._muted = False

    def at(self, what: str) -> None:
        """Be at a step; raises Failing where the call is to fail."""
        if getattr(self._busy, "at_a_step", False):
            return  # what we do here ourselves is no step
        self._busy.at_a_step = True
        try:
            with self._lock:
                self._seen[what] += 1
                name = what if self._seen[what] == 1 else f"{what} #{self._seen[what]}"
                self._write("step", name)
            for act in self._plan.acts:
                if act.at == name:
                    self._do(act)
        finally:
            self._busy.at_a_step = False

    def _do(self, act: Act) -> None:
        kind, _, which = act.do.partition(" ")
        done = act.do
        if kind == "kill":
            done = hit(Hit(which), engine=self._plan.engine)
        self._write("done", f"{done} at {act.at}")
        if kind == "fail":
            raise Failing(which)
        if kind == "die":
            die()
        if kind == "cut":
            self._muted = True
            die_in_writing(int(which))
        if kind == "stop":
            told, wait = self._plan.hold
            os.write(told, b"!")
            os.read(wait, 1)

    def _write(self, kind: str, text: str) -> None:
        if not self._muted:  # our own file must not be the one that is cut
            with Path(self._plan.log).open("a", encoding="utf-8") as log:
                log.write(f"{kind}: {text}\n")


def steps_in(log: Path) -> list[str]:
    """Return the steps of a run that is over, in their order."""
    return _lines(log, "step: ")


def done_in(log: Path) -> list[str]:
    """Return what was done to a run."""
    return _lines(log, "done: ")


def _lines(log: Path, kind: str) -> list[str]:
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return [line.removeprefix(kind) for line in lines if line.startswith(kind)]
