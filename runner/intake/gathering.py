"""Files on their way in: each is checked as it comes, whether from a folder, an archive or the archive's reader."""

from runner.intake.limits import IntakeLimits
from runner.intake.names import alike, check_kind, checked_path, shown
from runner.model.errors import SubmissionRejected


class Gathering:
    """Collects the files and folders of one submission; every method raises SubmissionRejected."""

    def __init__(self, limits: IntakeLimits) -> None:
        self.limits = limits
        self.files: dict[str, bytes] = {}
        self.folders: set[str] = set()
        self._spelling: dict[str, str] = {}
        self._entries = 0
        self._total_bytes = 0

    def look(self) -> None:
        """Count one entry that is looked at."""
        self._entries += 1
        if self._entries > self.limits.entries:
            raise SubmissionRejected(f"it has more than {self.limits.entries:,} entries; hand in your own files only")

    def folder(self, name: str) -> str | None:
        """Take in a folder's name; return its path, None where it is dropped."""
        path = checked_path(name, self.limits)
        if path is not None:
            self._claim_folders(path)
        return path

    def file(self, name: str, size: int) -> str | None:
        """Return the path under which a file of `size` bytes may be added, None where it is dropped."""
        path = checked_path(name, self.limits)
        if path is None:
            return None
        check_kind(path)
        if len(self.files) >= self.limits.files:
            raise SubmissionRejected(f"it has more than {self.limits.files} files; hand in your own files only")
        self.check_size(name, size)
        return path

    def check_size(self, name: str, size: int) -> None:
        """Refuse a file that is too large, alone or with the others."""
        if size > self.limits.file_bytes:
            raise SubmissionRejected(
                f"{shown(name)} is larger than {_mib(self.limits.file_bytes)}; hand in source only"
            )
        if self._total_bytes + size > self.limits.total_bytes:
            raise SubmissionRejected(f"it is larger than {_mib(self.limits.total_bytes)} in all; hand in source only")

    def add(self, path: str, data: bytes) -> None:
        """Keep a file under the path that `file` gave."""
        self.check_size(path, len(data))
        folder, _, _ = path.rpartition("/")
        if folder:
            self._claim_folders(folder)
        if path in self.files or path in self.folders:
            raise SubmissionRejected(f"{shown(path)} is there twice; keep one of them")
        self._claim(path)
        self._total_bytes += len(data)
        self.files[path] = data

    def _claim_folders(self, path: str) -> None:
        parts = path.split("/")
        for end in range(1, len(parts) + 1):
            folder = "/".join(parts[:end])
            if folder in self.files:
                raise SubmissionRejected(f"{shown(folder)} is a file and a folder; keep one of them")
            self._claim(folder)
            self.folders.add(folder)

    def _claim(self, path: str) -> None:
        known = self._spelling.setdefault(alike(path), path)
        if known != path:
            raise SubmissionRejected(
                f"the names {shown(known)} and {shown(path)} differ only by case or Unicode form; rename one of them"
            )


def _mib(size_bytes: int) -> str:
    return f"{size_bytes / 1024 / 1024:g} MiB"
