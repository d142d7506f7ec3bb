"""What may be written, what came with the container, what of PID 1 can be read: by trying every path that there is."""

import ctypes
import errno
import os
import stat
import time
from pathlib import Path

from seen import plain

_APART = ("/proc", "/sys")
_NULL = os.makedev(1, 3)
_YOUNG_SECONDS = 60.0
_IMAGE = ("/usr", "/opt/prebrief")  # Python, its packages, our published source
_DUMPABLE = 4


def _walk(top, apart=()):
    """Yield each path below a folder, once with what it is; nothing is followed."""
    for folder, folders, files in os.walk(top):
        folders[:] = [name for name in folders if os.path.join(folder, name) not in apart]
        for name in (*folders, *files):
            path = os.path.join(folder, name)
            try:
                yield path, os.lstat(path)
            except OSError:
                continue


def writable():
    """Each file and folder that we may write to, /proc and /sys apart."""
    for path, status in _walk("/", _APART):
        if stat.S_ISLNK(status.st_mode) or not os.access(path, os.W_OK):
            continue
        if stat.S_ISCHR(status.st_mode):
            yield f"{path} device {os.major(status.st_rdev)}:{os.minor(status.st_rdev)}"
        elif Path(path).is_relative_to(Path.cwd() / "submission"):
            yield "~/submission/*"
        else:
            yield f"{plain(path)} {'folder' if stat.S_ISDIR(status.st_mode) else 'file'}"


def new_files():
    """Each file that came to be, or was changed, with the container: no image had it. Whether it can be read."""
    ticks = int(Path("/proc/1/stat").read_text().rpartition(")")[2].split()[19])
    started = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME) + ticks / os.sysconf("SC_CLK_TCK")
    for path, status in _walk("/", (*_APART, "/dev", *_IMAGE, str(Path.cwd()))):
        if not stat.S_ISDIR(status.st_mode) and status.st_ctime > started - _YOUNG_SECONDS:
            yield f"{path} {'is read' if os.access(path, os.R_OK) else 'is not read'}"
    for name in os.listdir("/"):
        try:
            os.listdir(f"/{name}")
        except NotADirectoryError:
            continue
        except OSError as error:
            yield f"/{name} {errno.errorcode[error.errno]}"


def set_user_id():
    """Each file and folder that gives rights away."""
    for path, status in _walk("/", _APART):
        if not stat.S_ISLNK(status.st_mode) and status.st_mode & (stat.S_ISUID | stat.S_ISGID):
            yield path


def writable_in_proc():
    """Each file of /proc that can be opened for writing: as we are born, and once our memory may be dumped."""
    yield from _opened("/proc", "")
    ctypes.CDLL(None).prctl(_DUMPABLE, 1, 0, 0, 0)
    yield from _opened("/proc", ", once dumpable")


def writable_in_sys():
    """Each file of /sys that can be opened for writing."""
    yield from _opened("/sys", "")


def _opened(top, when):
    apart = ("1", str(os.getpid()))
    others = [f"/proc/{name}" for name in os.listdir("/proc") if name.isdecimal() and name not in apart]
    for path, status in _walk(top, tuple(others)):
        if not (stat.S_ISREG(status.st_mode) or stat.S_ISCHR(status.st_mode)) or status.st_rdev == _NULL:
            continue
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC))
        except OSError:
            continue
        yield f"{_self(path)}{when}"


def _self(path):
    """Write our own folders in /proc without our number."""
    mine = str(os.getpid())
    return path.replace(f"/proc/{mine}/task/{mine}/", "/proc/self/task/self/").replace(f"/proc/{mine}/", "/proc/self/")


def shown_in_proc():
    """Each file and folder at the top of /proc that shows something."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal() and not entry.is_symlink() and _shows(entry):
            yield entry.name


def shown_in_sys():
    """Each folder at the top of /sys, and of /sys/fs, that shows something."""
    for entry in (*Path("/sys").iterdir(), *Path("/sys/fs").iterdir()):
        if entry != Path("/sys/fs") and _shows(entry):
            yield str(entry)


def _shows(entry):
    try:
        if entry.is_dir():
            return any(entry.iterdir())
        with entry.open("rb", buffering=0) as file:
            return bool(file.read(1))
    except OSError:
        return False


def pid_1():
    """Each thing in /proc/1 that we can read, list or follow."""
    for entry in Path("/proc/1").iterdir():
        try:
            if entry.is_symlink():
                entry.readlink()
            elif entry.is_dir():
                next(entry.iterdir(), None)
            else:
                with entry.open("rb", buffering=0) as file:
                    file.read(1)
        except OSError:
            continue
        yield entry.name
