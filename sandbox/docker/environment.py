"""Environments: what a submission's Python has in it. One folder each under `environments/`, with a hash-locked list.

environments/<name>/
    requirements.in       what was asked for
    requirements.lock     what it comes to, with hashes, naming no index
    packages.Dockerfile   base and packages
    source.Dockerfile     our own sources on top
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sandbox.errors import ImageFailed

PYTHON_VERSION = "3.13"
TRIAL_MODULE = "prebrief_trial"
_ENVIRONMENTS = Path(__file__).parent / "environments"
_INSIDE = Path(__file__).with_name("inside")
_ROOT = Path(__file__).parents[2]

# What runs in the image: these and nothing else of ours. The engines stay on the host.
_SOURCE_FOLDERS = (Path("sandbox"), Path("runner/judge"), Path("runner/model"))
_SOURCE_FILES = (Path("runner/__init__.py"),)
_HOST_ONLY = (Path("sandbox/docker"), Path("sandbox/local"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """One environment's folder."""

    name: str
    folder: Path

    @property
    def lock(self) -> Path:
        """The hash-locked list of packages."""
        return self.folder / "requirements.lock"

    def dockerfile(self, half: str) -> Path:
        """Return the Dockerfile of one half: "packages" or "source"."""
        return self.folder / f"{half}.Dockerfile"


def find_environment(name: str) -> Environment:
    """Find an environment by its name; raises ImageFailed where there is none."""
    known = sorted(path.name for path in _ENVIRONMENTS.iterdir() if path.is_dir())
    if name not in known:
        raise ImageFailed(f"there is no environment {name!r}; there are: {', '.join(known)}")
    return Environment(name=name, folder=_ENVIRONMENTS / name)


def packages_files(environment: Environment) -> tuple[tuple[str, Path], ...]:
    """List what, beside the packages themselves, goes into the packages image: (name in the build context, file)."""
    return (("Dockerfile", environment.dockerfile("packages")), ("tidy.py", _INSIDE / "tidy.py"))


def source_files(environment: Environment, more: tuple[Path, ...] = ()) -> tuple[tuple[str, Path], ...]:
    """List what goes into the source image: (name in the build context, file), in a fixed order.

    `more` are folders that are copied beside our own under their own names (a test's workers and guests).
    """
    paths = [path.relative_to(_ROOT) for folder in _SOURCE_FOLDERS for path in (_ROOT / folder).rglob("*.py")]
    ours = [path for path in paths if not any(path.is_relative_to(folder) for folder in _HOST_ONLY)]
    named = sorted((f"source/{path.as_posix()}", _ROOT / path) for path in (*ours, *_SOURCE_FILES))
    added = sorted(
        (f"source/{folder.name}/{path.relative_to(folder).as_posix()}", path)
        for folder in more
        for path in folder.rglob("*.py")
    )
    trial = (f"source/{TRIAL_MODULE}.py", _INSIDE / "trial.py")
    return (("Dockerfile", environment.dockerfile("source")), trial, *named, *added)


def packages_digest(environment: Environment, architecture: str) -> str:
    """Hash everything that decides what is in the packages image."""
    files = (("requirements.lock", environment.lock), *packages_files(environment))
    return _digest((PYTHON_VERSION, architecture), files)


def source_digest(environment: Environment, packages: str, more: tuple[Path, ...] = ()) -> str:
    """Hash everything that decides what is in the source image; `packages` is the other half's digest."""
    return _digest((packages,), source_files(environment, more))


def _digest(words: tuple[str, ...], files: tuple[tuple[str, Path], ...]) -> str:
    """Hash names and contents, each with its length in front, so that nothing can slide from one to the next."""
    whole = hashlib.sha256()
    for word in words:
        _add(whole, word.encode())
    for name, path in files:
        _add(whole, name.encode())
        _add(whole, path.read_bytes())
    return whole.hexdigest()[:24]


def _add(whole: "hashlib._Hash", data: bytes) -> None:
    whole.update(len(data).to_bytes(8, "big"))
    whole.update(data)
