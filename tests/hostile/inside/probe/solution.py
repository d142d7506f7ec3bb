"""The probe: a submission that reports what it sees and can do, one section of lines at a time.

What it lists is what there is, not what somebody thought of: every mount, every line of its status, every descriptor,
every path, every system call by number. Names that change from run to run are written as what they are: `~` for the
guest's own folder, `own` for its own user id.
"""

from arguments import arguments, sockets
from attempts import attempts
from calls import calls
from paths import (
    new_files,
    pid_1,
    set_user_id,
    shown_in_proc,
    shown_in_sys,
    writable,
    writable_in_proc,
    writable_in_sys,
)
from seen import (
    descriptors,
    environment,
    limits,
    limits_of_pid_1,
    mappings,
    modules,
    mounts,
    namespaces,
    network,
    processes,
    status,
    status_of_pid_1,
)

SECTIONS = {
    "mounts": mounts,
    "status": status,
    "status of pid 1": status_of_pid_1,
    "limits": limits,
    "limits of pid 1": limits_of_pid_1,
    "descriptors": descriptors,
    "environment": environment,
    "processes": processes,
    "network": network,
    "namespaces": namespaces,
    "mappings": mappings,
    "modules": modules,
    "writable": writable,
    "new files": new_files,
    "writable in proc": writable_in_proc,
    "writable in sys": writable_in_sys,
    "shown in proc": shown_in_proc,
    "shown in sys": shown_in_sys,
    "pid 1": pid_1,
    "set-user-id": set_user_id,
    "calls": calls,
    "arguments": arguments,
    "sockets": sockets,
    "attempts": attempts,
}


def look(section):
    """Return the lines of a section, each once, in order."""
    return sorted(set(SECTIONS[section]()))
