"""Failures of the wall: each has its verdict, and the verdict stays whatever the test makes of the exception."""

from __future__ import annotations

import pytest

from tests.wall.case import Bench, Case

REFERENCE = """
    import asyncio
    class Tool:
        def run(self, x): return x
    def f(x): return x
    def g(x): return x
    async def h(x): return x
    def items():
        yield 1
        yield 2
    CONSTANT = 5
"""

SWALLOWING = """
    import asyncio, concurrent.futures, contextlib, threading
    import pytest, solution
    from hypothesis import given, strategies as st

    def test_plain(): assert solution.f(1) == 1
    def test_raises():
        with pytest.raises(Exception):
            solution.f(1)
            raise ValueError
    def test_base_exception():
        try: solution.f(1)
        except BaseException: pass
    def test_finally():
        def swallow():
            try: return solution.f(1)
            finally: return 1
        assert swallow() == 1
    def test_gather():
        async def main(): return await asyncio.gather(solution.h(1), solution.h(2), return_exceptions=True)
        asyncio.run(main())
    def test_suppress():
        with contextlib.suppress(BaseException): solution.f(1)
        with contextlib.suppress(BaseException): solution.g(1)
    def test_thread():
        def work():
            with contextlib.suppress(BaseException): solution.f(1)
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    def test_pool():
        with concurrent.futures.ThreadPoolExecutor(2) as pool: pool.submit(solution.f, 1).exception()
    def test_method():
        with contextlib.suppress(BaseException): solution.Tool().run(1)
    def test_again():
        for _ in range(3):
            with contextlib.suppress(BaseException): solution.f(1)
        assert True
    EXAMPLES = []
    @given(st.integers())
    def test_property(n):
        EXAMPLES.append(n)
        solution.f(n)
    def test_hypothesis_stopped_at_a_dead_guest():
        with contextlib.suppress(BaseException): solution.f(1)
        assert solution.LIVES or len(EXAMPLES) == 1, f"Hypothesis went on: {EXAMPLES}"
"""
DYING = """
    import os, signal
    class Tool:
        def run(self, x): {how}
    def f(x): {how}
    def g(x): return x
    async def h(x): {how}
"""


@pytest.mark.parametrize(
    ("how", "verdict"),
    [
        ("os._exit(0)", "crashed: status 0"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "crashed: signal 9"),
        ("return object()", "refused: cannot cross"),
    ],
)
def test_a_failure_stays_whatever_the_test_makes_of_it(bench: Bench, how: str, verdict: str) -> None:
    bench.check(
        Case(
            reference=DYING.format(how="return x") + "    LIVES = True\n",
            solution=DYING.format(how=how) + "    LIVES = False\n",
            tests=SWALLOWING,
            expect=verdict,
        )
    )


MISSING = Case(
    reference=REFERENCE,
    solution="""
        def f(x): return x
        class Tool: pass
    """,
    tests="""
        import contextlib, pytest
        import solution
        from solution import CONSTANT, Tool, f, g, items
        def test_there(): assert f(1) == 1
        def test_function(): g(1)
        def test_swallowed():
            with contextlib.suppress(BaseException): g(1)
        def test_raises():
            with pytest.raises(Exception):
                g(1)
                raise ValueError
        def test_generator(): assert list(items()) == [1, 2]
        def test_method(): Tool().run(1)
        def test_constant(): assert CONSTANT == 5
        def test_passed_on(): assert f(g)(1) == 1
    """,
    expect={
        "test_function": "missing: 'g'",
        "test_swallowed": "missing",
        "test_raises": "missing",
        "test_generator": "missing: 'items'",
        "test_method": "failed: 'run'",
        "test_constant": "missing: CONSTANT",
        "test_passed_on": "missing: 'g'",
    },
)


def test_a_name_that_is_not_there_fails_the_tests_that_use_it(bench: Bench) -> None:
    bench.check(MISSING)


IMPORTS = "import solution\ndef test_one(): assert solution.f() == 1\ndef test_two(): assert solution.f() == 1\n"


@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        ("import os\nraise ValueError('at import')", "error: ValueError: at import (solution.py, line 2)"),
        ("def f(:\n", "error: SyntaxError"),
        ("import sys\nsys.exit('bye')", "error: SystemExit: bye"),
        ("raise KeyboardInterrupt", "error: KeyboardInterrupt"),
        ("import os\nos._exit(0)", "crashed: while it was imported"),
        ("import os\nos.abort()", "crashed: signal 6"),
        ("import no_such_module", "error: ModuleNotFoundError"),
        ("def f(): return f\n" * 3 + "import sys\nsys.setrecursionlimit(50)\ndef r(): r()\nr()", "error: RecursionError"),  # noqa: E501 -- sources read best a statement a line
        ("x = '\\ud800'\nraise ValueError(x)", "error: ValueError"),
        ("\x00", "error"),
        ("class E(Exception):\n    def __str__(self): raise ValueError\nraise E", "error"),
        ("import sys\nsys.modules['solution'] = None", "missing"),
    ],
)
def test_an_import_that_fails_fails_every_test(bench: Bench, source: str, verdict: str) -> None:
    bench.check(Case(reference="def f(): return 1", solution=source, tests=IMPORTS, expect=verdict))


def test_an_import_that_hangs_is_tried_once(bench: Bench) -> None:
    source = "import time\ntime.sleep(100)"
    case = Case(
        reference="def f(): return 1",
        solution=source,
        tests=IMPORTS,
        expect="timeout: while it was imported",
        limits={"wall_seconds_per_test": 1.5},
    )
    outcome = bench.check(case)
    second = [it for name, it in outcome.decided.items() if name.endswith("two")]
    assert second[0].wall_seconds == 0.0, "the import was tried again"


LIMITED = Case(
    reference="""
        import asyncio
        def f(x=None): return 1
        async def h(x=None): return 1
        def endless():
            yield 1
    """,
    solution="""
        import asyncio, time
        def f(x=None):
            if x == "sleep": time.sleep(100)
            if x == "busy":
                while True: pass
            if x == "swallow":
                while True:
                    try: time.sleep(100)
                    except BaseException: pass
            if x == "call":
                while True: time.sleep(0.01)
            return 1
        async def h(x=None):
            if x == "sleep": await asyncio.sleep(100)
            if x == "block": time.sleep(100)
            if x == "stubborn":
                while True:
                    try: await asyncio.sleep(100)
                    except asyncio.CancelledError: pass
            return 1
        def endless():
            while True: yield 1
    """,
    tests="""
        import asyncio, contextlib
        import pytest, solution
        pytestmark = pytest.mark.limit(wall_seconds=0.8)

        def test_sleep(): solution.f("sleep")
        def test_busy(): solution.f("busy")
        def test_swallowed():
            with contextlib.suppress(BaseException): solution.f("sleep")
        def test_coroutine_sleeps(): asyncio.run(solution.h("sleep"))
        def test_coroutine_blocks(): asyncio.run(solution.h("block"))
        def test_cancelled():
            async def main():
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(solution.h("stubborn"), 0.05)
            asyncio.run(main())
        def test_iterator_without_end():
            assert set(solution.endless()) == {1}
    """,
    expect={
        "test_iterator_without_end": "timeout",
        "test_sleep": "timeout: time for this test",
        "test_busy": "timeout",
        "test_swallowed": "timeout",
        "test_coroutine_sleeps": "timeout",
        "test_coroutine_blocks": "timeout",
        "test_cancelled": "timeout",
    },
)


def test_time_that_runs_out_is_a_timeout(bench: Bench) -> None:
    bench.check(LIMITED)


def test_cpu_time_that_runs_out_is_a_timeout(bench: Bench) -> None:
    bench.check(
        Case(
            reference="def f(): return 1",
            solution="def f():\n    while True: pass",
            tests="import solution\ndef test_it(): solution.f()",
            expect={"test_it": "timeout: CPU time"},
            limits={"cpu_seconds": 2.0, "wall_seconds_per_test": 20.0},
        )
    )


MEMORY = Case(
    reference="def f(size, caught=False): return 1",
    solution="""
        def f(size, caught=False):
            try: data = bytearray(size << 20)
            except MemoryError:
                if not caught: raise
            return 1
    """,
    tests="""
        import pytest, solution
        @pytest.mark.limit(memory_mb=100)
        def test_within(): assert solution.f(20) == 1
        @pytest.mark.limit(memory_mb=100)
        def test_beyond(): solution.f(200)
        @pytest.mark.limit(memory_mb=100)
        def test_caught(): assert solution.f(200, caught=True) == 1
    """,
    expect={"test_beyond": "out_of_memory"},
)


def test_a_mark_bounds_the_memory_of_a_test(bench: Bench) -> None:
    bench.check(MEMORY)


def test_a_box_that_is_out_of_memory_is_the_candidates_affair(bench: Bench) -> None:
    if not bench.engine.isolated:
        pytest.skip("the local engine bounds no memory but by a mark")
    bench.check(
        Case(
            reference="def f(): return 1",
            solution="def f():\n    held = []\n    while True: held.append(b'x' * (1 << 22))",
            tests="import solution\ndef test_it(): solution.f()\ndef test_raises():\n"
            "    try: solution.f()\n    except BaseException: pass\n",
            expect="out_of_memory",
        )
    )


def test_a_flood_of_output_is_dropped(bench: Bench) -> None:
    outcome = bench.check(
        Case(
            solution="def f():\n    for _ in range(3000): print('x' * 999)\n    print('\\x1b[31m', flush=True)\n    return 1",  # noqa: E501 -- sources read best a statement a line
            tests="import solution\ndef test_it(): assert solution.f() == 1",
        )
    )
    (decided,) = outcome.decided.values()
    assert 0 < len(decided.output) <= 8 * 1024 + 200


COROUTINES = Case(
    solution="""
        import asyncio
        STATE = []
        async def slow(value):
            try:
                await asyncio.sleep(30)
            except asyncio.CancelledError:
                STATE.append(value)
                raise
        async def tidy(value):
            try:
                await asyncio.sleep(30)
            finally:
                await asyncio.sleep(0)
                STATE.append(value)
        def state(): return STATE
        def run(value):
            async def main():
                await asyncio.sleep(0)
                return value
            return asyncio.run(main())
        async def waits(tool): return await asyncio.wait_for(tool(), 0.05)
        async def both(n):
            await asyncio.sleep(0)
            return n
        async def fails(): raise KeyError("k")
        def not_async(): return 5
    """,
    tests="""
        import asyncio
        import pytest, solution

        def test_cancellation_crosses():
            async def main():
                for call in (solution.slow, solution.tidy):
                    task = asyncio.create_task(call("c"))
                    await asyncio.sleep(0.05)
                    task.cancel()
                    with pytest.raises(asyncio.CancelledError):
                        await task
                with pytest.raises(asyncio.TimeoutError):
                    await asyncio.wait_for(solution.slow("t"), 0.05)
            asyncio.run(main())
            assert solution.state() == ["c", "c", "t"]

        def test_cancellation_crosses_to_the_test():
            seen = []
            async def tool():
                try:
                    await asyncio.sleep(30)
                except asyncio.CancelledError:
                    seen.append("cancelled")
                    raise
            with pytest.raises(asyncio.TimeoutError):
                asyncio.run(solution.waits(tool))
            assert seen == ["cancelled"]

        def test_run_within_a_function(): assert solution.run(1) == 1 and solution.run(2) == 2

        def test_two_runs():
            async def main(): return await asyncio.gather(*(solution.both(n) for n in range(3)))
            assert asyncio.run(main()) == asyncio.run(main()) == [0, 1, 2]

        def test_between_runs():
            assert asyncio.run(solution.both(1)) == 1 and solution.run(2) == 2 and asyncio.run(solution.both(3)) == 3

        def test_errors():
            async def main():
                got = await asyncio.gather(solution.fails(), solution.both(1), return_exceptions=True)
                assert type(got[0]) is KeyError and got[1] == 1
                with pytest.raises(KeyError):
                    async with asyncio.timeout(5):
                        await solution.fails()
            asyncio.run(main())

        def test_a_task_group():
            async def main():
                async with asyncio.TaskGroup() as group:
                    tasks = [group.create_task(solution.both(n)) for n in range(5)]
                return [task.result() for task in tasks]
            assert asyncio.run(main()) == list(range(5))
    """,
)

NOT_A_COROUTINE = Case(
    reference="async def f(): return 5",
    solution="def f(): return 5",
    tests="""
        import asyncio, solution
        def test_awaited(): assert asyncio.run(solution.f()) == 5
        def test_told(): assert asyncio.iscoroutinefunction(solution.f)
    """,
    expect={"test_awaited": "failed: await", "test_told": "failed"},
)


def test_coroutines_overlap_and_are_cancelled(bench: Bench) -> None:
    bench.check(COROUTINES)


def test_a_plain_function_is_no_coroutine_function(bench: Bench) -> None:
    bench.check(NOT_A_COROUTINE)


def test_a_property_that_ran_out_of_time_after_a_counterexample_has_failed(bench: Bench) -> None:
    bench.check(
        Case(
            reference="def f(x): return x",
            solution="import time\nWRONG = []\ndef f(x):\n    if WRONG: time.sleep(100)\n"
            "    if x > 5: WRONG.append(x)\n    return min(x, 5)",
            tests="""
                import pytest, solution
                from hypothesis import given, strategies as st
                @pytest.mark.limit(wall_seconds=2)
                @given(st.integers(0, 10**9))
                def test_it(x): assert solution.f(x) == x
            """,
            expect={"test_it": "failed: ran out"},
        )
    )


def test_a_guest_serves_a_file_where_the_problem_says_so(bench: Bench) -> None:
    tests = """
        import solution
        def test_one(): assert solution.count() == 1
        def test_two(): assert solution.count() in (2, 1)
        def test_dies():
            try: solution.die()
            except BaseException: pass
        def test_three(): assert solution.count() == 1
    """
    source = """
        import os
        N = 0
        def count():
            global N
            N += 1
            return N
        def die(): {how}
    """
    case = Case(
        reference=source.format(how="pass").replace("return N", "return 1"),
        solution=source.format(how="os._exit(3)"),
        tests=tests,
        expect={"test_dies": "crashed: status 3"},
        guest_per="file",
    )
    bench.check(case)
