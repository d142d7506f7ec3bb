"""A submission that speaks the wall's protocol itself, on the connection that it finds among its descriptors."""

from __future__ import annotations

import pytest

from tests.wall.case import Bench, Case

# What every attack begins with: the wall's connection, found by scanning, and its codec, which lies in the image.
SPEAK = """
import os, socket, stat, struct, sys, threading, time
from sandbox.wall.codec import Encoder, dumps

def connection():
    for number in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                return socket.socket(fileno=os.dup(number))
        except OSError:
            continue

def frame(kind, number, payload=b"", length=None):
    return struct.pack(">IBI", len(payload) if length is None else length, kind, number) + payload

def reply(number, value): return frame(2, number, dumps((value, ())))

class Reference:
    def __init__(self, kind, value): self.kind, self.value = kind, value

def encoded(value):
    return b"".join(Encoder(lambda each: (each.kind, each.value) if isinstance(each, Reference) else None).encode(value))

def number_asked():
    '''The number of the request under way: the caller's own frames hold it.'''
    each = sys._getframe()
    while each is not None:
        if "frame" in each.f_locals and hasattr(each.f_locals["frame"], "number"):
            return each.f_locals["frame"].number
        each = each.f_back
    return 1

def say(*frames):
    connection().sendall(b"".join(frames))

def f(x):
    if x != 0: return x
    attack()
    return 0

def g(tool):
    attack_callback(tool)
    return 0
"""  # noqa: E501 -- sources read best a statement a line

TESTS = """
    import contextlib, pytest, solution
    def test_call():
        with contextlib.suppress(BaseException): solution.f(0)
        with contextlib.suppress(BaseException): solution.f(1)
    def test_value():
        assert solution.f(0) == "right"
"""
REFERENCE = "def f(x): return 'right' if x == 0 else x\n"

ATTACKS = {
    "reply to another number": "say(reply(number_asked() + 1, 'right'))",
    "reply to number zero": "say(reply(0, 'right'))",
    "reply to a number far ahead": "say(reply(2**32 - 1, 'right'))",
    "a greeting again": "say(frame(8, 0, dumps(None)))",
    "a hello": "say(frame(7, 0, dumps(None)))",
    "unknown kind": "say(frame(99, number_asked(), dumps(('right', ()))))",
    "kind zero": "say(frame(0, 0))",
    "garbage": "say(b'\\xff' * 64)",
    "text": "say(b'HTTP/1.1 200 OK\\r\\n\\r\\nright')",
    "garbage in a reply": "say(frame(2, number_asked(), b'\\xfe' * 20))",
    "empty reply": "say(frame(2, number_asked(), b''))",
    "a value that is no answer": "say(frame(2, number_asked(), dumps('right')))",
    "an answer that changes what was not lent": "say(frame(2, number_asked(), dumps(('right', ([1],)))))",
    "an error that is none": "say(frame(3, number_asked(), dumps(('right', ()))))",
    "bytes left over": "say(frame(2, number_asked(), dumps(('right', ())) + b'x'))",
    "a release": "say(frame(6, 0, dumps(((1, 1),))))",
    "a callback that was never lent": "say(frame(1, 1, dumps(('call', 7, (), {}))))",
    "a request that is none": "say(frame(1, 1, dumps('call')))",
    "a request of another kind": "say(frame(1, 1, dumps(('get', 0, 'x'))))",
    "a request with number zero": "say(frame(1, 0, dumps(('call', 0, (), {}))))",
    "an unknown reference": "say(frame(2, number_asked(), encoded((Reference('path', ('solution', 'f')), ()))))",
    "an exception without a class": "say(frame(3, number_asked(), encoded((Reference('error', ((), (), {}, '', '', None, 0)), ()))))",  # noqa: E501 -- sources read best a statement a line
    "an exception that is none": "say(frame(3, number_asked(), encoded((Reference('error', (1, 2)), ()))))",
    "a handle that is none": "say(frame(2, number_asked(), encoded((Reference('handle', 5), ()))))",
    "a handle of no kind": "say(frame(2, number_asked(), encoded((Reference('handle', (1, 'all', '', ())), ()))))",
    "a callback as the answer": "say(frame(2, number_asked(), encoded((Reference('callback', 0), ()))))",
    "nested references": "say(frame(2, number_asked(), encoded((Reference('class', (('std', 'os', 'system'),) * 40), ()))))",  # noqa: E501 -- sources read best a statement a line
}
REFUSED_ATTACKS = {
    "length beyond the cap": "say(frame(2, number_asked(), b'', length=2**32 - 1))",
    "a class that is none of ours": "say(frame(2, number_asked(), encoded((Reference('handle', (1, 'instance', 'solution', ('X',))), ()))))",  # noqa: E501 -- sources read best a statement a line
    "a function handle": "say(frame(2, number_asked(), encoded((Reference('handle', (1, 'function', '', ())), ()))))",
    "an interrupt": "say(frame(3, number_asked(), encoded((Reference('error', ((('std', 'builtins', 'KeyboardInterrupt'),), (), {}, '', '', None, 0)), ()))))",  # noqa: E501 -- sources read best a statement a line
}
OTHER_ATTACKS = {
    "a length that promises more": ("say(frame(2, number_asked(), b'x', length=1000)); os._exit(0)", "crashed"),
    "one byte at a time": (
        "[(say(bytes([each])), time.sleep(0.2)) for each in frame(2, number_asked(), dumps(('right' * 9, ())))]",
        "timeout",
    ),
    "a closed connection": ("connection().shutdown(2); time.sleep(60)", "crashed"),
    "half a header": ("say(b'\\0\\0'); os._exit(0)", "crashed"),
    "a missing name": ("say(frame(3, number_asked(), dumps((('missing', 'x' * 9999), ()))))", "missing"),
}


def _case(attack: str, verdict: str, *, wall_seconds: float = 6.0) -> Case:
    source = f"{SPEAK}\ndef attack():\n    {attack}\n    time.sleep(0.05)\n"
    tests = TESTS if verdict != "timeout" else TESTS.replace("solution.f(1)", "None")
    return Case(
        reference=REFERENCE,
        solution=source,
        tests=tests,
        expect=verdict,
        limits={"wall_seconds_per_test": wall_seconds},
    )


@pytest.mark.parametrize("name", ATTACKS)
def test_a_frame_that_the_wall_never_sends_ends_the_guest(bench: Bench, name: str) -> None:
    bench.check(_case(ATTACKS[name], "protocol"))


@pytest.mark.parametrize("name", REFUSED_ATTACKS)
def test_a_frame_with_what_may_not_cross_is_refused(bench: Bench, name: str) -> None:
    bench.check(_case(REFUSED_ATTACKS[name], "refused"))


@pytest.mark.parametrize("name", OTHER_ATTACKS)
def test_a_frame_that_does_not_end_is_told_apart(bench: Bench, name: str) -> None:
    attack, verdict = OTHER_ATTACKS[name]
    bench.check(_case(attack, verdict, wall_seconds=1.5 if verdict == "timeout" else 6.0))


FORGED = Case(
    reference="def f(x): return x * 2\ndef g(x): return x",
    solution=SPEAK
    + """
def f(x):
    say(reply(number_asked(), 'forged'))
    return x * 2

def g(x):
    number = number_asked()
    say(reply(number, x), *(reply(number + step, 'forged') for step in range(1, 9)))
    time.sleep(0.2)
    return x
""",
    tests="""
        import contextlib, solution
        def test_a_forged_reply_is_only_a_wrong_answer(): assert solution.f(2) == 4
        def test_two_replies():
            with contextlib.suppress(BaseException): solution.f(2)
            with contextlib.suppress(BaseException): solution.f(2)
            with contextlib.suppress(BaseException): solution.f(2)
        def test_a_reply_ahead_of_its_request():
            assert solution.g(1) == 1
            with contextlib.suppress(BaseException): assert solution.g(2) == 2
            with contextlib.suppress(BaseException): assert solution.g(2) == 2
    """,
    expect={
        "test_a_forged_reply_is_only_a_wrong_answer": "failed: 'forged' == 4",
        "test_two_replies": "protocol: answers nothing open",
        "test_a_reply_ahead_of_its_request": "protocol: answers nothing open",
    },
)


def test_a_forged_reply_gains_nothing(bench: Bench) -> None:
    bench.check(FORGED)


LENT = Case(
    reference="def g(tool, *more): return 1",
    solution=SPEAK
    + """
def method(tool, *more):
    say(frame(1, 10, encoded(('invoke', 0, 'close', (), {}))))
def called(tool, *more):
    say(frame(1, 10, encoded(('call', 0, (), {}))))
def twice(tool, *more):
    say(frame(1, 10, encoded(('invoke', 0, 'read', (), {}))), frame(1, 10, encoded(('invoke', 0, 'read', (), {}))))
def backwards(tool, *more):
    say(frame(1, 10, encoded(('invoke', 0, 'read', (), {}))), frame(1, 9, encoded(('invoke', 0, 'read', (), {}))))
def other(tool, *more):
    say(frame(1, 10, encoded(('call', 99, (), {}))))
def known(tool, *more):
    say(frame(3, number_asked(), encoded((Reference('error', ((('test', 50, 'X'),), (), {}, '', '', None, 77)), ()))))
def g(name, *rest):
    globals()[name](*rest)
    time.sleep(0.05)
    return 1
""",
    tests="""
        import contextlib, io, pytest, solution
        @pytest.mark.parametrize("name", ["method", "called", "twice", "backwards", "other"])
        def test_it(name, expose):
            with contextlib.suppress(BaseException): solution.g(name, expose(io.StringIO("secret"), "read"))
            with contextlib.suppress(BaseException): solution.g("print", 1)
        def test_an_exception_that_was_never_given():
            assert solution.g("known", 1) == 1
    """,
    expect={
        "test_it[method]": "protocol: never exposed",
        "test_it[called]": "protocol",
        "test_it[twice]": "protocol: used before",
        "test_it[backwards]": "protocol: used before",
        "test_it[other]": "protocol: never lent",
        "test_an_exception_that_was_never_given": "failed",
    },
)


def test_only_what_was_lent_can_be_called(bench: Bench) -> None:
    bench.check(LENT)


# The submission changes the wall's code on its own side: what it gives out is described as it likes.
HANDLES = Case(
    reference="""
        class A:
            def n(self): return 1
        class B:
            def m(self): return 2
        def a(): return A()
        def b(): return B()
        def gen(): yield 1
        def value(): return 5
    """,
    solution=SPEAK
    + """
from sandbox.wall.channel import Channel
FORGED = []
send = Channel.send
def forge(self, kind, number, parts):
    send(self, kind, number, [FORGED.pop()] if FORGED and kind == 2 else parts)
Channel.send = forge
class A:
    def n(self): return 1
class B:
    def m(self): return 2
def give(*described): FORGED.append(encoded((Reference('handle', described), ())))
def a(): return give(1, 'instance', 'solution', ('A',))
def b(): return give(1, 'instance', 'solution', ('B',))
def gen(): return give(1, 'generator', '', ())
def value(): return give(1, 'instance', 'solution', ('A',))
""",
    tests="""
        import contextlib, solution
        def test_another_class():
            held = solution.a()
            with contextlib.suppress(BaseException): solution.b()
        def test_another_kind():
            held = solution.a()
            with contextlib.suppress(BaseException): solution.gen()
        def test_in_place_of_a_value():
            held = solution.a()
            with contextlib.suppress(BaseException): assert solution.value() == 5
        def test_all_of_them():
            a, b = solution.A(), solution.B()
            assert a.n() == 1 and b.m() == 2 and solution.b().m() == 2 and solution.a().n() == 1
            assert list(solution.gen()) == [1]
    """,
    expect={
        "test_another_class": "refused: came in again",
        "test_another_kind": "protocol: another kind of object",
        "test_in_place_of_a_value": "refused: where the reference gives none",
        "test_all_of_them": "refused",
    },
)


def test_a_handle_is_given_for_one_object_of_one_kind(bench: Bench) -> None:
    bench.check(HANDLES)


GREETINGS = {
    "a forged greeting": "say(frame(8, 0, dumps(None))); os._exit(0)",
    "two greetings": "say(frame(8, 0, dumps(None)))",
    "an answer for a greeting": "say(reply(1, 'right'))",
    "a greeting with a value": "say(frame(8, 0, dumps('right'))); time.sleep(60)",
    "garbage": "say(b'\\xff' * 100); time.sleep(60)",
}


@pytest.mark.parametrize("name", GREETINGS)
def test_a_forged_greeting_gains_nothing(bench: Bench, name: str) -> None:
    recorded = bench.recorded(Case(reference=REFERENCE, solution=REFERENCE, tests=TESTS))
    locked = tuple(test.id for test in recorded.collected)
    case = Case(solution=f"{SPEAK}\n{GREETINGS[name]}\ndef f(x): return 'right'\n", tests=TESTS)
    outcome = bench.run(case.job(case.solution, recorded.recorded, locked))
    assert {str(decided.verdict) for decided in outcome.decided.values()} <= {"protocol", "crashed", "refused"}


def test_a_flood_of_requests_and_coroutines_is_bounded(bench: Bench) -> None:
    source = (
        SPEAK
        + """
def f(tool):
    payload = encoded(('call', 0, (), {}))
    connection().sendall(b"".join(frame(4, number, payload) for number in range(1, 6000)))
    time.sleep(60)
"""
    )
    tests = """
        import asyncio, os, pytest, traceback, solution
        async def sleeps(): await asyncio.sleep(60)
        @pytest.mark.parametrize("tool", [sleeps, lambda: 1], ids=["sleeps", "ends"])
        def test_it(tool):
            try:
                assert solution.f(tool) == 1
            except BaseException as failure:  # each of the coroutines raised it; the verdict is settled, so: leave
                if len(list(traceback.walk_tb(failure.__traceback__))) > 100: os._exit(1)
    """
    bench.check(
        Case(reference="def f(tool): return 1", solution=source, tests=tests, expect="refused: at once")
    )
