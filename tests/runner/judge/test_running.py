"""Every rule of a run, each with a real pytest run inside a fork."""


import pytest

from runner.judge import BoxLost, Finished, Started
from runner.model import Group, Verdict
from sandbox.limits import Limits


def test_a_plain_test_passes_and_a_wrong_one_fails_with_the_assertion_and_its_line(judge):
    run = judge(
        """
        from solution import double

        def test_right():
            assert double(2) == 4

        def test_wrong():
            assert double(2) == 5
        """,
        "def double(x): return x * 2",
    )
    assert run.verdicts == {"test_right": "passed", "test_wrong": "failed"}
    assert run.tests["test_right"].message == ""
    message = run.tests["test_wrong"].message
    assert "assert 4 == 5" in message
    assert "tests/hidden/test_it.py:8: assert double(2) == 5" in message


def test_the_events_come_in_order_and_the_guests_usage_with_them(judge):
    run = judge("from solution import f\ndef test_a(): f()\n", "def f(): pass")
    assert [type(event).__name__ for event in run.events] == ["Collected", "Started", "Decided", "Finished"]
    test = run.only_test
    assert (test.cpu_seconds, test.peak_bytes, test.examples_digest) == (0.25, 4096, "d")
    assert test.output == "hello \ufffd"
    assert test.wall_seconds > 0


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        ("timeout", "timeout"),
        ("out_of_memory", "out_of_memory"),
        ("crashed", "crashed"),
        ("refused", "refused"),
        ("missing", "missing"),
        ("protocol", "protocol"),
        ("error", "error"),
    ],
)
def test_a_failure_of_the_wall_sticks_although_the_test_swallows_it(judge, kind, verdict):
    run = judge(
        """
        from solution import f

        def test_a():
            try:
                f()
            finally:
                return
        """,
        f"def f(): fail({kind!r}, 'the reason')",
    )
    assert run.only_test.verdict == verdict
    assert run.only_test.message == "the reason"


def test_a_failure_of_the_wall_names_the_line_of_the_call(judge):
    run = judge("from solution import f\ndef test_a(): f()\n", "def f(): fail('timeout', 'the reason')")
    assert run.only_test.message == "the reason\ntests/hidden/test_it.py:2: def test_a(): f()"


def test_a_name_that_is_not_there_is_missing_only_for_the_tests_that_use_it(judge):
    run = judge(
        """
        from solution import f, g

        def test_f():
            assert f() == 1

        def test_g():
            assert g() == 1
        """,
        "def f(): return 1",
    )
    assert run.verdicts == {"test_f": "passed", "test_g": "missing"}


def test_pytest_raises_exception_cannot_pass_on_a_failure_of_the_wall(judge):
    run = judge(
        """
        import pytest
        from solution import f

        def test_a():
            with pytest.raises(Exception):
                f()
        """,
        "def f(): fail('crashed', 'gone')",
    )
    assert run.only_test.verdict is Verdict.CRASHED


def test_an_import_that_failed_is_tried_once_and_settles_every_later_test(judge):
    run = judge(
        """
        from solution import f

        def test_a(): f()
        def test_b(): f()
        def test_c(): pass
        """,
        "raise ValueError('at import')",
    )
    assert run.verdicts == {"test_a": "error", "test_b": "error", "test_c": "error"}
    assert {test.message for test in run.tests.values()} == {"the submission could not be imported: at import"}


def test_a_lost_box_stops_the_run_without_a_verdict_or_an_end(judge):
    run = judge(
        """
        from solution import f

        def test_a(): pass
        def test_b(): f()
        def test_c(): pass
        """,
        "def f(): fail('box_lost', 'gone')",
    )
    assert run.verdicts == {"test_a": "passed"}
    assert run.the(BoxLost).id.endswith("test_b")
    assert not any(isinstance(event, Finished) for event in run.events)


def test_a_fault_of_the_wall_itself_is_nobodys_verdict_whatever_the_test_makes_of_it(judge):
    run = judge(
        """
        import contextlib
        from solution import f

        def test_a(): pass
        def test_b():
            with contextlib.suppress(BaseException): f()
        """,
        "def f(): fail('bug', 'the wall tripped')",
    )
    assert run.verdicts == {"test_a": "passed"}
    assert "a fault of prebrief: the wall tripped" in run.failure


def test_a_fault_of_the_wall_while_tests_are_read_is_nobodys_verdict(judge):
    run = judge("import solution\nCASES = solution.cases()\ndef test_a(): pass", "def cases(): fail('bug', 'tripped')")
    assert run.verdicts == {}
    assert "tripped" in run.failure


def test_skips_and_expected_failures_earn_nothing(judge):
    run = judge(
        """
        import unittest
        import pytest

        @pytest.mark.skip(reason="not today")
        def test_marked(): pass

        def test_called():
            pytest.skip("no")

        def test_import():
            pytest.importorskip("no_such_module_anywhere")

        @pytest.mark.xfail(reason="known")
        def test_xfailed():
            assert False

        @pytest.mark.xfail(reason="known")
        def test_xpassed(): pass

        @pytest.fixture
        def skips():
            pytest.skip("in a fixture")

        def test_fixture(skips): pass

        class TestCase(unittest.TestCase):
            @unittest.expectedFailure
            def test_expected(self):
                self.fail()

            def test_skip(self):
                self.skipTest("no")

            @unittest.skip("marked")
            def test_skip_marked(self): pass
        """
    )
    assert set(run.verdicts.values()) == {"skipped"}
    assert len(run.verdicts) == 9
    assert run.tests["test_marked"].message == "not today"


def test_failures_in_set_up_and_tear_down_fail_the_test(judge):
    run = judge(
        """
        import pytest

        @pytest.fixture
        def breaks_before():
            raise ValueError("before")

        @pytest.fixture
        def breaks_after():
            yield
            raise ValueError("after")

        def test_before(breaks_before): pass
        def test_after(breaks_after): pass
        """
    )
    assert run.verdicts == {"test_before": "failed", "test_after": "failed"}
    assert run.tests["test_after"].message.startswith("ValueError: after")


@pytest.mark.parametrize(
    "statement",
    [
        "raise KeyboardInterrupt",
        "raise SystemExit(0)",
        "pytest.exit('done')",
        "raise GeneratorExit",
        "raise BaseException",
    ],
)
def test_what_would_end_pytest_fails_the_test_and_the_next_one_runs(judge, statement):
    run = judge(
        f"""
        import unittest
        import pytest

        def test_a():
            {statement}

        class TestCase(unittest.TestCase):
            def test_b(self):
                {statement}

        @pytest.fixture
        def ends():
            {statement}

        def test_c(ends): pass

        def test_d(): pass
        """
    )
    assert run.verdicts == {"test_a": "failed", "TestCase::test_b": "failed", "test_c": "failed", "test_d": "passed"}
    assert isinstance(run.events[-1], Finished)


def test_a_memory_error_of_the_guest_that_fails_a_test_is_out_of_memory(judge):
    run = judge(
        """
        import pytest
        from solution import f

        def test_fails(): f()

        def test_expects():
            with pytest.raises(MemoryError):
                f()

        def test_own(): raise MemoryError
        """,
        "def f(): raise MemoryError",
    )
    assert run.verdicts == {"test_fails": "out_of_memory", "test_expects": "passed", "test_own": "failed"}


def test_a_guest_that_the_kernel_killed_after_the_last_call_is_out_of_memory(judge):
    run = judge("from solution import f\ndef test_a(): f()\n", "def f(): end_as('out_of_memory', oom_kills=1)")
    assert run.only_test.verdict is Verdict.OUT_OF_MEMORY


def test_a_test_that_begins_says_within_how_many_seconds_there_will_be_more(judge):
    """Its own time and two seconds, and of the time of all tests no more than is left: then PID 1 ends the judge."""
    tests = "import pytest\n@pytest.mark.limit(wall_seconds=3)\ndef test_a(): pass\ndef test_b(): pass\n"
    for total, expected in ((100.0, [4.5, 7.5]), (4.0, [4.5, 5.5])):
        run = judge(tests, limits=Limits(wall_seconds_per_test=6.0, wall_seconds_total=total))
        begun = [event.within_seconds for event in run.events if isinstance(event, Started)]
        assert begun == pytest.approx(expected, abs=0.5)


def test_when_the_total_time_is_used_up_later_tests_time_out(judge):
    run = judge("def test_a(): pass\ndef test_b(): pass\n", limits=Limits(wall_seconds_total=0.0))
    assert run.verdicts == {"test_a": "timeout", "test_b": "timeout"}
    assert "were used up before" in run.tests["test_a"].message


def test_only_runs_what_was_asked_for_and_lists_all(judge):
    run = judge("def test_a(): pass\ndef test_b(): pass\n", only=("tests/hidden/test_it.py::test_b",))
    assert run.verdicts == {"test_b": "passed"}
    assert len(run.collected.tests) == 2
    assert [event.id for event in run.events if isinstance(event, Started)] == ["tests/hidden/test_it.py::test_b"]


def test_a_list_that_is_the_locked_one_is_run(judge):
    ids = ("tests/hidden/test_it.py::test_a", "tests/hidden/test_it.py::test_b[1]")
    source = "import pytest\ndef test_a(): pass\n@pytest.mark.parametrize('x', [1])\ndef test_b(x): pass\n"
    assert judge(source, locked=ids).verdicts == {"test_a": "passed", "test_b[1]": "passed"}


def test_a_list_that_differs_from_the_lock_is_our_fault_and_named(judge):
    run = judge("def test_a(): pass\ndef test_c(): pass\n", locked=("tests/hidden/test_it.py::test_a", "x::test_b"))
    assert "missing: x::test_b" in run.failure
    assert "not in the lock: tests/hidden/test_it.py::test_c" in run.failure
    assert run.tests == {}


def test_a_file_that_skips_itself_whole_is_missed(judge):
    run = judge("import pytest\npytest.skip('nothing here', allow_module_level=True)\n", locked=("x::test_a",))
    assert "missing: x::test_a" in run.failure
    assert "nothing here" in run.failure


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("def test_a(:", "SyntaxError"),
        ("import no_such_module_anywhere", "no_such_module_anywhere"),
        ("raise SystemExit(3)", "SystemExit"),
        ("def test_a(no_such_fixture): pass", None),
        ("import pytest\n@pytest.mark.point(3)\ndef test_a(): pass", "did you mean 'points'"),
        ("import pytest\n@pytest.mark.points('x')\ndef test_a(): pass", "one number"),
        ("import pytest\n@pytest.mark.limit(seconds=3)\ndef test_a(): pass", "wall_seconds"),
    ],
)
def test_tests_that_cannot_be_collected_are_our_fault(judge, source, reason):
    run = judge(source)
    if reason is None:
        assert run.verdicts == {"test_a": "failed"}
    else:
        assert reason in run.failure


LOCKED_FILES = {
    "locked": ("tests/hidden/test_it.py::test_a", "tests/hidden/test_other.py::test_b"),
    "groups": (
        Group(name="one", points=40, tests="tests/hidden/test_it.py"),
        Group(name="two", points=60, tests="tests/hidden/test_other.py"),
    ),
    "files": {"tests/hidden/test_other.py": "def test_b(): pass"},
}


@pytest.mark.parametrize(
    ("solution", "verdict"),
    [
        ("def table(): raise ValueError('no table')", "error"),
        ("def table(): raise SystemExit('no way out')", "error"),
        ("def table(): fail('timeout', 'no answer')", "timeout"),
        ("def table(): fail('missing', 'no table')", "missing"),
    ],
)
def test_a_submission_that_breaks_the_import_of_a_test_file_fails_the_tests_of_that_file(judge, solution, verdict):
    run = judge("import solution\nTABLE = solution.table()\ndef test_a(): pass\n", solution, **LOCKED_FILES)
    assert run.verdicts == {"test_a": verdict, "test_b": "passed"}
    assert "no " in run.tests["test_a"].message


MADE_OF_THE_SUBMISSION = """
import pytest, solution
@pytest.mark.parametrize("kind", solution.kinds())
def test_kind(kind): pass
def test_other(): pass
"""


@pytest.mark.parametrize(
    ("kinds", "verdicts"),
    [
        (["a"], {"test_kind[a]": "passed", "test_kind[b]": "skipped", "test_other": "passed"}),
        (["b", "a", "c"], {"test_kind[b]": "passed", "test_kind[a]": "passed", "test_other": "passed"}),
        ([], {"test_kind[a]": "skipped", "test_kind[b]": "skipped", "test_other": "passed"}),
    ],
)
def test_tests_that_the_submission_takes_away_earn_nothing_and_those_it_adds_are_not_run(judge, kinds, verdicts):
    names = ("test_kind[a]", "test_kind[b]", "test_other")
    locked = tuple(f"tests/hidden/test_it.py::{name}" for name in names)
    run = judge(MADE_OF_THE_SUBMISSION, f"def kinds(): return {kinds}", locked=locked)
    assert run.verdicts == verdicts


def test_a_test_file_that_breaks_by_itself_is_our_fault_also_with_a_lock(judge):
    run = judge("import no_such_module_anywhere\ndef test_a(): pass\n", **LOCKED_FILES)
    assert "no_such_module_anywhere" in run.failure
    assert run.tests == {}


def test_points_are_weights_within_the_group(judge):
    run = judge(
        """
        import pytest

        @pytest.mark.points(3)
        def test_a(): pass

        def test_b():
            '''Hold a promise
            on two lines.

            And say no more of it.
            '''
        """,
        groups=(
            Group(name="one", points=40, tests="tests/hidden/test_it.py"),
            Group(name="two", points=60, tests="tests/hidden/test_other.py"),
        ),
        files={
            "tests/hidden/test_other.py": "import pytest\n@pytest.mark.parametrize('x', '12')\ndef test_c_d(x): pass",
        },
    )
    shares = {test.id.partition("::")[2]: (test.group, test.points) for test in run.collected.tests}
    assert shares == {
        "test_a": ("one", 30.0),
        "test_b": ("one", 10.0),
        "test_c_d[1]": ("two", 30.0),
        "test_c_d[2]": ("two", 30.0),
    }
    assert [(test.title, test.promise) for test in run.collected.tests][1] == ("b", "Hold a promise on two lines.")
    assert run.collected.tests[2].title == "c d"


def test_recording_hands_over_the_interface(judge):
    assert judge("def test_a(): pass").the(Finished) == Finished(recorded={"recorded": True}, preload=("numpy",))
    assert judge("def test_a(): pass", interface={}).the(Finished).recorded is None


def test_expose_and_inout_are_fixtures(judge):
    run = judge("def test_a(expose, inout):\n    assert inout([1]) == [1] and expose('x', 'upper') == 'x'\n")
    assert run.only_test.verdict is Verdict.PASSED


def test_messages_are_bounded_and_hold_no_surrogates(judge):
    run = judge("def test_a(): raise ValueError('\\udc80' + 'x' * 1_000_000)")
    assert run.only_test.message.startswith("ValueError: ?xxx")
    assert len(run.only_test.message.encode()) <= 4096


def test_an_exception_that_cannot_be_printed_still_gives_a_message(judge):
    run = judge(
        """
        class Odd(Exception):
            def __str__(self): raise RuntimeError

        def test_a(): raise Odd

        def test_b(): assert 10 ** 10_000 == 1
        """
    )
    assert run.tests["test_a"].message.startswith("Odd: <not printable: RuntimeError>")
    assert run.verdicts == {"test_a": "failed", "test_b": "failed"}


@pytest.mark.parametrize(
    "assertion",
    [
        "assert left == right",
        "case.assertEqual(left, right)",
        "case.assertListEqual(left.split(), right.split())",
        "case.assertMultiLineEqual(left, right)",
        "assert left.split() == right.split()",
        "assert {1: left} == {1: right}",
    ],
)
def test_a_megabyte_of_the_wrong_text_does_not_stall_the_judge(judge, assertion):
    run = judge(
        f"""
        import unittest
        case = unittest.TestCase()

        def test_a():
            left = "\\n".join("ab" * (n % 7) for n in range(100_000))
            right = "\\n".join("ba" * (n % 5) for n in range(100_000))
            {assertion}
        """
    )
    assert run.only_test.verdict is Verdict.FAILED
    assert run.only_test.wall_seconds < 8  # it is minutes without the bound


def test_explaining_a_failed_comparison_does_not_ask_the_far_side(judge):
    run = judge(
        """
        from sandbox.wall.failure import CannotCross
        asked = []

        class Far(CannotCross):  # of a class of the wall, as every handle is
            def __iter__(self):
                asked.append("iter")
                return iter(())

        def test_a(): assert Far() == [1]

        def test_tell(): assert asked == []
        """
    )
    assert run.verdicts == {"test_a": "failed", "test_tell": "passed"}


def test_subtests_count(judge):
    run = judge(
        """
        import unittest

        class TestCase(unittest.TestCase):
            def test_one_fails(self):
                for n in range(3):
                    with self.subTest(n=n):
                        self.assertNotEqual(n, 1)

            def test_all_pass(self):
                for n in range(3):
                    with self.subTest(n=n):
                        self.assertLess(n, 3)

        def test_fixture(subtests):
            with subtests.test("one"):
                assert 1 == 2
        """
    )
    assert run.verdicts == {
        "TestCase::test_one_fails": "failed",
        "TestCase::test_all_pass": "passed",
        "test_fixture": "failed",
    }
    assert "1 == 1" in run.tests["TestCase::test_one_fails"].message


def test_what_foreign_suites_do_works(judge):
    run = judge(
        """
        import unittest
        from oracle import expected
        from solution import f

        def test_neighbour(base):
            assert f(base) == expected(base)

        class TestPlain:
            @classmethod
            def setup_class(cls): cls.one = 1
            def setup_method(self): self.two = 2
            def test_it(self, tmp_path, capsys, monkeypatch, caplog):
                print("x")
                assert capsys.readouterr().out == "x\\n"
                (tmp_path / "x").write_text("")
                assert f(self.one) == self.two

        class TestUnit(unittest.TestCase):
            @classmethod
            def setUpClass(cls): cls.one = 1
            def setUp(self): self.two = 2
            def test_it(self): self.assertEqual(f(self.one), self.two)

        class TestAsync(unittest.IsolatedAsyncioTestCase):
            async def test_it(self): self.assertEqual(f(1), 2)

        if __name__ == "__main__":
            unittest.main()
        """,
        "def f(x): return x + 1",
        files={
            "tests/hidden/oracle.py": "def expected(x): return x + 1",
            "tests/hidden/conftest.py": "import pytest\n@pytest.fixture(scope='module')\ndef base(): return 5\n",
            "tests/hidden/pytest.ini": "[pytest]\naddopts = --no-such-option\n",
        },
    )
    assert set(run.verdicts.values()) == {"passed"}
    assert len(run.verdicts) == 4


def test_a_mark_of_a_foreign_suite_is_let_pass(judge):
    run = judge("import pytest\n@pytest.mark.task(taskno=1)\ndef test_a(): pass")
    assert run.only_test.verdict is Verdict.PASSED


def test_a_run_leaves_only_its_own_files(judge):
    run = judge("from hypothesis import given, strategies as st\n@given(st.text())\ndef test_a(x): pass")
    assert run.left_behind == ("prebrief.ini", "tests")
