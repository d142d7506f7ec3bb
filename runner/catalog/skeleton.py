"""Begin a problem: a small one that verifies as it is, to be replaced file by file; and write a new folder whole."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from runner.catalog.appearing import appearing
from runner.catalog.load import SLUG
from runner.model import BadInput

_TEMPLATES = Path(__file__).parent / "templates"
_SUFFIX = ".txt"  # templates are data: no tool takes them for code of ours


def check_slug(slug: str) -> str:
    """Return `slug`, BadInput where it is none."""
    if not SLUG.fullmatch(slug) or len(slug) > 64:
        raise BadInput(
            f"{slug[:80]!r} can't be a problem's name. Use lower-case words with hyphens, as in `top-k-search`."
        )
    return slug


def title_of(slug: str) -> str:
    """Return a title to begin with."""
    return slug.replace("-", " ").capitalize()


def seed_of(slug: str) -> int:
    """Return a seed that differs from problem to problem and is the same each time."""
    return 10_000_000 + int.from_bytes(hashlib.sha256(slug.encode()).digest()[:8], "big") % 90_000_000


def skeleton_problem(slug: str, *, author: str = "Your name") -> dict[str, bytes]:
    """Return the files of a small problem that verifies: one group, a reference, and examples of each kind."""
    words = {"@TITLE@": title_of(check_slug(slug)), "@SEED@": str(seed_of(slug)), "@AUTHOR@": author}
    files: dict[str, bytes] = {}
    for path in sorted(_TEMPLATES.rglob(f"*{_SUFFIX}")):
        text = path.read_text(encoding="utf-8")
        for mark, word in words.items():
            text = text.replace(mark, word)
        files[path.relative_to(_TEMPLATES).as_posix().removesuffix(_SUFFIX)] = text.encode()
    return files


def write_problem(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write `files` as a new folder, whole or not at all; never over anything."""
    if folder.is_symlink() or folder.exists():
        raise BadInput(f"{folder} is there already, and nothing is overwritten. Choose another name, or move it away.")
    try:
        with appearing(folder) as part:
            for name, data in files.items():
                path = part / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
    except OSError as error:
        raise BadInput(
            f"{folder} can't be written ({error.strerror}). Choose a folder that you may write to."
        ) from error
