"""The seccomp profile of every container: the calls of `calls.py`, and everything else is refused.

Docker's own profile is a list for every program there is. It leaves open what leaks between the guests of one box or
hides memory from its limits (System V and POSIX IPC, memfd), and most of what the kernel has been attacked through.
What is not named fails with EPERM; a few calls that C libraries try first fail with ENOSYS, which is how they know
that they must take their older way. 32-bit calls are refused as a whole: no `subArchitectures`.
"""

import json
from collections.abc import Iterator

from sandbox.docker.calls import CHOICES, GROUPS, NOT_THERE, Choice

_EPERM = 1
_ENOSYS = 38
_ARCHITECTURES = ("SCMP_ARCH_X86_64", "SCMP_ARCH_AARCH64")


def profile() -> str:
    """Return the profile as the JSON text that goes into a container's security options."""
    names = [name for group in GROUPS for name in group]
    return json.dumps(
        {
            "defaultAction": "SCMP_ACT_ERRNO",
            "defaultErrnoRet": _EPERM,
            "archMap": [{"architecture": name, "subArchitectures": []} for name in _ARCHITECTURES],
            "syscalls": [
                {"names": names, "action": "SCMP_ACT_ALLOW", "args": []},
                *(rule for choice in CHOICES for rule in _rules(choice)),
                {"names": list(NOT_THERE), "action": "SCMP_ACT_ERRNO", "errnoRet": _ENOSYS, "args": []},
            ],
        },
        separators=(",", ":"),
    )


def _rules(choice: Choice) -> Iterator[dict[str, object]]:
    """Yield a rule for each value: (argument & mask) == value."""
    for value in choice.values:
        condition = {
            "index": choice.argument,
            "value": choice.mask,
            "valueTwo": value,
            "op": "SCMP_CMP_MASKED_EQ",
        }
        yield {"names": list(choice), "action": "SCMP_ACT_ALLOW", "args": [condition]}
