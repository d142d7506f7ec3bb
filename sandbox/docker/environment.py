"""Environments: what a submission's Python has in it. One folder each under `environments/`, with a hash-locked list.

environments/<name>/
    requirements.in       what was asked for
    requirements.lock     what it comes to, with hashes, naming no index
    debian.txt            Debian packages that its base has besides (torch: there is a CPU build among them)
    packages.Dockerfile   base and packages
    source.Dockerfile     our own sources on top; where a folder has none, it is that of `python`
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sandbox.errors import ImageFailed

PYTHON_VERSION = "3.13"
DEFAULT = "python"
TRIAL_MODULE = "prebrief_trial"
_ENVIRONMENTS = Path(__file__).parent / "environments"
_INSIDE = Path(__file__).with_name("inside")
_ROOT = Path(__file__).parents[2]

# What runs in the image: these and nothing else of ours. The engines stay on the host.
_SOURCE_FOLDERS = (Path("sandbox"), Path("runner/judge"), Path("runner/model"))
_SOURCE_FILES = (Path("runner/__init__.py"),)
_HOST_ONLY = (Path("sandbox/docker"), Path("sandbox/local"))

Contents = tuple[tuple[str, bytes], ...]  # (name in the build context, what is in it)


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """One environment's folder."""

    name: str
    folder: Path

    @property
    def lock(self) -> Path:
        """The hash-locked list of packages."""
        return self.folder / "requirements.lock"

    @property
    def debian_packages(self) -> tuple[str, ...]:
        """The Debian packages that its base has besides; where there are any, the base is built from packages."""
        try:
            lines = (self.folder / "debian.txt").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return ()
        return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))

    def dockerfile(self, half: str) -> Path:
        """Return the Dockerfile of one half: "packages" or "source"."""
        own = self.folder / f"{half}.Dockerfile"
        return own if own.exists() else _ENVIRONMENTS / DEFAULT / own.name


def find_environment(name: str) -> Environment:
    """Find an environment by its name; raises ImageFailed where there is none."""
    known = sorted(path.name for path in _ENVIRONMENTS.iterdir() if path.is_dir())
    if name not in known:
        raise ImageFailed(f"there is no environment {name!r}; there are: {', '.join(known)}")
    return Environment(name=name, folder=_ENVIRONMENTS / name)


def packages_contents(environment: Environment) -> Contents:
    """Read what, beside the packages themselves, goes into the packages image."""
    files = (("Dockerfile", environment.dockerfile("packages")), ("tidy.py", _INSIDE / "tidy.py"))
    return tuple((name, path.read_bytes()) for name, path in files)


def source_contents(environment: Environment, more: tuple[Path, ...] = ()) -> Contents:
    """Read what goes into the source image, in a fixed order.

    Read once, hashed and built from the same bytes: a file that is saved meanwhile cannot make an image that is not
    what its tag says. `more` are folders that are copied beside our own under their own names (a test's guests).
    """
    files = {f"source/{path.relative_to(_ROOT).as_posix()}": path for path in _our_sources()}
    files |= {
        f"source/{folder.name}/{path.relative_to(folder).as_posix()}": path
        for folder in more
        for path in folder.rglob("*.py")
    }
    files |= {"Dockerfile": environment.dockerfile("source"), f"source/{TRIAL_MODULE}.py": _INSIDE / "trial.py"}
    return tuple((name, path.read_bytes()) for name, path in sorted(files.items()))


def packages_digest(environment: Environment, architecture: str) -> str:
    """Hash everything that decides what is in the packages image."""
    lock = ("requirements.lock", environment.lock.read_bytes())
    words = (PYTHON_VERSION, architecture, *environment.debian_packages)
    return _digest(words, (lock, *packages_contents(environment)))


def source_digest(packages: str, contents: Contents) -> str:
    """Hash everything that decides what is in the source image; `packages` is the other half's digest."""
    return _digest((packages,), contents)


def _our_sources() -> list[Path]:
    paths = [path for folder in _SOURCE_FOLDERS for path in (_ROOT / folder).rglob("*.py")]
    ours = [path for path in paths if not any(path.is_relative_to(_ROOT / folder) for folder in _HOST_ONLY)]
    return [*ours, *(_ROOT / file for file in _SOURCE_FILES)]


def _digest(words: tuple[str, ...], contents: Contents) -> str:
    """Hash names and contents, each with its length in front, so that nothing can slide from one to the next."""
    whole = hashlib.sha256()
    named = [part for name, data in contents for part in (name.encode(), data)]
    for part in (*(word.encode() for word in words), *named):
        whole.update(len(part).to_bytes(8, "big"))
        whole.update(part)
    return whole.hexdigest()[:24]
