"""Images of earlier sources go, and nothing else: on the real engine, in repositories of the tests' own."""

import io
import os
import secrets
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sandbox.docker import DockerClient, Level, environment, image
from sandbox.docker.answers import StoredImage
from sandbox.docker.image import Wanted, ensure_image, repositories
from sandbox.docker.outdated import KEPT, Claim, find_outdated, is_claimed, outdated, remove_outdated
from sandbox.docker.preflight import older_images
from sandbox.errors import SandboxError

Make = Callable[..., str]
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def client() -> Iterator[DockerClient]:
    client = DockerClient()
    yield client
    client.close()


@pytest.fixture
def repository() -> str:
    return f"prebrief-test-{secrets.token_hex(6)}/python"


@pytest.fixture
def make(client: DockerClient, repository: str) -> Iterator[Make]:
    """Return a function that imports an image of a few bytes under a tag; what is left in the end is removed."""
    made = []

    def make(tag: str, *, repository: str = repository, size: int = 1) -> str:
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w:") as tar:
            data = f"{repository}:{tag}".encode().ljust(size, b"x")
            member = tarfile.TarInfo("file")
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
        archive.seek(0)
        client.import_image(archive, repository, tag)
        made.append(f"{repository}:{tag}")
        return made[-1]

    yield make
    for tag in made:
        with suppress(SandboxError):
            client.remove_image(tag)


def there(client: DockerClient, tags: list[str]) -> list[bool]:
    return [client.image_id(tag) is not None for tag in tags]


def stored(*names: str) -> list[StoredImage]:
    """Images, the first one the oldest."""
    return [
        StoredImage(tag=f"r:{name}", id=f"id-{name}", created=START + timedelta(seconds=number), own_bytes=1)
        for number, name in enumerate(names)
    ]


def test_all_but_the_newest_two_are_outdated_unless_used_or_kept() -> None:
    images = stored("a", "b", "c", "d", "e")
    assert [it.tag for it in outdated(images, used=())] == ["r:c", "r:b", "r:a"]
    assert [it.tag for it in outdated(reversed(images), used={"id-b"}, kept={"r:c"})] == ["r:a"]
    assert outdated(images[:KEPT], used=()) == ()


@pytest.mark.docker
def test_old_tags_are_removed_and_the_newest_two_stay(client: DockerClient, repository: str, make: Make) -> None:
    tags = [make(f"t{number}") for number in range(5)]
    assert sorted(remove_outdated(client, repository)) == tags[:3]
    assert there(client, tags) == [False, False, False, True, True]
    assert remove_outdated(client, repository) == ()


@pytest.mark.docker
def test_the_one_that_was_just_asked_for_stays_however_old(client: DockerClient, repository: str, make: Make) -> None:
    tags = [make(f"t{number}") for number in range(4)]
    assert remove_outdated(client, repository, kept=(tags[0],)) == (tags[1],)
    assert there(client, tags) == [True, False, True, True]


@pytest.mark.docker
def test_what_a_container_was_made_of_stays_also_where_it_does_not_run(
    client: DockerClient, repository: str, make: Make
) -> None:
    tags = [make(f"t{number}") for number in range(4)]
    container = f"prebrief-test-{secrets.token_hex(6)}"
    client.create(container, {"Image": client.image_id(tags[0]), "Cmd": ["none"], "Labels": {"prebrief.test": "1"}})
    try:
        assert remove_outdated(client, repository) == (tags[1],)
        assert there(client, tags) == [True, False, True, True]
    finally:
        client.remove(container)
    assert remove_outdated(client, repository) == (tags[0],)


@pytest.mark.docker
def test_other_repositories_are_not_touched(client: DockerClient, repository: str, make: Make) -> None:
    others = [f"{repository}-packages", f"{repository}/below", repository.replace("/python", "")]
    foreign = [make(f"t{number}", repository=other) for other in others for number in range(3)]
    tags = [make(f"t{number}") for number in range(3)]
    client.tag(tags[0], others[0], "also")
    foreign.append(f"{others[0]}:also")
    assert remove_outdated(client, repository) == (tags[0],)
    assert all(there(client, foreign)), "a tag goes; an image that has another one does not"
    client.remove_image(foreign[-1])


@pytest.mark.docker
def test_what_another_run_claims_stays_until_that_run_is_over(
    client: DockerClient, repository: str, make: Make
) -> None:
    tags = [make(f"t{number}") for number in range(3)]
    claim = "import sys; from sandbox.docker.outdated import Claim; c = Claim(sys.argv[1]); print(flush=True); input()"
    run = subprocess.Popen(
        [sys.executable, "-c", claim, tags[0]],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert run.stdout is not None
    run.stdout.readline()
    assert is_claimed(tags[0])
    assert remove_outdated(client, repository) == ()
    run.kill()
    run.communicate()
    assert remove_outdated(client, repository) == (tags[0],)


@pytest.mark.docker
def test_each_image_that_is_built_takes_the_place_of_an_old_one(
    client: DockerClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An environment of the test's own, built as the shipped one is, but for its packages: it has none."""
    name = f"test-{secrets.token_hex(6)}"
    folder = tmp_path / "environments" / name
    folder.mkdir(parents=True)
    (folder / "requirements.lock").write_text("")
    for half in ("packages", "source"):
        (folder / f"{half}.Dockerfile").write_text(f"ARG BASE\nFROM ${{BASE}}\nCOPY {half} /{half}\n")
    monkeypatch.setattr(environment, "_ENVIRONMENTS", folder.parent)
    monkeypatch.setattr(image, "install_packages", lambda _environment, _architecture, target: target.mkdir())
    wanted = Wanted(environment=name, architecture=client.facts().architecture, more_sources=(tmp_path / "code",))
    (tmp_path / "code").mkdir()
    tags = []
    try:
        for number in range(4):
            (tmp_path / "code" / "module.py").write_text(f"x = {number}\n")
            tags.append(ensure_image(client, wanted, lambda _line: None).tag)
            assert ensure_image(client, wanted, lambda _line: None).tag == tags[-1]
        assert there(client, tags) == [False, False, True, True]
    finally:
        for repository in repositories(name):
            for left in client.images(repository):
                client.remove_image(left.tag)


@pytest.mark.docker
def test_doctor_says_what_older_images_take(client: DockerClient, repository: str, make: Make) -> None:
    make("t0", size=3 << 20)
    make("t1", size=2 << 20)
    assert older_images(client, (repository,)) == []
    make("t2")
    make("t3")
    (finding,) = older_images(client, (repository,))
    assert finding.level is Level.NOTE
    assert finding.found.startswith("2, 5 MiB of their own")
    assert len(find_outdated(client, repository)) == 2


def test_without_an_engine_nothing_is_removed_and_nothing_raised(tmp_path) -> None:
    client = DockerClient(host=f"unix://{tmp_path}/none.sock")
    assert remove_outdated(client, "prebrief-test/none") == ()


def test_a_claim_ends_when_it_is_closed(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    claims = [Claim("a/b:c"), Claim("a/b:c")]
    for claim in claims:
        assert is_claimed("a/b:c")
        claim.close()
    assert not is_claimed("a/b:c")
    assert not is_claimed("a/b:other")
