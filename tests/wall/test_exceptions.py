"""What the submission raises is raised in the test: the same class, its arguments and attributes, and no lies."""

from __future__ import annotations

import pytest

from tests.wall.case import Bench, Case

RAISED = Case(
    solution="""
        import asyncio, collections, json, queue, ssl, subprocess, urllib.error, xml.etree.ElementTree
        import numpy as np

        class BudgetExceeded(Exception):
            def __init__(self, spent, *, limit):
                super().__init__(f"spent {spent} of {limit}")
                self.spent, self.limit = spent, limit
            @property
            def over(self): return self.spent - self.limit

        class Deep(BudgetExceeded, LookupError): pass

        class Worded(ValueError):
            def __str__(self): return "own words"

        class Silent(Exception):
            def __str__(self): raise RuntimeError("no words")

        class Exits(Exception):
            def __str__(self): raise SystemExit(0)

        class Shy(Exception):
            args = property(lambda self: 1 / 0)
            __cause__ = property(lambda self: 1 / 0)
            __dict__ = property(lambda self: 1 / 0)

        class Holder(Exception):
            def __init__(self): self.held, self.table, self._private, self.fine = object(), {}.keys, 1, [2]

        class Local(RuntimeError):
            add_note = 5
            def with_traceback(self, trace): return None

        def budget(): raise BudgetExceeded(7, limit=5)
        def deep(): raise Deep(7, limit=5)
        def worded(): raise Worded(1)
        def silent(): raise Silent(1)
        def exits(): raise Exits(1)
        def shy(): raise Shy(1)
        def holder(): raise Holder()
        def shadowing():
            error = Local("x")
            error.args_ = 1
            error.__dict__.update(add_note=5, with_traceback=6, split=7, derive=8)
            raise error
        def standard(name):
            if name == "zero": 1 / 0
            if name == "key": {}["k"]
            if name == "index": [][1]
            if name == "attribute": (5).absent
            if name == "file": open("/no/such/file")
            if name == "unicode": b"\\xff".decode()
            if name == "json": json.loads("{")
            if name == "linalg": np.linalg.inv(np.zeros((2, 2)))
            if name == "empty": queue.Queue().get_nowait()
            if name == "called": raise subprocess.CalledProcessError(3, "cmd", output="o")
            if name == "recursion": standard(name)
            if name == "import": import no_such_module
            if name == "axis": np.zeros(2).sum(axis=4)
            if name == "http": raise urllib.error.HTTPError("http://x", 404, "not found", {}, None)
            if name == "xml": xml.etree.ElementTree.fromstring("<")
            if name == "ssl": raise ssl.CertificateError(1, "expired")
        def chained():
            try:
                {}["k"]
            except KeyError as error:
                raise ValueError("v") from error
        def grouped(): raise ExceptionGroup("g", [ValueError(1), BudgetExceeded(1, limit=0)])
        def noted():
            error = ValueError("n")
            error.add_note("a note")
            raise error
        def stops(): raise StopIteration(5)
        async def stops_async(): raise StopAsyncIteration
        def passes_on(error): raise error
        def returned(): return BudgetExceeded(1, limit=0)
        class Counter:
            def __init__(self): self.n = 0
            def __iter__(self): return self
            def __next__(self):
                self.n += 1
                if self.n > 2: raise StopIteration
                return self.n
        def leaving(): raise SystemExit(3)
        def memory(): raise MemoryError
        def interrupt(): raise KeyboardInterrupt
        def generator_exit(): raise GeneratorExit
        def bare(): raise type("Bare", (BaseException,), {})("b")
        def hidden():
            class Unnamed(KeyError, ValueError): pass
            raise Unnamed("u")
        def huge(): raise ValueError("x" * 100_000_000)
    """,
    tests="""
        import asyncio, json, queue, ssl, subprocess, traceback, urllib.error, xml.etree.ElementTree
        import numpy as np, pytest
        import solution
        from solution import BudgetExceeded, Deep, Worded

        def test_own():
            with pytest.raises(BudgetExceeded, match="spent 7 of 5") as caught:
                solution.budget()
            error = caught.value
            assert type(error) is BudgetExceeded and (error.spent, error.limit, error.over) == (7, 5, 2)
            assert error.args == ("spent 7 of 5",) and str(error) == "spent 7 of 5" and not hasattr(error, "_private")

        def test_bases():
            with pytest.raises(LookupError) as caught:
                solution.deep()
            assert type(caught.value) is Deep and isinstance(caught.value, BudgetExceeded)
            assert issubclass(Deep, LookupError) and issubclass(Worded, ValueError) and not issubclass(Worded, LookupError)

        def test_own_words():
            with pytest.raises(ValueError, match="own words"):
                solution.worded()

        @pytest.mark.parametrize("name", ["silent", "exits", "shy"])
        def test_words_that_fail(name):
            with pytest.raises(Exception) as caught:
                getattr(solution, name)()
            assert type(caught.value).__name__ == name.title()
            assert isinstance(str(caught.value), str)

        def test_what_an_exception_holds():
            with pytest.raises(Exception) as caught:
                solution.holder()
            assert caught.value.fine == [2]
            for name in ("held", "table", "_private"):
                assert not hasattr(caught.value, name)

        def test_methods_are_not_replaced():
            with pytest.raises(RuntimeError) as caught:
                solution.shadowing()
            caught.value.add_note("n")
            assert caught.value.with_traceback(None) is caught.value and caught.value.args_ == 1

        @pytest.mark.parametrize("name, kind, text", [
            ("zero", ZeroDivisionError, "division by zero"), ("key", KeyError, "'k'"), ("index", IndexError, "range"),
            ("attribute", AttributeError, "absent"), ("file", FileNotFoundError, "/no/such/file"),
            ("unicode", UnicodeDecodeError, "invalid start"), ("json", json.JSONDecodeError, "property name"),
            ("linalg", np.linalg.LinAlgError, "Singular"), ("empty", queue.Empty, ""),
            ("called", subprocess.CalledProcessError, "cmd"), ("recursion", RecursionError, "depth"),
            ("import", ModuleNotFoundError, "no_such_module"), ("axis", np.exceptions.AxisError, "axis 4"),
            ("http", urllib.error.HTTPError, "404: not found"), ("ssl", ssl.CertificateError, "expired"),
            ("xml", xml.etree.ElementTree.ParseError, "unclosed token"),
        ])
        def test_standard(name, kind, text):
            with pytest.raises(kind) as caught:
                solution.standard(name)
            assert type(caught.value) is kind and text in str(caught.value)

        def test_standard_attributes():
            with pytest.raises(OSError) as caught:
                solution.standard("file")
            assert caught.value.errno == 2 and caught.value.filename == "/no/such/file"
            with pytest.raises(subprocess.CalledProcessError) as caught:
                solution.standard("called")
            assert caught.value.returncode == 3 and caught.value.output == "o"
            with pytest.raises(ImportError) as caught:
                solution.standard("import")
            assert caught.value.name == "no_such_module"

        def test_cause():
            with pytest.raises(ValueError) as caught:
                solution.chained()
            assert type(caught.value.__cause__) is KeyError and caught.value.__cause__.args == ("k",)

        def test_groups():
            with pytest.raises(ExceptionGroup) as caught:
                solution.grouped()
            assert [type(each) for each in caught.value.exceptions] == [ValueError, BudgetExceeded]

        def test_traceback_is_text():
            with pytest.raises(ZeroDivisionError) as caught:
                solution.standard("zero")
            assert "in the submission" not in "".join(traceback.format_exception(caught.value))

        def test_stop_iteration_out_of_place():
            with pytest.raises(RuntimeError, match="StopIteration"):
                solution.stops()
            with pytest.raises(RuntimeError, match="StopAsyncIteration"):
                asyncio.run(solution.stops_async())
            assert list(map(lambda _: 1, solution.Counter())) == [1, 1]
            def through():
                yield 1
                solution.stops()
            with pytest.raises(RuntimeError):
                list(through())

        def test_the_tests_own_exception_comes_back():
            class Mine(ValueError):
                def __init__(self, a, b):
                    super().__init__(a)
                    self.b = b
            error = Mine(1, 2)
            with pytest.raises(Mine) as caught:
                solution.passes_on(error)
            assert caught.value is error
            other = KeyError("x")
            with pytest.raises(KeyError) as caught:
                solution.passes_on(other)
            assert caught.value is other

        def test_an_exception_as_a_value():
            error = solution.returned()
            assert type(error) is BudgetExceeded and error.spent == 1

        def test_made_by_the_test():
            error = BudgetExceeded(3, limit=1)
            assert error.spent == 3 and str(error) == "spent 3 of 1"
            with pytest.raises(BudgetExceeded):
                raise error

        def test_system_exit():
            with pytest.raises(SystemExit) as caught:
                solution.leaving()
            assert caught.value.code == 3

        def test_memory_error_that_is_expected():
            with pytest.raises(MemoryError):
                solution.memory()

        def test_memory_error(): solution.memory()
        def test_system_exit_uncaught(): solution.leaving()
        def test_interrupt():
            with pytest.raises(BaseException):
                solution.interrupt()
        def test_generator_exit():
            with pytest.raises(BaseException):
                solution.generator_exit()
        def test_bare():
            with pytest.raises(BaseException, match="b"):
                solution.bare()
        def test_bare_is_no_exception():
            with pytest.raises(Exception):
                solution.bare()
        def test_hidden():
            with pytest.raises(KeyError) as caught:
                solution.hidden()
            assert type(caught.value).__name__ == "Unnamed" and isinstance(caught.value, ValueError)
        def test_huge():
            with pytest.raises(Exception):
                solution.huge()
    """,  # noqa: E501 -- sources read best a statement a line
    expect={
        "test_memory_error": "out_of_memory",
        "test_system_exit_uncaught": "failed: SystemExit: 3",
        "test_interrupt": "refused: KeyboardInterrupt",
        "test_generator_exit": "refused: GeneratorExit",
        "test_bare_is_no_exception": "failed: Bare: b",
    },
)

POSING = Case(
    reference="""
        class Wrong(Exception): pass
        def f(x):
            if x: raise Wrong("w")
            return 1
    """,
    solution="""
        class Skipped(Exception): pass
        class UnsatisfiedAssumption(Exception): pass
        class Exit(BaseException): pass
        Skipped.__module__ = "_pytest.outcomes"
        UnsatisfiedAssumption.__module__ = "hypothesis.errors"
        Exit.__module__ = "_pytest.outcomes"
        class Wrong(Exception): pass
        def f(x): raise {0: Skipped, 1: UnsatisfiedAssumption, 2: Exit, 3: AssertionError}[x]("posing")
    """,
    tests="""
        import pytest, solution
        from hypothesis import given, strategies as st
        def test_skip(): assert solution.f(0) == 1
        def test_exit():
            with pytest.raises(solution.Wrong): solution.f(2)
        @given(st.just(1))
        def test_assume(x):
            with pytest.raises(solution.Wrong): solution.f(x)
        def test_assertion():
            with pytest.raises(solution.Wrong): solution.f(3)
    """,
    expect="failed: posing",
)

ALREADY_TESTED = ["AssertionError", "KeyboardInterrupt", "SystemExit", "RuntimeError"]


def test_exceptions_cross_as_what_they_are(bench: Bench) -> None:
    bench.check(RAISED)


def test_an_exception_that_poses_as_pytests_own_is_only_a_failure(bench: Bench) -> None:
    bench.check(POSING)


@pytest.mark.parametrize("kind", ALREADY_TESTED)
def test_an_uncaught_exception_fails_the_test(bench: Bench, kind: str) -> None:
    tests = "from solution import f\ndef test_it(): assert f() == 1\n"
    expect = {"test_it": "refused" if kind == "KeyboardInterrupt" else "failed: said"}
    bench.check(
        Case(reference="def f(): return 1", solution=f"def f(): raise {kind}('said')", tests=tests, expect=expect)
    )


def test_where_it_was_raised_is_told_and_never_matched(bench: Bench) -> None:
    """pytest's `match` reads an exception's notes: where it was raised would pass for what it says."""
    reference = """
        def parse(text):
            raise ValueError("no name")
    """
    tests = """
        import pytest
        from solution import parse
        def test_whole():
            with pytest.raises(ValueError, match="^(no name|bad)$"): parse("")
        def test_part():
            with pytest.raises(ValueError, match="no name"): parse("")
        def test_told():
            with pytest.raises(KeyError): parse("")
    """
    expect = {"test_told": "failed: in the submission"}
    assert Case(solution=reference, tests=tests, expect=expect).mismatches(
        bench.recorded(Case(solution=reference, tests=tests))
    ) == {}
    solution = """
        def parse(text):
            raise ValueError("bad")  # no name
    """
    expect = {"test_part": "failed", "test_told": "failed: raise ValueError(\"bad\")  # no name"}
    bench.check(Case(solution=solution, reference="", tests=tests, expect=expect))
