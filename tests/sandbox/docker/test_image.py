import io
import tarfile
from pathlib import Path

import pytest

from sandbox.docker.environment import find_environment, packages_digest, source_contents, source_digest
from sandbox.docker.image import write_context
from sandbox.docker.packages import platforms
from sandbox.errors import ImageFailed

_LOCK_NAMES_HOSTS = ("://", "--index", "--find-links", "--extra-index")


def test_an_unknown_environment_is_named_with_those_there_are() -> None:
    with pytest.raises(ImageFailed, match=r"'ruby'; there are: .*python"):
        find_environment("ruby")


def test_one_changed_byte_of_a_source_makes_another_image(tmp_path: Path) -> None:
    environment = find_environment("python")
    source = tmp_path / "extra" / "module.py"
    source.parent.mkdir()
    source.write_text("x = 1\n")
    before = source_contents(environment, (source.parent,))
    source.write_text("x = 2\n")
    after = source_contents(environment, (source.parent,))
    assert source_digest("packages", before) != source_digest("packages", after)
    assert source_digest("other packages", after) != source_digest("packages", after)


def test_architectures_have_images_of_their_own() -> None:
    environment = find_environment("python")
    assert packages_digest(environment, "x86_64") != packages_digest(environment, "aarch64")
    assert "manylinux_2_28_aarch64" in platforms("aarch64")


def test_engines_and_tests_do_not_go_into_the_image() -> None:
    names = {name for name, _ in source_contents(find_environment("python"))}
    assert "source/sandbox/forkserver/__main__.py" in names
    assert "source/runner/__init__.py" in names
    assert not [name for name in names if "/docker/" in name or "/local/" in name or "/cli/" in name]


def test_a_context_does_not_depend_on_dates_owners_or_caches(tmp_path: Path) -> None:
    folder = tmp_path / "code"
    (folder / "__pycache__").mkdir(parents=True)
    (folder / "__pycache__" / "a.pyc").write_bytes(b"cache")
    (folder / "a.py").write_text("1")
    (folder / "a.py").chmod(0o600)
    context = io.BytesIO()
    write_context((("Dockerfile", b"FROM x"),), folder, context)
    context.seek(0)
    with tarfile.open(fileobj=context) as archive:
        members = {member.name: (member.uid, member.mtime, member.mode) for member in archive}
    assert members == {"Dockerfile": (0, 0, 0o644), "code": (0, 0, 0o755), "code/a.py": (0, 0, 0o644)}


def test_locks_name_no_index() -> None:
    root = Path(__file__).parents[3]
    for lock in (find_environment("python").lock, root / "requirements" / "dev.txt"):
        text = lock.read_text()
        assert not [word for word in _LOCK_NAMES_HOSTS if word in text]
        wanted = [line for line in text.splitlines() if line and line[0].isalnum()]
        assert all("==" in line and line.endswith("\\") for line in wanted), "every package is pinned and hashed"
