"""Exceptions that steer whatever runs a test: a submission can neither swallow the test's own nor send such itself."""

from __future__ import annotations

import pytest

from tests.wall.case import Bench, Case

SESSIONS = """
    from contextlib import asynccontextmanager, contextmanager, suppress
    import asyncio, solution

    @contextmanager
    def session():
        yield from solution.session()

    made = asynccontextmanager(solution.session_async)

    def test_sync():
        with session() as value:
            assert value == 5, "told to the test alone"

    def test_decorated():
        with contextmanager(solution.session)() as value:
            assert value == 5, "told to the test alone"

    def test_async():
        async def main():
            async with made() as value:
                assert value == 5, "told to the test alone"
        asyncio.run(main())

    def test_other_errors_reach_it():
        with suppress(KeyError), session():
            raise KeyError("k")
"""
HONEST_SESSIONS = """
    def session(): yield 5
    async def session_async(): yield 5
"""
SWALLOWING = """
    def session():
        try: yield 6
        except BaseException as error: print("seen:", repr(error))
    async def session_async():
        try: yield 6
        except BaseException as error: print("seen:", repr(error))
"""


def test_a_generator_can_neither_read_nor_swallow_a_failed_assertion(bench: Bench) -> None:
    words = dict.fromkeys(("test_sync", "test_decorated", "test_async"), "failed: told to the test alone")
    outcome = bench.check(Case(reference=HONEST_SESSIONS, solution=SWALLOWING, tests=SESSIONS, expect=words))
    said = {it.id.partition("::")[2]: it.output for it in outcome.decided.values()}
    assert {said[name] for name in words} == {"seen: AssertionError()\n"}
    assert said["test_other_errors_reach_it"] == "seen: KeyError('k')\n"


CANCELLING = """
    import asyncio, contextlib
    import pytest, solution

    def test_a_task_group_that_asserts():
        async def work(n): assert await solution.double(n) == 2 * n
        async def main():
            async with asyncio.TaskGroup() as group:
                for n in range(3): group.create_task(work(n))
        asyncio.run(main())

    def test_a_plain_call_within_a_task():
        async def work(n): assert solution.half(n) == n // 2
        async def main():
            async with asyncio.TaskGroup() as group: group.create_task(work(4))
        asyncio.run(main())

    def test_cancelled_by_the_test():
        async def main():
            task = asyncio.create_task(solution.waits())
            await asyncio.sleep(0.02)
            task.cancel()
            with pytest.raises(asyncio.CancelledError): await task
        asyncio.run(main())

    def test_raised_by_the_tests_own_tool():
        async def tool(): raise asyncio.CancelledError("mine")
        with pytest.raises(asyncio.CancelledError, match="mine"): asyncio.run(solution.uses(tool))

    def test_raised_where_the_reference_raises_it():
        async def main():
            with pytest.raises(asyncio.CancelledError): await solution.gave_up()
        asyncio.run(main())
"""
OF_CANCELLING = """
    import asyncio
    async def double(n): {double}
    def half(n): {half}
    async def waits(): await asyncio.sleep(30)
    async def uses(tool): return await tool()
    async def gave_up(): raise asyncio.CancelledError
"""


def test_a_cancellation_that_nobody_asked_for_is_refused(bench: Bench) -> None:
    case = Case(
        reference=OF_CANCELLING.format(double="return 2 * n", half="return n // 2"),
        solution=OF_CANCELLING.format(double="raise asyncio.CancelledError", half="raise asyncio.CancelledError"),
        tests=CANCELLING,
        expect={
            "test_a_task_group_that_asserts": "refused: double raised CancelledError",
            "test_a_plain_call_within_a_task": "refused: half raised CancelledError",
        },
    )
    bench.check(case)
    assert bench.recorded(case).recorded["sites"] == {"gave_up": ["cancellation"]}


def test_a_failed_assertion_that_no_call_raises_again_fails_the_test(bench: Bench) -> None:
    """Nothing waits for a coroutine of the test that the submission starts and leaves: its word counts nevertheless."""
    tests = """
        import asyncio, solution
        def test_it():
            async def main():
                left, said = asyncio.Event(), asyncio.Event()
                async def tool(n):
                    await left.wait()
                    said.set()
                    assert n == 1, "said by the tool"
                await solution.starts(tool)
                left.set()
                await said.wait()
            asyncio.run(main())
        def test_another(): assert solution.same(1) == 1
    """
    source = """
        import asyncio
        async def starts(tool):
            asyncio.create_task(tool({n}))
            await asyncio.sleep(0)
        def same(n): return n
    """
    shared = {"reference": source.format(n=1), "solution": source.format(n=2), "tests": tests, "guest_per": "file"}
    bench.check(Case(**shared, expect={"test_it": "failed: said by the tool"}))


def test_a_failed_assertion_is_raised_by_every_coroutine_that_may_have_been_told(bench: Bench) -> None:
    """The submission would else answer first where the test passes over exceptions, and swallow it where it counts."""
    tests = """
        import asyncio, solution
        def test_it():
            async def tool(n): assert n == 1, "said by the tool"
            async def main():
                passed_over = asyncio.ensure_future(asyncio.gather(solution.waits(), return_exceptions=True))
                await asyncio.sleep(0)
                assert await solution.uses(tool) == 1
                await passed_over
            asyncio.run(main())
    """
    source = """
        import asyncio
        USED = asyncio.Event()
        async def waits(): await USED.wait()
        async def uses(tool):
            try: await tool({n})
            except AssertionError: pass
            USED.set()
            await asyncio.sleep(0.02)
            return 1
    """
    expect = "failed: said by the tool"
    bench.check(Case(reference=source.format(n=1), solution=source.format(n=2), tests=tests, expect=expect))


TOLD = """
    import pytest, solution

    def test_it(expose):
        class Tool:
            def ask(self, question):
                def inner(word): return word
                if question == "fits not": return inner()
                if question == "carries":
                    error = LookupError([AssertionError("expected 42")], "fine")
                    error.held, error.fine = (AssertionError("expected 43"),), 1
                    raise error
                return "answer"
        assert solution.reads(expose(Tool(), "ask")) == "answer"
"""


def test_what_a_lent_method_raises_tells_neither_tests_names_nor_assertions(bench: Bench) -> None:
    source = """
        def reads(tool):
            for arguments in ((), ("fits not",), ("carries",)):
                try: tool.ask(*arguments)
                except Exception as error: print(error.args, vars(error))
            return tool.ask("")
    """
    (decided,) = bench.check(Case(solution=source, tests=TOLD)).decided.values()
    assert "test_it" not in decided.output
    assert "expected" not in decided.output
    assert "ask() missing" in decided.output
    assert "inner() missing" in decided.output
    assert "('<list>', 'fine') {'fine': 1}" in decided.output


@pytest.mark.parametrize("kind", ["BlockingIOError", "FileNotFoundError", "UnicodeDecodeError"])
def test_an_exception_with_arguments_that_its_class_refuses_is_still_that_exception(bench: Bench, kind: str) -> None:
    source = f"def f():\n    error = {kind}.__new__({kind})\n    error.args = (11, 'x', 2**100)\n    raise error"
    tests = f"import pytest, solution\ndef test_it():\n    with pytest.raises({kind}): solution.f()"
    bench.check(Case(solution=source, tests=tests))
