"""A random conversation over the wall goes as a model of it says, and a hostile guest brings out nothing undeclared."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from sandbox.wall.channel import FrameKind
from sandbox.wall.conversation import MAX_NESTING
from sandbox.wall.failure import CannotCross, FailureKind
from sandbox.wall.lending import inout
from tests.fuzz.harness.judged import open_descriptors
from tests.fuzz.seeds.decoder import REFERENCES, encoded
from tests.fuzz.seeds.frames import REQUESTS
from tests.sandbox.wall.codec.crossings import same
from tests.sandbox.wall.codec.strategies import values
from tests.wall.machine.nursery import Nursery
from tests.wall.machine.speaking import Speaking, recorded
from tests.wall.machine.talk import Question, Talk, outcome_of

EXAMPLES, STEPS = 12, 30
SOON_SECONDS = 0.4
MOST_THINGS = 6
SETTINGS = settings(
    max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
)
PAYLOADS = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(REFERENCES).map(lambda reference: encoded((reference, ()))),
    st.sampled_from(REQUESTS).map(encoded),
    st.sampled_from(
        [encoded(("forged", ())), encoded(("forged", ([1],))), encoded(None), encoded((("missing", "x"), ()))]
    ),
)
FRAMES = st.lists(
    st.tuples(st.sampled_from([*FrameKind, 0, 99]).map(int), st.sampled_from([0, 0, 1, -1, 300, 2**31]), PAYLOADS),
    min_size=1,
    max_size=4,
)


class Problem(Exception):
    """An exception of the test's own."""


class Conversations(RuleBasedStateMachine):
    """One wall, one test after the other, each with a guest of its own."""

    nursery: Nursery
    interface: dict[str, Any]

    def __init__(self) -> None:
        super().__init__()
        gc.collect()
        self.descriptors, self.threads = open_descriptors(), threading.active_count()
        self.speaking = Speaking(self.nursery, self.interface)
        self.stale: list[Any] = []

    @initialize()
    def begin(self) -> None:
        self.speaking.__enter__()
        self.wall, self.solution = self.speaking.wall, self.speaking.solution
        self._begun()

    def _begun(self) -> None:
        self.talk = Talk(self.speaking)
        self.things: list[tuple[Any, object]] = [(self.solution.make(1), 1)]
        self.cancelled = 0
        self.speaking.note_errors()

    # values

    @precondition(lambda self: self.talk.failure is None)
    @rule(value=values)
    def echo(self, value: object) -> None:
        self.talk.gives(lambda: self.solution.echo(value), lambda back: same(back, value))

    @precondition(lambda self: self.talk.failure is None)
    @rule(value=values)
    def callback(self, value: object) -> None:
        given: list[object] = []

        def tool(*args: object) -> object:
            given.extend(args)
            return args[0]

        self.talk.gives(lambda: self.solution.call(tool, value), lambda back: same(back, value))
        assert not self.talk.goes_on or same(given, [value])

    @precondition(lambda self: self.talk.failure is None)
    @rule(value=st.integers())
    def change_in_place(self, value: int) -> None:
        items, wrapped = [0], [0]
        alone = threading.active_count() == 1  # where others could ask in between, nothing comes back unasked
        self.talk.gives(lambda: self.solution.appends(items, value), lambda back: back is None)
        self.talk.gives(lambda: self.solution.appends(inout(wrapped), value), lambda back: back is None)
        if self.talk.goes_on:
            assert (items, wrapped) == ([0, value] if alone else [0], [0, value])

    @precondition(lambda self: self.talk.goes_on)
    @rule()
    def send_too_much(self) -> None:
        self.talk.raises(lambda: self.solution.echo(bytes(65 << 20)), lambda error: type(error) is CannotCross)

    @precondition(lambda self: self.talk.goes_on)
    @rule(number=st.integers(0, 5), taken=st.integers(0, 5))
    def generate(self, number: int, taken: int) -> None:
        def take() -> object:
            steps = self.solution.counts(number)
            found = [step for step, _ in zip(steps, range(taken), strict=False)]
            steps.close()
            return found

        self.talk.gives(take, lambda back: back == list(range(min(number, taken))))

    # handles

    @precondition(lambda self: self.talk.goes_on and len(self.things) < MOST_THINGS)
    @rule(value=values)
    def make(self, value: object) -> None:
        thing = self.talk.gives(lambda: self.solution.make(value), lambda back: type(back) is self.solution.Thing)
        self.things.append((thing, value))

    @precondition(lambda self: self.things and self.talk.goes_on)
    @rule(at=st.integers(0, MOST_THINGS), value=values)
    def use(self, at: int, value: object) -> None:
        thing, held = self.things[at % len(self.things)]
        self.talk.gives(thing.get, lambda back: same(back, held))
        self.talk.gives(thing.itself, lambda back: back is thing)
        self.talk.gives(lambda: self.solution.same([thing, thing]), lambda back: all(each is thing for each in back))
        passed = [thing]  # what is lent lives as long as its guest: it must not hold the thing
        self.talk.gives(lambda: self.solution.call(passed.pop), lambda back: back is thing)
        self.talk.gives(lambda: len(thing), lambda back: back == 7)
        self.talk.gives(lambda: thing.put(value), lambda back: back is None)
        if self.talk.goes_on:
            self.things[at % len(self.things)] = (thing, value)

    @precondition(lambda self: self.things and self.talk.goes_on)
    @rule(at=st.integers(0, MOST_THINGS))
    def release(self, at: int) -> None:
        del self.things[at % len(self.things)]
        gc.collect()
        self.talk.gives(self.solution.alive, lambda back: back == len(self.things))

    # exceptions

    @precondition(lambda self: self.talk.goes_on)
    @rule(value=st.integers() | st.text())
    def raise_over_there(self, value: object) -> None:
        self.talk.raises(
            lambda: self.solution.fails(value),
            lambda error: (
                type(error) is self.solution.Broken and same((error.args, error.detail), (("broken", value), value))
            ),
        )

    @precondition(lambda self: self.talk.failure is None)
    @rule(swallow=st.booleans())
    def raise_in_a_callback(self, swallow: bool) -> None:
        problem = Problem("why")
        self.talk.own.append(problem)
        if swallow:
            self.talk.gives(lambda: self.solution.swallows(_raiser(problem)), lambda back: back == "why")
        else:
            self.talk.raises(lambda: self.solution.call(_raiser(problem)), lambda error: error is problem)

    @precondition(lambda self: self.talk.failure is None)
    @rule()
    def fail_an_assertion_in_a_callback(self) -> None:
        failed = AssertionError("a secret")
        self.talk.own.append(failed)
        self.talk.raises(lambda: self.solution.swallows(_raiser(failed)), lambda error: error is failed)

    @precondition(lambda self: self.talk.goes_on)
    @rule(depth=st.sampled_from([0, 1, 3, MAX_NESTING]))
    def nest(self, depth: int) -> None:
        self.talk.gives(lambda: self._nested(depth), lambda back: back == depth)

    def _nested(self, depth: int) -> object:
        def tool(left: int) -> object:
            return self.solution.nests(tool, left)

        return self.solution.nests(tool, depth)

    # at once

    @precondition(lambda self: self.talk.failure is None)
    @rule(found=st.lists(st.integers(), max_size=4))
    def gather(self, found: list[int]) -> None:
        async def tool(value: int) -> int:
            await asyncio.sleep(0)
            return value

        self.talk.gives(lambda: asyncio.run(self.solution.gathers(tool, found)), lambda back: back == found)

    @precondition(lambda self: self.talk.goes_on)
    @rule()
    def cancel(self) -> None:
        async def cancelled() -> bool:
            waiting = asyncio.ensure_future(self.solution.waits())
            await self.solution.later(1)
            waiting.cancel()
            await asyncio.wait([waiting])
            return waiting.cancelled()

        self.talk.gives(lambda: asyncio.run(cancelled()), lambda back: back is True)
        self.cancelled += 1
        self.talk.gives(self.solution.cancelled, lambda back: back == self.cancelled)

    @precondition(lambda self: self.talk.goes_on)
    @rule()
    def ask_from_threads(self) -> None:
        with ThreadPoolExecutor(3) as pool:
            outcomes = list(pool.map(lambda number: outcome_of(lambda: self.solution.echo(number)), range(4)))
        for number, outcome in enumerate(outcomes):
            self.talk.gives(lambda outcome=outcome: outcome.value, lambda back, number=number: back == number)

    # ends

    @precondition(lambda self: self.talk.goes_on)
    @rule(data=st.data())
    def fail(self, data: st.DataObject) -> None:
        """Do one thing that ends the conversation: one rule for all, so that most conversations go on for a while."""
        question, kind = data.draw(st.sampled_from(self._ways_to_fail()))
        self.talk.fails(question, kind)

    def _ways_to_fail(self) -> list[tuple[Question, FailureKind]]:
        ways = [
            *[(lambda how=how: self.solution.dies(how), FailureKind.CRASHED) for how in ("exit", "kill", "abort")],
            (self.solution.absent, FailureKind.MISSING),
            (lambda: self.solution.large(65), FailureKind.REFUSED),
            (lambda: self.solution.deep(70), FailureKind.REFUSED),
            (lambda: self._nested(MAX_NESTING + 1), FailureKind.REFUSED),
            (self._sleep_too_long, FailureKind.TIMEOUT),
        ]
        ways += [(partial(self.solution.echo, thing), FailureKind.REFUSED) for thing, _ in self.things[:1]]
        return ways

    @precondition(lambda self: self.stale and self.talk.goes_on)
    @rule()
    def use_what_belongs_to_an_earlier_test(self) -> None:
        self.talk.fails(self.stale[0].get, FailureKind.REFUSED)

    def _sleep_too_long(self) -> object:
        self.speaking.hurry(SOON_SECONDS / 10)
        return self.solution.sleeps()

    @precondition(lambda self: self.talk.failure is not None)
    @rule(at=st.integers(0, 9))
    def ask_again(self, at: int) -> None:
        """Whatever is asked after a failure, of whomever and from wherever, gives that failure."""
        questions = [
            lambda: self.solution.echo(1),
            lambda: self.solution.call(lambda: 1),
            self.solution.absent,
            lambda: asyncio.run(self.solution.later(1)),
            lambda: list(self.solution.counts(2)),
            *[thing.get for thing, _ in self.things],
        ]
        self.talk.gives(questions[at % len(questions)], lambda back: False)

    @precondition(lambda self: self.talk.failure is None)
    @rule(frames=FRAMES, cut=st.sampled_from([0, 0, 0, 1, 7]), shut=st.booleans())
    def speak_on_the_wall(self, frames: list[tuple[int, int, bytes]], cut: int, shut: bool) -> None:
        """The guest says something of its own; what it cuts short, the judge waits for until the time is up."""
        if not self.talk.hostile:
            self.speaking.hurry(SOON_SECONDS)
        self.talk.hostile = True
        self.talk.gives(lambda: self.solution.says(frames, cut, shut), lambda back: True)

    @rule()
    def end_the_test(self) -> None:
        self._end()
        self.stale = [thing for thing, _ in self.things]
        self.speaking.begin()
        self._begun()

    def _end(self) -> None:
        record = self.wall.end()
        kind = None if self.talk.failure is None else self.talk.failure.kind
        assert record.failure_kind is kind
        guest = self.speaking.guest
        assert guest is not None and guest.ended is not None
        with pytest.raises(ProcessLookupError):
            os.kill(guest.pid, 0)
        assert not self.wall.live()

    def teardown(self) -> None:
        if hasattr(self, "talk"):
            self._end()
        self.speaking.__exit__()
        assert threading.active_count() == self.threads
        self.things, self.stale = [], []
        gc.collect()
        assert set(open_descriptors()) <= set(self.descriptors)


def _raiser(error: BaseException) -> Any:
    def tool(*_given: object) -> object:
        raise error

    return tool


def test_a_random_conversation_goes_as_the_model_says() -> None:
    with Nursery() as nursery:
        Conversations.nursery = nursery
        Conversations.interface = recorded(nursery)
        del Conversations.interface["loose"]  # what is drawn may be empty anywhere; test_loose.py has that rule
        run_state_machine_as_test(Conversations, settings=SETTINGS)
