"""How large a submission may be, and what reading one may cost."""

from dataclasses import dataclass

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeLimits:
    """Bounds on what is handed in; passing one is a reason to reject, told with the bound.

    | limit | bounds |
    |---|---|
    | `files`, `file_bytes`, `total_bytes` | what is kept: how many, each, together |
    | `entries` | everything that is looked at in a folder or archive, dropped things included |
    | `archive_bytes`, `expanded_bytes` | an archive as it lies on disk; what it expands to while it is read |
    | `depth`, `name_bytes`, `path_bytes` | folders within folders; one name; a whole path (in UTF-8) |
    | `decisions_bytes` | what is kept of `DECISIONS.md` |
    | `cpu_seconds`, `wall_seconds`, `memory_bytes` | the process that reads one archive |
    """

    files: int = 200
    file_bytes: int = 1 * _MIB
    total_bytes: int = 4 * _MIB
    entries: int = 10_000
    archive_bytes: int = 16 * _MIB
    expanded_bytes: int = 64 * _MIB
    depth: int = 16
    name_bytes: int = 255
    path_bytes: int = 4096
    decisions_bytes: int = 64 * 1024
    cpu_seconds: int = 5
    wall_seconds: float = 30.0
    memory_bytes: int = 512 * _MIB
