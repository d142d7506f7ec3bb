"""Runs in the image while it is built: takes out what a box has no use for, and compiles what it has.

It is copied into the image and started there by both Dockerfiles; the standard library is all it has.
"""

import compileall
import os
import py_compile
import shutil
import stat
import sys
from pathlib import Path

HOME = Path("/opt/prebrief")
WALL_FOLDER = Path("/wall")

# Package managers and their data; documentation. Of a Debian base and of an official Python image alike.
_USELESS = (
    "/usr/bin/apt*",
    "/usr/bin/dpkg*",
    "/usr/lib/apt",
    "/usr/lib/dpkg",
    "/usr/share/doc",
    "/usr/share/info",
    "/usr/share/locale",
    "/usr/share/man",
    "/usr/local/bin/pip*",
    "/usr/local/bin/idle*",
    "/usr/local/lib/python3.*/ensurepip",
    "/usr/local/lib/python3.*/idlelib",
    "/usr/local/lib/python3.*/site-packages/pip*",
    "/usr/lib/python3.*/ensurepip",
    "/etc/apt",
    "/root/.cache",
    "/var/cache/*",
    "/var/lib/apt",
    "/var/lib/dpkg",
    "/var/log/*",
)
_UNTOUCHED = ("/proc", "/sys", "/dev")


def remove_useless() -> None:
    """Remove what a box has no use for."""
    for pattern in _USELESS:
        for path in Path("/").glob(pattern.lstrip("/")):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()


def remove_rights() -> None:
    """Take set-user-id and set-group-id off every program and folder: a box needs none."""
    for folder, folders, files in os.walk("/"):
        folders[:] = [name for name in folders if os.path.join(folder, name) not in _UNTOUCHED]  # noqa: PTH118  # fast
        for name in (*folders, *files):
            path = Path(folder, name)
            mode = path.lstat().st_mode
            if not stat.S_ISLNK(mode) and mode & (stat.S_ISUID | stat.S_ISGID):
                path.chmod(stat.S_IMODE(mode) & ~(stat.S_ISUID | stat.S_ISGID))


def make_folders() -> None:
    """Make the wall's folder: a fresh named volume takes its mode from it."""
    WALL_FOLDER.mkdir(mode=0o700, exist_ok=True)
    WALL_FOLDER.chmod(0o700)
    for name in ("/proc", "/sys", "/dev", "/tmp"):  # noqa: S108  # the container's own mount points
        Path(name).mkdir(exist_ok=True)


def compile_folder(folder: Path) -> bool:
    """Byte-compile a folder; caches are valid by content, so that neither dates nor a read-only root matter."""
    return bool(
        compileall.compile_dir(
            folder, quiet=2, force=True, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH
        )
    )


def main(step: str) -> int:
    """Do one step: "packages" or "source"."""
    if step == "source":
        return 0 if compile_folder(HOME / "source") else 1
    remove_useless()
    remove_rights()
    make_folders()
    compile_folder(Path(os.__file__).parent)  # some of the standard library's own test data does not compile
    compile_folder(HOME / "packages")  # nor do some packages' templates
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
