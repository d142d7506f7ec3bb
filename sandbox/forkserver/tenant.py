"""Who a forked child is: its process, its user id, its folder."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A guest's or worker's user id, and the reserved one from which it is killed; both None without --uids."""

    uid: int | None
    keeper_uid: int | None
    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """A living guest or worker."""

    pid: int
    identity: Identity


class Identities:
    """Hands out identities, each once: RLIMIT_NPROC counts by user id, and files are told apart by it."""

    def __init__(self, *, uids: tuple[int, int] | None, home: Path, most: int | None) -> None:
        self._uids = uids
        self._home = home
        self._most = most if uids is None else min(uids[1], most or uids[1])
        self._given = 0

    def take(self) -> Identity | None:
        """Return one that nobody had, None when there are no more."""
        if self._most is not None and self._given >= self._most:
            return None
        self._given += 1
        folder = self._home / f"guest-{self._given}"
        if self._uids is None:
            return Identity(uid=None, keeper_uid=None, folder=folder)
        first = self._uids[0]
        return Identity(uid=first + self._given - 1, keeper_uid=first - 1, folder=folder)


def become(uid: int) -> None:
    """Take a user id (and the group of the same number) for good; needs SETUID and SETGID only."""
    os.setgroups(())
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def become_keeper_of(uid: int, keeper_uid: int) -> None:
    """Take a guest's user id as the effective one alone: we may signal it and remove its files, it may not signal us.

    A signal's permission looks at the target's real and saved ids. Those are the keeper's, which no guest ever has.
    """
    os.setgroups(())
    os.setresgid(keeper_uid, uid, keeper_uid)
    os.setresuid(keeper_uid, uid, keeper_uid)
