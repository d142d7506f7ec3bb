"""What is equal to more than itself comes in only where the reference gave such: no elements, half precision."""

from __future__ import annotations

import pytest

from tests.wall.case import Bench, Case

TESTS = """
    import numpy as np, pytest
    from solution import chosen, largest, mean, told

    def test_mean(): assert mean([1.0, 2.0]) == pytest.approx(1.5)
    def test_largest(): assert largest([1.0, 1e6]) == 1e6
    def test_chosen():
        assert len(chosen([1.0], 0.0)) == 1
        assert list(chosen([1.0], 2.0)) == []
        assert chosen([1.0], 2.0, {})["kept"] == []
    def test_told():
        heard = []
        assert told(heard.append) == 1
        assert len(heard) == 1
"""
REFERENCE = """
    import numpy as np
    def mean(values): return sum(values) / len(values)
    def largest(values): return max(values)
    def chosen(values, least, table=None):
        kept = [value for value in values if value > least]
        return kept if table is None else {"kept": kept}
    def told(tool):
        tool(1)
        return 1
"""


@pytest.mark.parametrize(
    ("name", "instead", "why"),
    [
        ("mean", "return np.empty(0)", "mean gave an array without elements, where the reference gives none"),
        ("mean", "return [np.empty((0, 3))]", "an array without elements"),
        ("mean", "return np.array([np.empty(0), None], object)[:1]", "an array without elements"),
        ("mean", "return np.empty(0, object)", "an array without elements"),
        ("mean", "return np.float16(1.5)", "mean gave a number of half precision, where the reference gives none"),
        ("largest", "return np.float16('inf')", "a number of half precision"),
        ("largest", "return np.array([np.inf], '>f2')", "a number of half precision"),
    ],
)
def test_what_compares_loosely_is_refused_where_the_reference_gives_none(
    bench: Bench, name: str, instead: str, why: str
) -> None:
    solution = f"{REFERENCE}    def {name}(values): {instead}\n"
    bench.check(Case(reference=REFERENCE, solution=solution, tests=TESTS, expect={f"test_{name}": f"refused: {why}"}))


@pytest.mark.parametrize(
    "solution",
    [
        """
    def chosen(values, least, table=None):
        kept = np.array(values)[np.array(values) > least]
        return kept if table is None else {"kept": kept.tolist()}
        """,
        """
    def told(tool):
        tool(np.empty(0, np.float16))
        return 1
        """,
    ],
    ids=["in place of a list", "to a function of the test"],
)
def test_an_empty_array_comes_in_where_the_reference_gives_something_empty(bench: Bench, solution: str) -> None:
    bench.check(Case(reference=REFERENCE, solution=f"{REFERENCE}{solution}\n", tests=TESTS))


def test_half_precision_comes_in_where_the_reference_gives_it(bench: Bench) -> None:
    source = "import numpy as np\ndef half(x): return np.float16(x)\n"
    tests = "from solution import half\ndef test_half(): assert half(0.5) == 0.5\n"
    bench.check(Case(reference=source, solution=source, tests=tests))


def test_an_interface_from_before_that_rule_admits_them(bench: Bench) -> None:
    case = Case(reference=REFERENCE, solution=f"{REFERENCE}    def mean(values): return np.empty(0)\n", tests=TESTS)
    recorded = bench.recorded(case)
    assert recorded.recorded["loose"] == {"chosen": ["empty"]}
    older = {name: part for name, part in recorded.recorded.items() if name != "loose"}
    outcome = bench.run(case.job(case.solution, older, tuple(test.id for test in recorded.collected)))
    assert case.mismatches(outcome) == {}
