"""The packages of an environment, resolved on the host for the image's Python and architecture.

The host's pip does it, with whatever index it is configured to use; the hashes in the lock decide what is taken. So
the image is built without network, and a Python of another version on the host does not matter.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from sandbox.docker.environment import PYTHON_VERSION, Environment
from sandbox.errors import ImageFailed

_INSTALL_SECONDS = 900.0
_ABI = f"cp{PYTHON_VERSION.replace('.', '')}"
_GLIBC_MINORS = range(41, 16, -1)  # both bases are Debian trixie with glibc 2.41; 2.17 is the oldest that wheels name


def install_packages(environment: Environment, architecture: str, target: Path) -> None:
    """Unpack the environment's packages into `target`; raises ImageFailed with what pip said."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
        "--no-compile",
        "--no-deps",
        "--only-binary=:all:",
        "--require-hashes",
        "--ignore-requires-python",  # an older pip asks about the Python it runs in; the lock is for the image's
        f"--target={target}",
        f"--python-version={PYTHON_VERSION}",
        "--implementation=cp",
        f"--abi={_ABI}",
        "--abi=abi3",
        "--abi=none",
        *(f"--platform={platform}" for platform in platforms(architecture)),
        f"--requirement={environment.lock}",
    ]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_INSTALL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise ImageFailed(f"pip did not end within {_INSTALL_SECONDS:.0f} s; is its index reachable?") from late
    if done.returncode != 0:
        said = (done.stderr + done.stdout).decode("utf-8", errors="replace")[-2000:]
        raise ImageFailed(f"pip could not get the packages of environment {environment.name!r}:\n{said}")
    shutil.rmtree(target / "bin", ignore_errors=True)  # their commands name the host's Python


def platforms(architecture: str) -> tuple[str, ...]:
    """List the wheel platforms that fit the image, best first; `architecture` as the kernel calls it."""
    return (
        *(f"manylinux_2_{minor}_{architecture}" for minor in _GLIBC_MINORS),
        f"manylinux2014_{architecture}",
        "any",
    )
