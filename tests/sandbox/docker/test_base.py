import io
import tarfile
from pathlib import Path

import pytest

from sandbox.docker.base import is_kept, slim_down


@pytest.mark.parametrize(
    "name", ["./usr/bin/python3.13", "./etc/passwd", "./usr/share/doc", "./usr/lib/x/usr/share/doc/y"]
)
def test_what_a_box_needs_is_kept(name: str) -> None:
    assert is_kept(name)


@pytest.mark.parametrize(
    "name", ["./usr/share/doc/x", "usr/share/man/man1/ls.1.gz", "./var/lib/apt/lists/x", "./dev/null"]
)
def test_documentation_lists_and_devices_are_left_out(name: str) -> None:
    assert not is_kept(name)


def test_no_member_gives_rights_away_and_root_has_a_name(tmp_path: Path) -> None:
    whole = tmp_path / "whole.tar"
    with tarfile.open(whole, "w") as archive:
        for name, mode in (("./usr/bin/su", 0o4755), ("./usr/bin/wall", 0o2755), ("./tmp", 0o1777)):
            member = tarfile.TarInfo(name)
            member.mode = mode
            archive.addfile(member, io.BytesIO())
    slim = io.BytesIO()
    slim_down(whole, slim)
    slim.seek(0)
    with tarfile.open(fileobj=slim) as archive:
        modes = {member.name: member.mode for member in archive}
    assert (modes["./usr/bin/su"], modes["./usr/bin/wall"], modes["./tmp"]) == (0o755, 0o755, 0o1777)
    assert "./etc/passwd" in modes
