"""A submission that is begun anew: another process, other hashes of texts, and the same bounds as before."""

from __future__ import annotations

import pytest

from runner.model import Verdict
from tests.wall.case import Bench, Case

HASHES = """
    def by_hash(text): return hash(text)
    def by_letters(text): return sum(map(ord, text))
"""


def test_another_day_has_other_hashes_of_texts(bench: Bench) -> None:
    tests = """
        import solution
        def test_by_hash(restart):
            today = solution.by_hash("text")
            restart()
            assert solution.by_hash("text") == today
        def test_of_a_text_that_nobody_foretells(restart):
            today = solution.by_hash(f"{3}:{4}:text")
            restart()
            assert solution.by_hash(f"{3}:{4}:text") == today
        def test_by_letters(restart):
            today = solution.by_letters("text")
            restart()
            assert solution.by_letters("text") == today
        def test_the_next_test_has_todays_again():
            assert solution.by_hash("text") == TODAY
        TODAY = solution.by_hash("text")
    """
    lost = {"test_by_hash": "failed", "test_of_a_text_that_nobody_foretells": "failed"}
    right = "def by_hash(text): return len(text)\ndef by_letters(text): return len(text)"
    bench.check(Case(reference=right, solution=HASHES, tests=tests, expect=lost))


def test_nothing_is_kept_and_what_was_held_is_gone(bench: Bench) -> None:
    solution = """
        import os
        SEEN = []
        def seen(it):
            SEEN.append(it)
            return len(SEEN)
        def pid(): return os.getpid()
        class Box:
            def __init__(self, it): self.it = it
            def get(self): return self.it
    """
    tests = """
        import os
        import solution
        def test_kept(restart):
            assert [solution.seen(1), solution.seen(2)] == [1, 2]
            before = solution.pid()
            restart()
            assert solution.seen(3) == 1
            assert solution.pid() != before
        def test_twice_and_before_anything(restart):
            restart()
            assert solution.seen(1) == 1
            restart()
            restart()
            assert solution.seen(1) == 1
        def test_held(restart):
            box = solution.Box(4)
            assert box.get() == 4
            restart()
            assert solution.Box(5).get() == 5
            box.get()
    """
    recorded = bench.run(Case(solution=solution, tests=tests).job(solution, None, None))
    said = {name.partition("::")[2]: it for name, it in recorded.decided.items()}
    assert said["test_kept"].verdict is Verdict.PASSED, said["test_kept"].message
    assert said["test_twice_and_before_anything"].verdict is Verdict.PASSED
    assert said["test_held"].verdict is Verdict.REFUSED
    assert "its guest is gone" in said["test_held"].message


def test_a_file_that_shares_its_guest_goes_on_with_todays_hashes(bench: Bench) -> None:
    tests = """
        import solution
        TODAY = []
        def test_first(): TODAY.append(solution.by_hash("text"))
        def test_restarted(restart):
            restart()
            assert solution.by_hash("text") != TODAY[0]
        def test_last(): assert solution.by_hash("text") == TODAY[0]
    """
    bench.check(Case(solution=HASHES, tests=tests, guest_per="file"))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("import os; os._exit(3)", "crashed: status 3"),
        ("import time; time.sleep(60)", "timeout"),
        ("raise ValueError('on another day')", "failed: on another day"),
        ("return len(bytearray(40 << 20))", "passed"),
        ("return len(bytearray(400 << 20))", "out_of_memory"),
    ],
    ids=["exits", "sleeps", "raises", "some memory", "much memory"],
)
def test_the_second_process_is_bounded_like_the_first(bench: Bench, body: str, expected: str) -> None:
    solution = f"def f(day):\n    if day == 1:\n        return 1\n    {body}\n"
    tests = """
        from solution import f
        def test_it(restart):
            assert f(1) == 1
            restart()
            f(2)
        def test_next(): assert f(1) == 1
    """
    reference = "def f(day): return 1"
    case = Case(reference=reference, solution=solution, tests=tests, expect={"test_it": expected})
    bench.check(case)


def test_the_second_process_starts_no_more_than_the_first(bench: Bench) -> None:
    if not bench.engine.isolated:
        pytest.skip("the local engine bounds processes by a mark alone")
    solution = """
        import subprocess, sys
        def f(many): return len([subprocess.Popen([sys.executable, "-c", "input()"]) for _ in range(many)])
    """
    tests = """
        from solution import f
        def test_few(restart):
            restart()
            assert f(2) == 2
        def test_many(restart):
            restart()
            f(60)
    """
    reference = "def f(many): return many"
    bench.check(Case(reference=reference, solution=solution, tests=tests, expect={"test_many": "failed"}))


def test_what_both_used_and_printed_is_told_together(bench: Bench) -> None:
    solution = """
        import time
        def work(what):
            print("this is", what)
            until = time.process_time() + 0.3
            while time.process_time() < until: pass
    """
    tests = """
        from solution import work
        def test_it(restart):
            work("today")
            restart()
            work("tomorrow")
    """
    (decided,) = bench.check(Case(solution=solution, tests=tests)).decided.values()
    assert decided.output == "this is today\nthis is tomorrow\n"
    assert decided.cpu_seconds >= 0.6


def test_a_failed_import_of_the_second_process_is_said(bench: Bench) -> None:
    solution = """
        import os, pathlib
        if os.environ.get("PYTHONHASHSEED") != "0": raise RuntimeError("not today")
        def f(): return 1
    """
    tests = """
        from solution import f
        def test_it(restart):
            assert f() == 1
            restart()
            assert f() == 1
    """
    expect = {"test_it": "error: not today"}
    bench.check(Case(reference="def f(): return 1", solution=solution, tests=tests, expect=expect))


def test_a_bound_on_the_tests_memory_holds_in_both(bench: Bench) -> None:
    solution = "def f(mb): return len(bytearray(mb << 20))"
    tests = """
        import pytest
        from solution import f
        pytestmark = pytest.mark.limit(memory_mb=60)
        def test_less(restart):
            assert f(40)
            restart()
            assert f(40)
        def test_more(restart):
            restart()
            f(80)
    """
    reference = "def f(mb): return 1"
    bench.check(Case(reference=reference, solution=solution, tests=tests, expect={"test_more": "out_of_memory"}))


def test_modules_are_the_ones_that_the_box_has(bench: Bench) -> None:
    """A relative file, a package beside it and numpy are there as in every guest; its folder is not on the path."""
    solution = {
        "solution.py": """
            import os, sys
            import numpy as np
            from helping import more
            def look():
                drawn = more(1), float(np.arange(3).sum())
                return *drawn, sorted(os.environ), os.getcwd() in sys.path, sys.flags.utf8_mode
        """,
        "helping.py": "def more(n): return n + 1",
    }
    tests = """
        import solution
        def test_it(restart):
            today = solution.look()
            assert today[:2] == (2, 3.0) and not today[3]
            restart()
            tomorrow = solution.look()
            assert tomorrow == today
    """
    bench.check(Case(solution=solution, tests=tests))
