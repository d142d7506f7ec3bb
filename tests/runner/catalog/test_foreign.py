"""A pytest suite that was written for something else becomes a problem, its tests byte for byte."""

import subprocess
import sys
from pathlib import Path

import pytest

from runner.catalog import Level, foreign_problem, inspect_problem, write_problem
from runner.model import BadInput

TESTS = b"""\
import unittest

from two_fer import two_fer  # the pattern '\\d' is theirs


class TwoFerTest(unittest.TestCase):
    def test_no_name_given(self):
        self.assertEqual(two_fer(), "One for you, one for me.")
"""
REFERENCE = b'''\
import functools


@functools.cache
def two_fer(name: str = "you") -> str:
    """Say who gets which."""
    return _say(name)


def _say(name):
    return f"One for {name}, one for me."
'''


def put(folder: Path, **files: bytes) -> Path:
    for name, data in files.items():
        path = folder / name.replace("__", "/").replace("_py", ".py").replace("_csv", ".csv")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def test_one_file_becomes_a_problem_that_loads(tmp_path: Path) -> None:
    put(tmp_path, two_fer_test_py=TESTS, two_fer_py=REFERENCE)
    found = foreign_problem("two-fer", tests=tmp_path / "two_fer_test.py", reference=tmp_path / "two_fer.py")
    write_problem(tmp_path / "two-fer", found.files)
    problem, findings = inspect_problem(tmp_path / "two-fer")
    assert problem is not None
    assert {finding.level for finding in findings} == {Level.WARNING}
    assert (found.modules, found.names) == (("two_fer",), {"two_fer": ("two_fer",)})
    assert problem.files["tests/hidden/two_fer_test.py"] == TESTS
    assert problem.files["reference/two_fer.py"] == REFERENCE
    assert [(group.name, group.points) for group in problem.groups] == [("two-fer", 100.0)]
    assert b"DRAFT" in problem.files["brief.md"]


def test_visible_tests_pass_in_plain_pytest_with_the_starter(tmp_path: Path) -> None:
    put(tmp_path, two_fer_test_py=TESTS, two_fer_py=REFERENCE)
    found = foreign_problem("two-fer", tests=tmp_path / "two_fer_test.py", reference=tmp_path / "two_fer.py")
    write_problem(tmp_path / "two-fer", found.files)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path / "two-fer/tests/visible")]
    environment = {"PYTHONPATH": str(tmp_path / "two-fer/starter"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


def test_the_starter_has_signatures_and_nothing_of_how(tmp_path: Path) -> None:
    put(tmp_path, two_fer_test_py=TESTS, two_fer_py=REFERENCE)
    found = foreign_problem("two-fer", tests=tmp_path / "two_fer_test.py", reference=tmp_path / "two_fer.py")
    starter = found.files["starter/two_fer.py"].decode()
    assert "def two_fer(name: str='you') -> str:" in starter
    assert "Say who gets which." in starter
    assert "raise NotImplementedError" in starter
    assert "_say" not in starter
    assert "cache" not in starter


def test_a_folder_is_copied_with_helpers_and_data_but_without_the_solution(tmp_path: Path) -> None:
    suite = put(
        tmp_path / "suite",
        test_a_py=b"import shape\nfrom helper import load\ndef test_a(): assert shape.area(2) == load()\n",
        deep__test_b_py=b"import shape as s\nimport pandas\ndef test_b(): assert s.SIDES\n",
        helper_py=b"def load(): return 4\n",
        data__x_csv=b"1,2\n",
        shape_py=b"stub",
        conftest_py=b"",
        notes__unused_py=b"def (",
    )
    reference = put(tmp_path / "ref", shape_py=b"SIDES = 4\ndef area(x): return x * x\n") / "shape.py"
    found = foreign_problem("shape", tests=suite, reference=reference)
    copied = {path for path in found.files if path.startswith("tests/hidden/")}
    assert copied == {
        f"tests/hidden/{path}"
        for path in ("test_a.py", "deep/test_b.py", "helper.py", "data/x.csv", "conftest.py", "notes/unused.py")
    }
    assert found.names == {"shape": ("SIDES", "area")}
    assert found.left_out == ("shape.py",)
    assert found.unknown_imports == ("pandas",)
    assert b"SIDES = None" in found.files["starter/shape.py"]


def test_shares_are_whole_points_that_add_up(tmp_path: Path) -> None:
    sources = {f"test_{name}_py": b"from m import f\ndef test_x(): f()\n" for name in ("a", "b", "c")}
    put(tmp_path / "suite", **sources)
    put(tmp_path, m_py=b"def f(): pass\n")
    found = foreign_problem("m-m", tests=tmp_path / "suite", reference=tmp_path / "m.py")
    write_problem(tmp_path / "m-m", found.files)
    problem, _ = inspect_problem(tmp_path / "m-m")
    assert problem is not None
    assert [group.points for group in problem.groups] == [34.0, 33.0, 33.0]


def test_a_reference_of_another_name_is_matched_by_what_it_defines(tmp_path: Path) -> None:
    put(tmp_path, two_fer_test_py=TESTS, example_py=REFERENCE)
    found = foreign_problem("two-fer", tests=tmp_path / "two_fer_test.py", reference=tmp_path / "example.py")
    assert found.files["reference/two_fer.py"] == REFERENCE


def test_a_package_is_a_reference_too(tmp_path: Path) -> None:
    put(tmp_path, shop____init___py=b"", test_shop_py=b"from shop.cart import Cart\ndef test_x(): Cart()\n")
    package = put(tmp_path / "shop", cart_py=b"class Cart:\n    def add(self, item): self.item = item\n")
    (package / "__init__.py").write_bytes(b"from .cart import Cart\n")
    found = foreign_problem("shop-cart", tests=tmp_path / "test_shop.py", reference=package)
    write_problem(tmp_path / "shop-cart", found.files)
    assert found.modules == ("shop",)
    assert b"from .cart import Cart" in found.files["starter/shop/__init__.py"]
    assert inspect_problem(tmp_path / "shop-cart")[0] is not None


@pytest.mark.parametrize(
    ("tests", "reference", "said"),
    [
        (
            b"import other\ndef test_x(): other.g()\n",
            b"def f(): pass\n",
            "The tests import other; the reference provides m",
        ),
        (b"def test_x(): pass\n", b"def f(): pass\n", "import nothing to test"),
        (b"from .m import f\ndef test_x(): f()\n", b"def f(): pass\n", "from .m import f"),
        (b"from m import f\ndef check(): f()\n", b"def f(): pass\n", "holds no pytest file with a test"),
        (b"from m import f\ndef test_x(:\n", b"def f(): pass\n", "is not Python"),
        (b"from m import f\ndef test_x(): f()\n", b"def f(:\n", "The reference is not Python"),
    ],
)
def test_what_does_not_fit_is_told(tmp_path: Path, tests: bytes, reference: bytes, said: str) -> None:
    put(tmp_path, test_x_py=tests, m_py=reference)
    with pytest.raises(BadInput, match=said):
        foreign_problem("x", tests=tmp_path / "test_x.py", reference=tmp_path / "m.py")


def test_missing_paths_are_told(tmp_path: Path) -> None:
    put(tmp_path, test_x_py=TESTS)
    with pytest.raises(BadInput, match="after --from"):
        foreign_problem("x", tests=tmp_path / "no", reference=tmp_path / "test_x.py")
    with pytest.raises(BadInput, match="after --reference"):
        foreign_problem("x", tests=tmp_path / "test_x.py", reference=tmp_path / "no.py")
