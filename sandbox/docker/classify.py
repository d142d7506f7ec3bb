"""What a failed call to the engine means: one pure function over what the engine or the socket said.

    OSError, requests or SDK error --> (status, text) --> classify --> Fault --> client.py: exception and remedy

The texts are those that Docker really prints (tests/sandbox/docker/test_classify.py keeps them). They come from the
engine alone: nothing that a container wrote is ever part of them. The status decides where it can; the text is
looked at only where one status has several meanings.
"""

from enum import StrEnum


class Fault(StrEnum):
    """Why a call to the engine failed."""

    NOT_RUNNING = "not_running"  # no socket, or nobody listens on it
    NOT_PERMITTED = "not_permitted"  # the socket is there, and not for this user
    TIMED_OUT = "timed_out"  # it took the call and did not answer in time
    CUT_OFF = "cut_off"  # it went away in the middle of the call
    NO_SUCH_IMAGE = "no_such_image"
    NOT_FOUND = "not_found"  # a container or a volume that is not there (any more)
    CONFLICT = "conflict"  # in use, name taken, or its removal is under way
    DISK_FULL = "disk_full"
    REGISTRY = "registry"  # the engine answers, the image registry does not
    UNKNOWN_RUNTIME = "unknown_runtime"  # `runsc` or another runtime that the engine does not know
    REJECTED = "rejected"  # it refuses what was asked (400)
    OTHER = "other"


# Looked for in order, in lower case; the first that occurs decides.
_CONNECTION_WORDS: tuple[tuple[str, Fault], ...] = (
    ("permissionerror", Fault.NOT_PERMITTED),
    ("permission denied", Fault.NOT_PERMITTED),
    ("filenotfounderror", Fault.NOT_RUNNING),
    ("connectionrefusederror", Fault.NOT_RUNNING),
    ("connection refused", Fault.NOT_RUNNING),
    ("failed to establish a new connection", Fault.NOT_RUNNING),
    ("failed to resolve", Fault.NOT_RUNNING),
    ("timed out", Fault.TIMED_OUT),
    ("timeout", Fault.TIMED_OUT),
    ("connectionreseterror", Fault.CUT_OFF),
    ("connection reset", Fault.CUT_OFF),
    ("brokenpipeerror", Fault.CUT_OFF),
    ("remotedisconnected", Fault.CUT_OFF),
    ("connection aborted", Fault.CUT_OFF),
    ("connection broken", Fault.CUT_OFF),
)
_ENGINE_WORDS: tuple[tuple[str, Fault], ...] = (
    ("no space left on device", Fault.DISK_FULL),
    ("no such image", Fault.NO_SUCH_IMAGE),
    ("unknown runtime specified", Fault.UNKNOWN_RUNTIME),
    ("/v2/", Fault.REGISTRY),
    ("manifest unknown", Fault.REGISTRY),
    ("manifest for", Fault.REGISTRY),
    ("pull access denied", Fault.REGISTRY),
    ("toomanyrequests", Fault.REGISTRY),
)
_STATUS: dict[int, Fault] = {400: Fault.REJECTED, 404: Fault.NOT_FOUND, 409: Fault.CONFLICT}


def classify(said: str, *, status: int | None) -> Fault:
    """Say what a failure means; `status` is the HTTP status of the engine's answer, None where it gave none."""
    words = _CONNECTION_WORDS if status is None else _ENGINE_WORDS
    text = said.lower()
    for word, fault in words:
        if word in text:
            return fault
    return Fault.OTHER if status is None else _STATUS.get(status, Fault.OTHER)
