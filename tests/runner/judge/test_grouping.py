"""Groups and their points, as functions."""

import pytest

from runner.judge.fault import JudgeFault
from runner.judge.grouping import Weighted, files_of, group_of, share_points
from runner.model import Group

PATHS = ["tests/hidden/conftest.py", "tests/hidden/test_a.py", "tests/hidden/b/test_b.py", "tests/hidden/odd.py"]


def group(tests, *, name="g", points=100.0):
    return Group(name=name, points=points, tests=tests)


@pytest.mark.parametrize(
    ("tests", "files"),
    [
        ("tests/hidden/test_a.py", ("tests/hidden/test_a.py",)),
        ("tests/hidden/odd.py", ("tests/hidden/odd.py",)),
        ("tests/hidden/b", ("tests/hidden/b/test_b.py",)),
        ("tests/hidden", ("tests/hidden/b/test_b.py", "tests/hidden/test_a.py")),
        ("tests/hidden/test_*.py", ("tests/hidden/test_a.py",)),
        ("tests/hidden/test_a.py::TestIt", ("tests/hidden/test_a.py",)),
        ("tests/hidden/none.py", ()),
    ],
)
def test_a_group_names_a_file_a_folder_a_pattern_or_tests_of_a_file(tests, files):
    assert files_of([group(tests)], PATHS) == files


def test_a_file_that_two_groups_name_is_run_once():
    groups = [group("tests/hidden/test_a.py::test_x"), group("tests/hidden/test_a.py", name="rest")]
    assert files_of(groups, PATHS) == ("tests/hidden/test_a.py",)
    assert group_of("tests/hidden/test_a.py::test_x[1]", groups) == "g"
    assert group_of("tests/hidden/test_a.py::test_xy", groups) == "rest"


def test_points_are_shared_by_weight_and_add_up():
    groups = [group("tests/hidden/test_a.py", points=60), group("tests/hidden/b", name="b", points=40)]
    tests = [
        Weighted(id="tests/hidden/test_a.py::x", weight=1),
        Weighted(id="tests/hidden/test_a.py::y", weight=2),
        Weighted(id="tests/hidden/b/test_b.py::z", weight=0.5),
    ]
    shares = share_points(groups, tests)
    assert shares["tests/hidden/test_a.py::y"] == ("g", 40.0)
    assert sum(points for _, points in shares.values()) == pytest.approx(100)


def test_a_test_of_no_group_is_named():
    with pytest.raises(JudgeFault, match=r"x\.py::x"):
        share_points([group("tests/hidden/test_a.py")], [Weighted(id="x.py::x", weight=1)])


def test_a_group_whose_weights_are_all_nothing_is_named():
    with pytest.raises(JudgeFault, match="'g'"):
        share_points([group("a.py")], [Weighted(id="a.py::x", weight=0)])
