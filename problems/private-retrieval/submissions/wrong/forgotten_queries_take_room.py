"""deletion: forgetting empties a tenant's cache, but the count of what it holds goes on, so that less room is left."""

from __future__ import annotations

import json
import re
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

_WORD = re.compile("[a-z0-9]+")
_MOST_COUNTED = 4


@dataclass(frozen=True)
class _Document:
    text: str
    groups: frozenset[str]
    words: Counter[str]


@dataclass
class _Shelf:
    """All that is known of one tenant."""

    documents: dict[str, _Document] = field(default_factory=dict)


class PrivateIndex:
    """Documents of many tenants; each caller gets answers from what that caller may see, and from nothing else."""

    def __init__(
        self, rewrite: Callable[[str, str], str] | None = None, cache_size: int = 100, snapshot: str | None = None
    ) -> None:
        self._rewrite = rewrite
        self._cache_size = cache_size
        self._shelves: dict[str, _Shelf] = {}
        self._rewritings: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._taken: Counter[str] = Counter()
        for tenant, doc_id, text, groups in json.loads(snapshot) if snapshot is not None else ():
            self.put(tenant, doc_id, text, groups)

    def put(self, tenant: str, doc_id: str, text: str, groups: Iterable[str]) -> None:
        """Add a document for these groups, or replace the tenant's document of this id."""
        document = _Document(text, frozenset(groups), Counter(_words(text)))
        self._shelves.setdefault(tenant, _Shelf()).documents[doc_id] = document

    def delete(self, tenant: str, doc_id: str) -> bool:
        """Remove a document; return whether there was one."""
        return self._shelf(tenant).documents.pop(doc_id, None) is not None

    def forget(self, tenant: str) -> int:
        """Remove all that is known of a tenant; return how many documents there were."""
        for key in [key for key in self._rewritings if key[0] == tenant]:
            del self._rewritings[key]
        return len(self._shelves.pop(tenant, _Shelf()).documents)

    def search(self, tenant: str, groups: list[str], query: str, k: int) -> list[tuple[str, int]]:
        """Return the k best documents that the caller sees, as (id, score)."""
        _check(k)
        wanted = set(_words(self._rewritten(tenant, query)))
        visible = self._visible(tenant, groups)
        spread = _spread(visible, wanted)
        weights = {word: (len(visible) // count).bit_length() for word, count in spread.items()}
        scores = {
            doc_id: sum(min(document.words[word], _MOST_COUNTED) * weight for word, weight in weights.items())
            for doc_id, document in visible.items()
        }
        found = [(doc_id, score) for doc_id, score in scores.items() if score]
        return sorted(sorted(found), key=lambda pair: pair[1], reverse=True)[:k]

    def suggest(self, tenant: str, groups: list[str], prefix: str, k: int) -> list[str]:
        """Return the k most widespread words with this prefix, of documents that the caller sees."""
        _check(k)
        spread = _spread(self._visible(tenant, groups))
        begin = prefix.lower()
        words = sorted(word for word in spread if word.startswith(begin))
        return sorted(words, key=lambda word: spread[word], reverse=True)[:k]

    def get(self, tenant: str, groups: list[str], doc_id: str) -> str:
        """Return a document's text; raises KeyError if the caller sees no such document."""
        return self._visible(tenant, groups)[doc_id].text

    def stats(self, tenant: str, groups: list[str]) -> dict[str, int]:
        """Return how many documents the caller sees, and how many different words they have."""
        visible = self._visible(tenant, groups)
        return {"documents": len(visible), "words": len(_spread(visible))}

    def snapshot(self) -> str:
        """Return all documents as text, from which an index can be made again."""
        return json.dumps(
            [
                (tenant, doc_id, document.text, sorted(document.groups))
                for tenant, shelf in self._shelves.items()
                for doc_id, document in shelf.documents.items()
            ]
        )

    def _shelf(self, tenant: str) -> _Shelf:
        return self._shelves.get(tenant, _Shelf())

    def _visible(self, tenant: str, groups: list[str]) -> dict[str, _Document]:
        """Return what this caller may see: the one place where rights are decided."""
        documents = self._shelf(tenant).documents
        return {doc_id: document for doc_id, document in documents.items() if not document.groups.isdisjoint(groups)}

    def _rewritten(self, tenant: str, query: str) -> str:
        if self._rewrite is None:
            return query
        key = (tenant, query)
        if key not in self._rewritings:
            self._rewritings[key] = self._rewrite(tenant, query)
            self._taken[tenant] += 1
        answer = self._rewritings[key]
        self._rewritings.move_to_end(key)
        if self._taken[tenant] > self._cache_size:
            del self._rewritings[next(each for each in self._rewritings if each[0] == tenant)]
            self._taken[tenant] -= 1
        return answer


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _spread(documents: dict[str, _Document], wanted: set[str] | None = None) -> Counter[str]:
    """Return in how many of the documents each word is, of those that are wanted."""
    spread: Counter[str] = Counter()
    for document in documents.values():
        spread.update(document.words.keys() if wanted is None else document.words.keys() & wanted)
    return spread


def _check(k: int) -> None:
    if k < 1:
        raise ValueError(f"k must be at least 1, not {k}")
