"""An invitation's link: where it leads, and its token."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from runner.model import BadInput

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where an invitation leads, a server's address or a workspace's folder, and its token.

    The token stands behind the `#`, so that a browser that follows the link sends it to nobody.
    """

    server: str
    folder: Path | None
    token: str

    @property
    def text(self) -> str:
        """The link as it is told."""
        where = self.server if self.folder is None else f"file://{quote(str(self.folder))}"
        return f"{where}#{self.token}"


def read_link(text: str) -> Link:
    """Read a link; raises BadInput for what is none."""
    where, _, token = text.strip().partition("#")
    try:
        parts = urlsplit(where)
        there = bool(parts.hostname) and parts.port != 0  # asking reads it
    except ValueError:
        parts, there = urlsplit(""), False
    if not _TOKEN.fullmatch(token):
        raise BadInput("that is no invitation's link, or a part of it is missing: copy the whole of it, in quotes")
    if parts.scheme == "file" and not parts.netloc and "%00" not in parts.path:
        return Link(server="", folder=Path(unquote(parts.path)), token=token)
    if parts.scheme in ("http", "https") and there and not parts.query:
        return Link(server=where.rstrip("/"), folder=None, token=token)
    raise BadInput("an invitation's link begins with https:// or file:///: copy the whole of it, in quotes")
