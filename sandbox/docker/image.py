"""The sandbox images: found by a hash of everything that goes in, built where they are missing.

    base (python:3.13-slim, or prebrief/base from Debian's packages)
      `- prebrief/<environment>-packages:<hash of lock, Dockerfile, tidy.py, Python, architecture>     slow, seldom
           `- prebrief/<environment>:<hash of the above and of our sources>                            a second or two

A change of our sources makes another tag, so what runs is always what is on disk, and old tags go (outdated.py). Two
runs that build at once wait for each other on a file lock.
"""

import fcntl
import io
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sandbox.docker.base import ensure_base
from sandbox.docker.client import DockerClient
from sandbox.docker.environment import (
    Contents,
    Environment,
    find_environment,
    packages_contents,
    packages_digest,
    source_contents,
    source_digest,
)
from sandbox.docker.outdated import remove_outdated
from sandbox.docker.packages import install_packages
from sandbox.docker.state import opened_lock, state_folder
from sandbox.errors import ImageFailed

_LABEL = "prebrief.image"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """An image that the engine has: `tag` to start from, `digest` ("sha256:...") that says exactly what it is."""

    tag: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which image: the environment's name, the architecture as the kernel calls it, more folders of sources."""

    environment: str
    architecture: str
    more_sources: tuple[Path, ...] = ()


def find_image(client: DockerClient, wanted: Wanted) -> Image | None:
    """Return the environment's image for our sources as they are now, None where it has to be built."""
    tag, _ = _source(wanted)
    digest = client.image_id(tag)
    return None if digest is None else Image(tag=tag, digest=digest)


def ensure_image(client: DockerClient, wanted: Wanted, say: Say) -> Image:
    """Return the environment's image, building what is missing; `say` gets a line before each slow step."""
    found = find_image(client, wanted)
    if found is not None:
        return found
    with _one_builder():
        tag, contents = _source(wanted)
        if client.image_id(tag) is None:
            environment = find_environment(wanted.environment)
            packages = _ensure_packages(client, environment, wanted.architecture, say)
            say(f"building the image {tag}")
            _build(client, tag, packages, contents)
            for kept in (tag, packages):
                remove_outdated(client, repository_of(kept), kept=(kept,))
        digest = client.image_id(tag)
    if digest is None:
        raise ImageFailed(f"image {tag} was built and is not there; does something remove images on this engine?")
    return Image(tag=tag, digest=digest)


def repositories(environment: str) -> tuple[str, ...]:
    """Return where an environment's images are found, those of other sources among them."""
    return f"prebrief/{environment}", f"prebrief/{environment}-packages"


def repository_of(tag: str) -> str:
    """Return a tag's repository."""
    return tag.rpartition(":")[0]


def _ensure_packages(client: DockerClient, environment: Environment, architecture: str, say: Say) -> str:
    tag = _packages_tag(environment, architecture)
    if client.image_id(tag) is not None:
        return tag
    base = ensure_base(client, say, environment.debian_packages)
    say(f"building the image {tag} on {base.image} (from {base.origin})")
    with tempfile.TemporaryDirectory(prefix="prebrief-packages-") as folder:
        target = Path(folder, "packages")
        install_packages(environment, architecture, target)
        _build(client, tag, base.image, packages_contents(environment), target)
    return tag


def _build(client: DockerClient, tag: str, base: str, contents: Contents, folder: Path | None = None) -> None:
    with tempfile.TemporaryFile() as context:
        write_context(contents, folder, context)
        context.seek(0)
        client.build(context, tag, arguments={"BASE": base}, labels={_LABEL: tag})


def write_context(contents: Contents, folder: Path | None, target: IO[bytes]) -> None:
    """Write a build context: contents, and a folder under its own name; nothing of this machine's dates and owners."""
    with tarfile.open(fileobj=target, mode="w:", format=tarfile.PAX_FORMAT) as archive:
        for name, data in contents:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        if folder is not None:
            archive.add(folder, arcname=folder.name, filter=_plain)


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    if "__pycache__" in Path(member.name).parts:
        return None
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mtime = 0
    member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
    return member


def _packages_tag(environment: Environment, architecture: str) -> str:
    return f"prebrief/{environment.name}-packages:{packages_digest(environment, architecture)}"


def _source(wanted: Wanted) -> tuple[str, Contents]:
    """Read our sources; returns the tag that says what they are, and them."""
    environment = find_environment(wanted.environment)
    contents = source_contents(environment, wanted.more_sources)
    digest = source_digest(packages_digest(environment, wanted.architecture), contents)
    return f"prebrief/{environment.name}:{digest}", contents


@contextmanager
def _one_builder() -> Iterator[None]:
    """Let one run of this user build at a time; the lock goes with the process, however it ends."""
    with io.FileIO(opened_lock(state_folder() / "build.lock"), "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
