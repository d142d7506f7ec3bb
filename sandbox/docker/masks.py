"""What of /proc and /sys no container sees, or sees read-only; a path that a kernel does not have is passed over.

Naming one path replaces all of Docker's own, so those are told again.
"""

_DOCKERS = (
    "/proc/acpi",
    "/proc/asound",
    "/proc/kcore",
    "/proc/keys",
    "/proc/latency_stats",
    "/proc/sched_debug",
    "/proc/scsi",
    "/proc/timer_list",
    "/proc/timer_stats",
    "/sys/devices/virtual/powercap",
    "/sys/firmware",
)

# What the host is made of and was started with: its command line may hold a secret, addresses help an attack.
_MACHINE = (
    "/proc/cmdline",
    "/proc/config.gz",
    "/proc/consoles",
    "/proc/devices",
    "/proc/driver",
    "/proc/iomem",
    "/proc/ioports",
    "/proc/kallsyms",
    "/proc/mdstat",
    "/proc/misc",
    "/proc/modules",
    "/proc/mtrr",
    "/proc/partitions",
    "/proc/swaps",
    "/proc/tty",
    "/sys/block",
    "/sys/bus",
    "/sys/class",
    "/sys/dev",
    "/sys/devices",
    "/sys/hypervisor",
    "/sys/kernel",
    "/sys/module",
    "/sys/power",
)

# What others do on it now, counted: a way to watch another lane, or to tell it something.
_ACTIVITY = (
    "/proc/buddyinfo",
    "/proc/bus",
    "/proc/diskstats",
    "/proc/fs",
    "/proc/interrupts",
    "/proc/irq",
    "/proc/key-users",
    "/proc/locks",
    "/proc/pressure",
    "/proc/schedstat",
    "/proc/softirqs",
    "/proc/vmstat",
    "/proc/zoneinfo",
    "/sys/fs/bpf",
    "/sys/fs/btrfs",
    "/sys/fs/ext4",
    "/sys/fs/f2fs",
    "/sys/fs/fuse",
    "/sys/fs/pstore",
    "/sys/fs/xfs",
)

MASKED = (*_DOCKERS, *_MACHINE, *_ACTIVITY)
READ_ONLY = ("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger")
