"""Which package mirror this host's apt uses, and which suite of it has the Python that boxes have.

The project names no mirror: a company's own one, a proxy, a frozen snapshot are used as apt is configured to.
"""

import platform
import subprocess
from dataclasses import dataclass

from sandbox.errors import ImageFailed

_ASK_SECONDS = 60.0

# The release of each family whose Python is that of environment.py.
_SUITES = {"debian": "trixie", "ubuntu": "questing"}
# Settings of the host's apt that a bootstrap needs too; it starts with none otherwise.
_PASSED_ON = ("Acquire::http", "Acquire::https", "Acquire::Check-Valid-Until", "Acquire::Check-Date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """Where packages come from: an address for apt, the suite, and apt options in apt.conf's syntax."""

    address: str
    suite: str
    apt_options: tuple[str, ...] = ()


def find_mirror() -> Mirror:
    """Read the mirror from the host's apt; raises ImageFailed where this host is no Debian or Ubuntu."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        release = {}
    family = release.get("ID", "")
    if family not in _SUITES:
        raise ImageFailed(
            "the base image can be built from packages on Debian and Ubuntu only; give Docker access to a registry"
        )
    listed = _ask(["apt-get", "indextargets", "--format", "$(RELEASE)|$(COMPONENT)|$(CREATED_BY)|$(REPO_URI)"])
    address = choose_address(listed, release.get("VERSION_CODENAME", ""))
    if address is None:
        raise ImageFailed("apt has no package source for this release; see /etc/apt/sources.list.d")
    return Mirror(address=address, suite=_SUITES[family], apt_options=passed_on(_ask(["apt-config", "dump"])))


def choose_address(listed: str, codename: str) -> str | None:
    """Pick, from apt's list of index targets, the repository of the host's own release."""
    rows = [line.split("|", 3) for line in listed.splitlines() if line.count("|") >= 3]
    mains = [uri for release, part, kind, uri in rows if part == "main" and kind == "Packages" and release == codename]
    return mains[0] if mains else None


def passed_on(dump: str) -> tuple[str, ...]:
    """Pick, from apt's settings, those about reaching a mirror."""
    lines = (line.strip().removesuffix(";") for line in dump.splitlines())
    return tuple(line for line in lines if line.startswith(_PASSED_ON) and not line.endswith('""'))


def _ask(command: list[str]) -> str:
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_ASK_SECONDS, check=True, text=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise ImageFailed(f"could not ask apt about its package sources: {' '.join(command[:2])} failed") from error
    return done.stdout
