"""A suite of a package becomes a problem: its modules by their dotted names, and a starter that can be imported."""

import subprocess
import sys
from pathlib import Path

import pytest

from runner.catalog import ForeignSuite, foreign_problem, inspect_problem, write_problem
from runner.catalog.suite import imported_names, parse
from runner.model import BadInput

PACKAGE = {
    "__init__.py": """\
from .tree import *
from . import walk
from zoo.kinds import Kind, DEFAULT
from ._made import made
""",
    "tree.py": """\
from ._base import _Base, Meta
class Tree(_Base, metaclass=Meta):
    def grow(self): return 1
""",
    "_base.py": """\
class Meta(type):
    def __new__(cls, *args): return type.__new__(cls, *args)
class _Base:
    def __init_subclass__(cls): cls.made = 1
SECRET = 4
""",
    "kinds.py": """\
import enum, itertools
_next = itertools.count()
DEFAULT = 3
class Kind(enum.IntEnum):
    A = next(_next)
    B = next(_next)
""",
    "walk/__init__.py": "",
    "walk/deep.py": """\
import zoo._base
from ..kinds import DEFAULT
from ..tree import Tree
def climb(steps=DEFAULT + 1, most=DEFAULT): return steps
def dive(tree=Tree(), depth=zoo._base.SECRET): return depth
""",
    "_made.py": "def made(): return 1\n",
}
SUITE = {
    "__init__.py": "",
    "conftest.py": "",
    "test_tree.py": """\
import zoo, zoo.walk.deep as deep
from zoo import walk, Tree, DEFAULT
from .helper import check
from checks.helper import check as again
def test_it(): check(deep.dive(zoo.made()), walk.deep.dive, zoo._hidden)
""",
    "helper.py": "def check(*values): pass\n",
    "inner/__init__.py": "",
    "inner/test_up.py": """\
from ..helper import check
from zoo.kinds import Kind
def test_up(): check(Kind.A)
""",
}


def written(folder: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


@pytest.fixture
def found(tmp_path: Path) -> ForeignSuite:
    tests = written(tmp_path / "checks", SUITE)
    return foreign_problem("zoo-tree", tests=tests, reference=written(tmp_path / "zoo", PACKAGE))


def test_names_are_told_by_module(found: ForeignSuite) -> None:
    assert found.modules == ("zoo",)
    assert found.names == {
        "zoo": ("DEFAULT", "Tree", "_hidden", "made"),
        "zoo.kinds": ("Kind",),
        "zoo.walk": (),
        "zoo.walk.deep": ("dive",),
    }
    assert found.private == ("zoo._hidden",)
    assert found.unknown_imports == ()
    assert b'("zoo.walk.deep", "dive")' in found.files["tests/visible/test_interface.py"]
    assert b"_hidden" not in found.files["tests/visible/test_interface.py"]


def test_a_suite_that_is_a_package_keeps_its_name_and_its_relative_imports(found: ForeignSuite) -> None:
    assert found.files["tests/hidden/checks/inner/test_up.py"] == SUITE["inner/test_up.py"].encode()
    assert "tests/hidden/checks/helper.py" in found.files


def test_the_starter_can_be_imported_and_has_every_name(tmp_path: Path, found: ForeignSuite) -> None:
    write_problem(tmp_path / "zoo-tree", found.files)
    assert inspect_problem(tmp_path / "zoo-tree")[0] is not None
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path / "zoo-tree/tests/visible")]
    environment = {"PYTHONPATH": str(tmp_path / "zoo-tree/starter"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout
    assert "SECRET" not in "".join(data.decode() for path, data in found.files.items() if path.startswith("starter/"))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("test_x.py", "from .helper import check\nimport zoo\ndef test_x(): zoo.made()\n"),
        ("deep/test_x.py", "from ..zoo import made\ndef test_x(): made()\n"),
    ],
)
def test_relative_imports_that_lead_out_are_told(tmp_path: Path, path: str, text: str) -> None:
    tests = written(tmp_path / "checks", {path: text})
    with pytest.raises(BadInput, match="leads out of what was given"):
        foreign_problem("zoo-tree", tests=tests, reference=written(tmp_path / "zoo", PACKAGE))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("from a.b import c", {"a.b": {"c"}}),
        ("from a import b\nb.f()", {"a.b": {"f"}}),
        ("from a import other\nother.f()", {"a": {"other"}}),
        ("import a.b\na.b.f()\na.g()", {"a.b": {"f"}, "a": {"g"}}),
        ("import a.b as s\ns.f", {"a.b": {"f"}}),
        ("import a\na.b.f.g", {"a": set(), "a.b": {"f"}}),
        ("from a.b import *", {"a.b": {"*"}}),
    ],
)
def test_what_a_file_takes_from_which_module(text: str, names: dict[str, set[str]]) -> None:
    taken = imported_names(parse(text.encode(), "test_x.py"), {"a", "a.b"})
    assert {module: used for module, used in taken.items() if used} == {m: used for m, used in names.items() if used}
