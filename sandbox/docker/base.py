"""The base image: Python on a small Debian, from an image registry or, where none answers, from Debian's packages.

    an engine that has it already -> that
    registry answers in time      -> python:3.13-slim
    mmdebstrap on this host       -> the same Python from the mirror that the host's apt is configured with

An environment that needs Debian packages has a base of its own, which is always built from packages.

mmdebstrap only unpacks here (variant `extract`): no maintainer script runs, nothing is started, no host name is written
down in this project. What comes out is filtered on its way into the engine: no documentation, no package lists, no
set-user-id bits.
"""

import hashlib
import io
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sandbox.docker.client import DockerClient
from sandbox.docker.environment import PYTHON_VERSION
from sandbox.docker.mirror import Mirror, find_mirror
from sandbox.errors import ImageFailed, SandboxError

REGISTRY_REPOSITORY = "python"
REGISTRY_TAG = f"{PYTHON_VERSION}-slim"
OWN_REPOSITORY = "prebrief/base"
_BOOTSTRAP_SECONDS = 600.0

# A shell and coreutils are there because an official Python image has them: a solution meets the same either way.
_PACKAGES = (
    f"python{PYTHON_VERSION}",
    "base-files",
    "coreutils",
    "dash",
    "libc-bin",
    "libgcc-s1",
    "libstdc++6",
    "media-types",
    "netbase",
    "tzdata",
)
_LEFT_OUT = (
    "dev/",
    "etc/apt/",
    "usr/share/doc/",
    "usr/share/info/",
    "usr/share/locale/",
    "usr/share/man/",
    "usr/share/perl5/",
    "var/cache/",
    "var/lib/apt/",
    "var/lib/dpkg/",
    "var/log/",
)
_PASSWD = b"root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
_GROUP = b"root:x:0:\nnogroup:x:65534:\n"


class BootstrapMissing(ImageFailed):
    """No image registry answers and mmdebstrap is not installed; `prebrief doctor --fix` installs it."""


Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A base image that the engine has: the name to build from and where it came from."""

    image: str
    origin: str


_FROM_REGISTRY = Base(image=f"{REGISTRY_REPOSITORY}:{REGISTRY_TAG}", origin="an image registry")
_FROM_PACKAGES = Base(image=f"{OWN_REPOSITORY}:{PYTHON_VERSION}", origin="Debian packages")


def find_base(client: DockerClient) -> Base | None:
    """Return the base image that the engine has, if it has one."""
    return next((base for base in (_FROM_REGISTRY, _FROM_PACKAGES) if client.image_id(base.image) is not None), None)


def ensure_base(client: DockerClient, say: Say, more: tuple[str, ...] = ()) -> Base:
    """Return a base image, getting one where there is none; raises ImageFailed with what to do about it.

    `more` are Debian packages that it must have besides.
    """
    if more:
        return _ensure_own(client, say, more)
    found = find_base(client)
    if found is not None:
        return found
    try:
        say(f"asking an image registry for {_FROM_REGISTRY.image}")
        client.ask_registry(_FROM_REGISTRY.image)
        client.pull(REGISTRY_REPOSITORY, REGISTRY_TAG)
    except SandboxError as no_registry:
        say("no registry answers: building the base from Debian's packages with mmdebstrap")
        if shutil.which("mmdebstrap") is None:
            raise BootstrapMissing(
                "the base image can be had neither way: no image registry answers, and mmdebstrap is not installed. "
                f"Install it (`apt-get install mmdebstrap`) or give Docker access to a registry ({no_registry})"
            ) from no_registry
        _bootstrap(client, _FROM_PACKAGES, _PACKAGES, say)
        return _FROM_PACKAGES
    return _FROM_REGISTRY


def _ensure_own(client: DockerClient, say: Say, more: tuple[str, ...]) -> Base:
    named = hashlib.sha256("\n".join(more).encode()).hexdigest()[:12]
    base = Base(image=f"{OWN_REPOSITORY}:{PYTHON_VERSION}-{named}", origin=_FROM_PACKAGES.origin)
    if client.image_id(base.image) is None:
        if shutil.which("mmdebstrap") is None:
            raise BootstrapMissing(
                f"a base with {', '.join(more)} is built from Debian's packages, and mmdebstrap is not installed; "
                "`apt-get install mmdebstrap` or `prebrief doctor --fix` installs it"
            )
        _bootstrap(client, base, (*_PACKAGES, *more), say)
    return base


def _bootstrap(client: DockerClient, base: Base, packages: tuple[str, ...], say: Say) -> None:
    mirror = find_mirror()
    say(f"base image: Python {PYTHON_VERSION} of {mirror.suite}")
    with tempfile.TemporaryDirectory(prefix="prebrief-base-") as folder:
        whole = Path(folder, "base.tar")
        _run_mmdebstrap(mirror, packages, whole)
        with tempfile.TemporaryFile() as slim:
            slim_down(whole, slim)
            slim.seek(0)
            client.import_image(slim, OWN_REPOSITORY, base.image.rpartition(":")[2])


def _run_mmdebstrap(mirror: Mirror, packages: tuple[str, ...], target: Path) -> None:
    command = [
        "mmdebstrap",
        "--variant=extract",
        f"--include={','.join(packages)}",
        *(f"--aptopt={option}" for option in mirror.apt_options),
        mirror.suite,
        str(target),
        mirror.address,
    ]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_BOOTSTRAP_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise ImageFailed(f"mmdebstrap took over {_BOOTSTRAP_SECONDS:.0f} s; is the mirror reachable?") from late
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", errors="replace")[-2000:]
        raise ImageFailed(f"mmdebstrap could not build the base from {mirror.suite}:\n{said}")


def slim_down(whole: Path, target: IO[bytes]) -> None:
    """Copy a root file system's tar without what a box has no use for, and without set-user-id bits."""
    with (
        tarfile.open(whole, mode="r:") as source,
        tarfile.open(fileobj=target, mode="w:", format=tarfile.PAX_FORMAT) as slim,
    ):
        for member in source:
            if not is_kept(member.name):
                continue
            member.mode &= 0o1777
            slim.addfile(member, source.extractfile(member) if member.isreg() else None)
        for name, content in (("etc/passwd", _PASSWD), ("etc/group", _GROUP)):
            member = tarfile.TarInfo(f"./{name}")
            member.size, member.mode = len(content), 0o644
            slim.addfile(member, io.BytesIO(content))


def is_kept(name: str) -> bool:
    """Whether a member of the root file system goes into the base; folders themselves stay."""
    return not name.removeprefix("./").startswith(_LEFT_OUT)
