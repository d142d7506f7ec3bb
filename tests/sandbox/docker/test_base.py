import io
import shutil
import tarfile
from pathlib import Path
from typing import cast

import pytest

from sandbox.docker.base import BootstrapMissing, ensure_base, is_kept, slim_down
from sandbox.docker.client import DockerClient
from sandbox.docker.environment import Environment, find_environment, packages_digest


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


def test_an_environment_may_need_debian_packages_and_then_has_a_base_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "debian.txt").write_text("# why\npython3-torch\n\n")
    assert Environment(name="own", folder=tmp_path).debian_packages == ("python3-torch",)
    assert find_environment("python").debian_packages == ()
    assert find_environment("torch").debian_packages == ("python3-torch",)


def test_what_debian_packages_a_base_has_is_in_the_hash_of_what_stands_on_it(tmp_path: Path) -> None:
    torch = find_environment("torch")
    shutil.copytree(torch.folder, tmp_path / "torch")
    same = Environment(name="torch", folder=tmp_path / "torch")
    assert packages_digest(same, "x86_64") == packages_digest(torch, "x86_64")
    (same.folder / "debian.txt").write_text("python3-torch\npython3-yaml\n")
    assert packages_digest(same, "x86_64") != packages_digest(torch, "x86_64")


def test_an_environment_without_a_dockerfile_has_that_of_the_default() -> None:
    python, torch = find_environment("python"), find_environment("torch")
    assert torch.dockerfile("source") == python.dockerfile("source")
    assert torch.dockerfile("packages") != python.dockerfile("packages")


def test_a_base_of_packages_needs_mmdebstrap_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    class Nothing:
        def image_id(self, _tag: str) -> None:
            return None

    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(BootstrapMissing, match=r"python3-torch.*mmdebstrap"):
        ensure_base(cast("DockerClient", Nothing()), print, ("python3-torch",))
