"""One search index that many tenants share. The brief has the definitions."""

from __future__ import annotations

from collections.abc import Callable


class PrivateIndex:
    """Documents of many tenants; each caller gets answers from what that caller may see, and from nothing else."""

    def __init__(
        self, rewrite: Callable[[str, str], str] | None = None, cache_size: int = 100, snapshot: str | None = None
    ) -> None:
        """Begin empty, or with what a snapshot holds."""
        raise NotImplementedError

    def put(self, tenant: str, doc_id: str, text: str, groups: list[str]) -> None:
        """Add a document for these groups, or replace the tenant's document of this id."""
        raise NotImplementedError

    def delete(self, tenant: str, doc_id: str) -> bool:
        """Remove a document; return whether there was one."""
        raise NotImplementedError

    def forget(self, tenant: str) -> int:
        """Remove all that is known of a tenant; return how many documents there were."""
        raise NotImplementedError

    def search(self, tenant: str, groups: list[str], query: str, k: int) -> list[tuple[str, int]]:
        """Return the k best documents that the caller sees, as (id, score)."""
        raise NotImplementedError

    def suggest(self, tenant: str, groups: list[str], prefix: str, k: int) -> list[str]:
        """Return the k most widespread words with this prefix, of documents that the caller sees."""
        raise NotImplementedError

    def get(self, tenant: str, groups: list[str], doc_id: str) -> str:
        """Return a document's text; raises KeyError if the caller sees no such document."""
        raise NotImplementedError

    def stats(self, tenant: str, groups: list[str]) -> dict[str, int]:
        """Return how many documents the caller sees, and how many different words they have."""
        raise NotImplementedError

    def snapshot(self) -> str:
        """Return all documents as text, from which an index can be made again."""
        raise NotImplementedError
