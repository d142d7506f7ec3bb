"""Strings that Docker 20.10 and its SDK printed, kept as they were (registry and path names apart)."""

import pytest

from sandbox.docker.classify import Fault, classify

_SDK = 'DockerException("Error while fetching server API version: {}")'

_NO_ANSWER = [
    ("FileNotFoundError(2, 'No such file or directory')", Fault.NOT_RUNNING),
    ("('Connection aborted.', FileNotFoundError(2, 'No such file or directory'))", Fault.NOT_RUNNING),
    ("('Connection aborted.', ConnectionRefusedError(111, 'Connection refused'))", Fault.NOT_RUNNING),
    ("NewConnectionError('Failed to establish a new connection: [Errno 111] Connection refused')", Fault.NOT_RUNNING),
    ("('Connection aborted.', PermissionError(13, 'Permission denied'))", Fault.NOT_PERMITTED),
    ("UnixHTTPConnectionPool(host='localhost', port=None): Read timed out. (read timeout=1)", Fault.TIMED_OUT),
    ("('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))", Fault.CUT_OFF),
    (
        "('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))",
        Fault.CUT_OFF,
    ),
]
_ANSWERS = [
    (404, "No such container: nonesuch", Fault.NOT_FOUND),
    (404, "No such image: nonesuch:x", Fault.NO_SUCH_IMAGE),
    (404, "no such image: nonesuch:x: No such image: nonesuch:x", Fault.NO_SUCH_IMAGE),
    (404, "get nonesuch: no such volume", Fault.NOT_FOUND),
    (
        409,
        'Conflict. The container name "/a" is already in use by container "ab97f4e90e06".',
        Fault.CONFLICT,
    ),
    (409, "remove somevolume: volume is in use - [ab97f4e90e06]", Fault.CONFLICT),
    (409, "removal of container ab97f4e90e06 is already in progress", Fault.CONFLICT),
    (400, "Minimum memory limit allowed is 6MB", Fault.REJECTED),
    (400, "Unknown runtime specified runsc", Fault.UNKNOWN_RUNTIME),
    (
        400,
        'runc create failed: unable to start container process: exec: "x": executable file not found in $PATH: unknown',
        Fault.REJECTED,
    ),
    (
        500,
        'Get "https://registry.example/v2/": dial tcp: lookup registry.example on 192.0.2.53:53: no such host',
        Fault.REGISTRY,
    ),
    (500, 'Get "http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused', Fault.REGISTRY),
    (500, "mkdir /var/lib/docker/overlay2/x: no space left on device", Fault.DISK_FULL),
    (500, "something nobody has seen", Fault.OTHER),
]


@pytest.mark.parametrize(("said", "fault"), _NO_ANSWER)
def test_where_no_answer_came_the_error_under_it_decides(said: str, fault: Fault) -> None:
    assert classify(said, status=None) is fault
    assert classify(_SDK.format(said), status=None) is fault


@pytest.mark.parametrize(("status", "said", "fault"), _ANSWERS)
def test_where_an_answer_came_status_and_words_decide(status: int, said: str, fault: Fault) -> None:
    assert classify(said, status=status) is fault


def test_a_refused_connection_of_the_engine_to_a_registry_is_not_an_engine_that_is_down() -> None:
    said = 'Get "http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused'
    assert classify(said, status=500) is not Fault.NOT_RUNNING
