"""The limits of a guest: one place that says what each bounds and what the candidate sees when it is reached."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a submission may use; the defaults are what a problem gets that says nothing.

    | limit | bounds | what the candidate sees when it is reached |
    |---|---|---|
    | `wall_seconds_per_test` | real time of one test, its import and callbacks included | the guest is killed; verdict `timeout` |
    | `wall_seconds_total` | real time of all tests together | tests not run yet get `timeout` |
    | `cpu_seconds` | CPU time of one guest with its children | the guest is killed; verdict `timeout` |
    | `memory_mb` | memory of the box (MiB), the page cache of its files included | the kernel kills; verdict `out_of_memory` |
    | `processes` | processes and threads of one guest | `BlockingIOError`/`RuntimeError: can't start new thread` in its code |
    | `open_files` | open descriptors per process | `OSError: Too many open files` in its code |
    | `file_size_mb` | size of one file, and of all files together (MiB) | `OSError: File too large` or `No space left on device` |
    | `output_kb` | what is kept of stdout and stderr (KiB) | nothing: the rest is read and dropped |
    """

    wall_seconds_per_test: float = 10.0
    wall_seconds_total: float = 120.0
    cpu_seconds: float = 60.0
    memory_mb: int = 512
    processes: int = 16
    open_files: int = 64
    file_size_mb: int = 16
    output_kb: int = 64
