"""Where the tests are written."""

import pytest

from runner.judge.fault import JudgeFault
from runner.judge.layout import write_tests


def test_files_keep_their_paths(tmp_path):
    write_tests(tmp_path, (("tests/hidden/a/data.bin", b"\0"), ("tests/hidden/test_a.py", b"x")))
    assert (tmp_path / "tests/hidden/a/data.bin").read_bytes() == b"\0"
    assert (tmp_path / "tests/hidden/test_a.py").read_bytes() == b"x"


@pytest.mark.parametrize(
    "path", ["/etc/x", "tests/hidden/../../x", "../x", "solution.py", "tests/visible/x", "tests/hidden/a\0b"]
)
def test_a_path_that_leaves_the_folder_is_refused(tmp_path, path):
    with pytest.raises(JudgeFault, match="tests/hidden"):
        write_tests(tmp_path / "root", ((path, b""),))
