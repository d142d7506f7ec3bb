"""User ids: who may signal whom, and that each is given once. The kernel is asked, not the code."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from sandbox.forkserver.tenant import Identities, become, become_keeper_of

needs_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can take another user id; tested in containers too")
GUEST, KEEPER = 190_001, 190_000


def forked(action) -> int:
    """Fork a child that does this and says how it went: 0, or 1 for a PermissionError."""
    pid = os.fork()
    if pid == 0:
        status = 2
        try:
            action()
            status = 0
        except PermissionError:
            status = 1
        finally:
            os._exit(status)
    return pid


def sleeper(identity) -> int:
    """Fork a child that takes an identity and waits; returns once it has."""
    told, tell = os.pipe()

    def wait() -> None:
        identity()
        os.close(tell)
        os.close(told)
        signal.pause()

    pid = forked(wait)
    os.close(tell)
    assert os.read(told, 1) == b""
    os.close(told)
    return pid


def outcome(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@needs_root
def test_a_keeper_may_kill_its_guest_and_not_the_other_way_round():
    guest = sleeper(lambda: become(GUEST))
    keeper = sleeper(lambda: become_keeper_of(GUEST, KEEPER))

    def as_guest() -> None:
        become(GUEST)
        os.kill(keeper, signal.SIGKILL)

    def as_keeper() -> None:
        become_keeper_of(GUEST, KEEPER)
        os.kill(guest, signal.SIGKILL)

    outcomes = [outcome(forked(as_guest)), outcome(forked(as_keeper))]
    os.kill(keeper, signal.SIGTERM)
    os.kill(guest, signal.SIGTERM)
    assert outcomes == [1, 0]
    assert outcome(keeper) == -signal.SIGTERM, "the guest's SIGKILL did not reach it"
    assert outcome(guest) == -signal.SIGKILL


@needs_root
def test_a_guest_cannot_become_root_again():
    for back in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.setgroups([0]), lambda: os.setresuid(0, 0, 0)):

        def try_it(back=back) -> None:
            become(GUEST)
            back()

        assert outcome(forked(try_it)) == 1


def test_each_identity_is_given_once_and_the_keepers_never():
    identities = Identities(uids=(1000, 3), home=Path("/tmp"), most=None)
    given = [identities.take() for _ in range(4)]
    assert [identity and identity.uid for identity in given] == [1000, 1001, 1002, None]
    assert {identity.keeper_uid for identity in given if identity} == {999}
    assert len({identity.folder for identity in given if identity}) == 3


def test_a_bound_holds_with_and_without_uids():
    for uids in (None, (1000, 50)):
        identities = Identities(uids=uids, home=Path("/tmp"), most=2)
        assert [identities.take() is None for _ in range(3)] == [False, False, True]


def test_without_uids_there_is_no_end():
    identities = Identities(uids=None, home=Path("/tmp"), most=None)
    assert all(identities.take() is not None for _ in range(100))
