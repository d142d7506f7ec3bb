"""Functions and objects that the test lends: called across the wall, nested, overlapping, from threads."""

from __future__ import annotations

from tests.wall.case import Bench, Case

LENT = Case(
    solution="""
        import asyncio, threading

        def call(tool, *args, **kwargs): return tool(*args, **kwargs)
        def same(value): return value
        def each(tool, items): return [tool(item) for item in items]
        def is_same(left, right): return left is right
        def deeper(back, levels): return 0 if levels == 0 else 1 + back(levels - 1)
        def swallow(tool):
            try:
                tool()
            except BaseException:
                pass
            return "swallowed"
        def caught(tool):
            try:
                tool()
            except Exception as error:
                return type(error).__name__, str(error), error.args, repr(error.__cause__), error.__traceback__ is not None
        def carried(tool):
            try:
                tool()
            except Exception as error:
                return sorted(vars(error))
        def relay(tool):
            try:
                tool()
            except Exception as error:
                raise error
        def wrapped(tool):
            try:
                tool()
            except Exception as error:
                raise ValueError("wrapped") from error
        def name(tool): return tool.__name__
        def is_async(tool): return asyncio.iscoroutinefunction(tool)
        def in_threads(tool, count):
            got = []
            threads = [threading.Thread(target=lambda n=n: got.append(tool(n))) for n in range(count)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
            return sorted(got)
        LEFT = []
        def leave_behind(tool, count):
            thread = threading.Thread(target=lambda: [LEFT.append(tool(n)) for n in range(count)], daemon=True)
            LEFT.append(thread)
            thread.start()
            return 1
        def join(times):
            LEFT[0].join()
            return len(LEFT) - 1
        async def gather(tool, count): return await asyncio.gather(*(tool(n) for n in range(count)))
        def run_gather(tool, count): return asyncio.run(gather(tool, count))
        async def one(tool, value): return await tool(value)
        async def sync_in_async(tool, value):
            await asyncio.sleep(0)
            return tool(value)
        def keep(tool):
            global KEPT
            KEPT = tool
        def kept(*args): return KEPT(*args)
        def read(file): return file.read(2) + file.read()
        def attributes(file): return [name for name in dir(file) if not name.startswith("_")]
        def reach(tool):
            found = []
            for name in ("__globals__", "__closure__", "__code__", "__self__", "__wrapped__", "func"):
                found.append(name if "secret" in str(getattr(tool, name, "")) else "")
            return found
        def forbidden(file):
            try: return file.seek(0)
            except AttributeError: return "no"
        def enter(lock):
            with lock: return 1
        def lie(tool):
            class Lie:
                __eq__ = lambda self, other: True
            return tool(Lie())
    """,  # noqa: E501 -- sources read best a statement a line
    tests="""
        import asyncio, functools, io, math, operator, threading
        import numpy as np, pytest, hypothesis
        from hypothesis import given, strategies as st
        import solution

        def test_kinds():
            class Callable:
                def __call__(self, x): return x + 1
                def method(self, x): return x + 2
                @staticmethod
                def static(x): return x + 3
            it = Callable()
            for tool, value in ((it, 2), (it.method, 3), (it.static, 4), (functools.partial(operator.add, 5), 6), (math.factorial, 1),
                                ([1, 2, 7].__getitem__, 2), (lambda x: x * 8, 8), (np.sqrt, 1.0), (str.upper, None)):
                if value is None:
                    assert solution.call(tool, "a") == "A"
                else:
                    assert solution.call(tool, 1) == value

        def test_arguments_by_value():
            seen = []
            solution.call(lambda *args, **kwargs: seen.append((args, kwargs)), [1], np.float32(2), a={"b": (3,)})
            assert seen == [(([1], 2.0), {"a": {"b": (3,)}})] and type(seen[0][0][1]) is np.float32

        def test_many():
            calls = []
            assert solution.each(lambda n: calls.append(n) or n * n, list(range(200))) == [n * n for n in range(200)]
            assert calls == list(range(200))

        def test_identity():
            tool = lambda: 1
            assert solution.same(tool) is tool and solution.is_same(tool, tool) and not solution.is_same(tool, lambda: 1)
            assert solution.name(len) == "len"

        def test_a_mark_comes_back_as_itself():
            mark = object()
            assert solution.same(mark) is mark and solution.call(lambda it: it is mark, mark)

        def test_an_iterator_of_the_test():
            assert solution.each(lambda n: n + 1, iter([1, 2])) == [2, 3]
            assert solution.each(lambda n: n + 1, (n for n in [1, 2])) == [2, 3]

        def test_an_object_whose_class_inherits_an_async_call():
            class Base:
                async def __call__(self, n): return n
            class Tool(Base): pass
            assert solution.is_async(Tool().__call__) and asyncio.run(solution.one(Tool(), 3)) == 3

        def test_of_the_submission():
            assert solution.call(solution.same, 3) == 3 and solution.same(solution.call) is not None

        def test_a_call_that_does_not_fit_names_no_test():
            def model(x): return x
            kind, text, args, _, _ = solution.caught(lambda: model(1, 2))
            assert kind == "TypeError"
            kind, text, args, _, _ = solution.caught(model)
            assert kind == "TypeError" and "model()" in text and "test_" not in text

        def test_an_exception_lends_nothing():
            def tool():
                error = ValueError("no")
                error.helper = lambda: "answer"
                error.code = 3
                raise error
            assert solution.carried(tool) == ["code"]

        def test_asynchrony_is_told():
            async def tool(): pass
            assert solution.is_async(tool) and not solution.is_async(len)

        @pytest.mark.parametrize("levels", [1, 31, 32])
        def test_nested(levels):
            def back(n): return solution.deeper(back, n)
            assert solution.deeper(back, levels) == levels

        def test_nested_too_deep():
            def back(n): return solution.deeper(back, n)
            solution.deeper(back, 33)

        def test_exceptions():
            class ToolError(Exception):
                def __init__(self, code, text):
                    super().__init__(text)
                    self.code = code
            error = ToolError(5, "down")
            def tool(): raise error
            assert solution.caught(tool) == ("ToolError", "down", ("down",), "None", True)
            with pytest.raises(ToolError) as caught:
                solution.call(tool)
            assert caught.value is error and caught.value.code == 5
            with pytest.raises(ToolError) as caught:
                solution.relay(tool)
            assert caught.value is error
            with pytest.raises(ValueError, match="wrapped") as caught:
                solution.wrapped(tool)
            assert caught.value.__cause__ is error
            assert solution.caught(lambda: 1 / 0)[0] == "ZeroDivisionError"

        def test_an_assertion_goes_without_its_text():
            seen = []
            def tool():
                try:
                    assert 1 == 2, "the secret is 42"
                except AssertionError as error:
                    raise ValueError("fine") from error
            assert solution.caught(tool) == ("ValueError", "fine", ("fine",), "None", True)

        def test_an_assertion_swallowed():
            def tool(): assert 1 == 2, "seen by the test"
            assert solution.swallow(tool) == "swallowed"

        def test_an_assertion_in_a_deep_call():
            def inner(): assert 1 == 2, "seen by the test"
            solution.swallow(lambda: solution.swallow(inner))

        def test_a_skip_swallowed():
            solution.swallow(lambda: pytest.skip("said by the test"))

        @given(st.integers(0, 9))
        def test_an_assumption_swallowed(n):
            solution.swallow(lambda: hypothesis.assume(n % 2 == 0))
            assert n % 2 == 0

        def test_fail_swallowed():
            solution.swallow(lambda: pytest.fail("seen by the test"))

        def test_what_a_callback_may_not_return():
            with pytest.raises(BaseException, match="cannot cross"):
                solution.swallow(lambda: io.StringIO())

        def test_threads():
            assert solution.in_threads(lambda n: n * 2, 4) == [0, 2, 4, 6]
            assert solution.in_threads(lambda n: solution.same(n), 4) == [0, 1, 2, 3]

        def test_a_thread_left_behind():
            assert solution.leave_behind(lambda n: solution.same(n), 50) == 1
            total = 0
            for _ in range(100):
                assert solution.same(7) == 7
            assert solution.join(1) == 50

        @pytest.mark.parametrize("gather", ["gather", "run_gather"])
        def test_overlapping(gather):
            inside, all_in = [], asyncio.Event()
            async def tool(n):
                inside.append(n)
                if len(inside) == 10: all_in.set()
                await all_in.wait()
                return n * 2
            got = getattr(solution, gather)(tool, 10)
            assert (asyncio.run(got) if gather == "gather" else got) == [n * 2 for n in range(10)]

        def test_coroutines_wait_for_one_another():
            async def main():
                event = asyncio.Event()
                async def tool(n):
                    if n: event.set()
                    else: await event.wait()
                    return n
                return await asyncio.gather(solution.one(tool, 0), solution.one(tool, 1))
            assert asyncio.run(main()) == [0, 1]

        def test_large_values_both_ways_at_once():
            async def tool(array): return array * 2
            async def main():
                arrays = [np.full(500_000, float(n)) for n in range(3)]
                return await asyncio.gather(*(solution.one(tool, array) for array in arrays))
            assert [float(array[0]) for array in asyncio.run(main())] == [0.0, 2.0, 4.0]

        def test_a_function_in_a_coroutine():
            assert asyncio.run(solution.sync_in_async(lambda n: n + 1, 1)) == 2
            assert asyncio.run(solution.sync_in_async(lambda n: solution.same(n), 1)) == 1

        def test_kept_and_called_later():
            solution.keep(lambda n: n + 1)
            assert solution.kept(4) == 5

        def test_what_is_exposed(expose):
            file = expose(io.StringIO("abcde"), "read", "tell")
            assert solution.read(file) == "abcde" and solution.attributes(file) == ["read", "tell"]
            assert solution.forbidden(file) == "no" and file.tell() == 5 and solution.same(file) is file

        def test_exposed_operators(expose):
            lock = threading.Lock()
            assert solution.enter(expose(lock, "__enter__", "__exit__")) == 1 and not lock.locked()

        def test_expose_says_what_is_wrong(expose):
            for names in ((), ("absent",), ("_private",), ("value",)):
                class Tool: value = 1
                with pytest.raises(BaseException, match="expose"):
                    expose(Tool(), *names)

        def test_nothing_else_is_reached():
            secret = "the secret"
            tool = lambda: secret
            assert solution.reach(tool) == [""] * 6

        def test_a_handle_for_an_argument_is_refused():
            solution.lie(lambda given: given == 5)
    """,  # noqa: E501 -- sources read best a statement a line
    expect={
        "test_nested_too_deep": "refused: nested deeper than 32",
        "test_an_assertion_swallowed": "failed: seen by the test",
        "test_an_assertion_in_a_deep_call": "failed: seen by the test",
        "test_a_skip_swallowed": "skipped: said by the test",
        "test_fail_swallowed": "failed: seen by the test",
        "test_a_handle_for_an_argument_is_refused": "refused: callback gave an object of class",
    },
)

CHANGED = Case(
    solution="""
        def change(value, how): eval(how, {"it": value})
        def change_and_raise(value):
            value.append(9)
            raise KeyError("after")
        def both(left, right):
            left.append(1); right.update(a=1)
            return len(left)
        async def later(value, item):
            value.append(item)
            return item
        def replace(value): value[...] = value[::-1].copy()
        def draw(rng, times): return [float(rng.random()) for _ in range(times)]
    """,
    tests="""
        import asyncio, random
        from collections import Counter, OrderedDict, defaultdict, deque
        import numpy as np, pytest
        import solution

        CASES = [
            ([3, 1], "it.sort()", [1, 3]), ({"a": 1}, "it.update(b=2)", {"a": 1, "b": 2}), ({1, 2}, "it.discard(1)", {2}),
            (deque([1, 2]), "it.rotate(1)", deque([2, 1])), (bytearray(b"ab"), "it.extend(b'c')", bytearray(b"abc")),
            (OrderedDict(a=1, b=2), "it.move_to_end('a')", OrderedDict(b=2, a=1)),
            (Counter("aab"), "it.update('b')", Counter("aabb")), (defaultdict(list), "it['a'].append(1)", {"a": [1]}),
        ]

        @pytest.mark.parametrize("value, how, after", CASES, ids=range(len(CASES)))
        def test_kinds(inout, value, how, after):
            kind = type(value)
            solution.change(inout(value), how)
            assert value == after and type(value) is kind and list(value) == list(after)

        def test_arrays(inout):
            array = np.arange(6.0)
            view = array[::2]
            solution.replace(inout(view))
            assert array.tolist() == [4, 1, 2, 3, 0, 5]

        def test_draws(inout):
            rng, twin = np.random.default_rng(1), np.random.default_rng(1)
            assert solution.draw(inout(rng), 3) == [twin.random() for _ in range(3)]
            assert rng.random() == twin.random()
            assert solution.draw(rng, 1) == [rng.random()]
            own, other = random.Random(5), random.Random(5)
            solution.draw(inout(own), 2)
            other.random(), other.random()
            assert own.random() == other.random()

        def test_without_it_a_list_changes_where_the_reference_changed_it_and_a_generator_never():
            value = [3, 1]
            solution.change(value, "it.sort()")
            assert value == [1, 3]
            own, other = random.Random(5), random.Random(5)
            solution.draw(own, 2)
            assert own.random() == other.random()

        def test_several_and_nested(inout):
            left, right = [], {}
            assert solution.both(inout(left), right=inout(right)) == 1 and (left, right) == ([1], {"a": 1})

        def test_also_where_it_raises(inout):
            value = []
            with pytest.raises(KeyError, match="after"):
                solution.change_and_raise(inout(value))
            assert value == [9]

        def test_coroutines(inout):
            async def main():
                values = [[], [], []]
                await asyncio.gather(*(solution.later(inout(value), n) for n, value in enumerate(values)))
                return values
            assert asyncio.run(main()) == [[0], [1], [2]]

        def test_says_what_is_wrong(inout):
            for value in (5, "a", (1,), None, object()):
                with pytest.raises(BaseException, match="inout"):
                    inout(value)
    """,  # noqa: E501 -- sources read best a statement a line
)

RESHAPED = Case(
    reference="def change(value): value[0] = 5",
    solution="""
        import numpy as np
        def change(value):
            if isinstance(value, np.ndarray): value.shape = (1, 2)
            else: value.append(value)
    """,
    tests="""
        import numpy as np, solution
        def test_array(inout):
            array = np.zeros(2)
            solution.change(inout(array))
            assert array[0] == 5
        def test_list(inout):
            value = [1]
            solution.change(inout(value))
            assert value == [5]
    """,
    expect={"test_array": "refused: came back as another kind", "test_list": "refused: contains itself"},
)


def test_functions_of_the_test_are_called_across_the_wall(bench: Bench) -> None:
    bench.check(LENT)


def test_inout_copies_back_what_was_changed_in_place(bench: Bench) -> None:
    bench.check(CHANGED)


def test_inout_takes_back_only_the_same_kind_of_value(bench: Bench) -> None:
    bench.check(RESHAPED)
