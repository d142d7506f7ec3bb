"""deletion: a replaced document is still found by its old words."""

import heapq
import json
import re
from collections import Counter, defaultdict
from functools import lru_cache


class Tenant:
    def __init__(self, rewrite, cache_size):
        self.texts = {}
        self.readers = {}
        self.by_group = defaultdict(set)  # group -> ids
        self.postings = defaultdict(dict)  # word -> id -> count
        self.rewrite = lru_cache(maxsize=max(cache_size, 0))(rewrite)

    def add(self, doc_id, text, groups):
        self.texts[doc_id] = text
        self.readers[doc_id] = set(groups)
        for group in groups:
            self.by_group[group].add(doc_id)
        for word, count in Counter(tokens(text)).items():
            self.postings[word][doc_id] = count

    def remove(self, doc_id):
        if doc_id not in self.texts:
            return False
        for word in set(tokens(self.texts.pop(doc_id))):
            del self.postings[word][doc_id]
            if not self.postings[word]:
                del self.postings[word]
        for group in self.readers.pop(doc_id):
            self.by_group[group].discard(doc_id)
            if not self.by_group[group]:
                del self.by_group[group]
        return True

    def visible(self, groups):
        return set().union(*(self.by_group[group] for group in groups if group in self.by_group))


def tokens(text):
    return re.findall(r"[a-z0-9]+", text.lower())


class PrivateIndex:
    def __init__(self, rewrite=None, cache_size=100, snapshot=None):
        self._ask = rewrite
        self._size = cache_size
        self._tenants = {}
        if snapshot:
            for tenant, documents in json.loads(snapshot).items():
                for doc_id, entry in documents.items():
                    self.put(tenant, doc_id, entry["text"], entry["groups"])

    def _of(self, name, *, keep=False):
        if name in self._tenants:
            return self._tenants[name]
        new = Tenant(lambda query: self._ask(name, query), self._size)
        if keep:
            self._tenants[name] = new
        return new

    def put(self, tenant, doc_id, text, groups):
        self._of(tenant, keep=True).add(doc_id, text, groups)

    def delete(self, tenant, doc_id):
        return self._of(tenant).remove(doc_id)

    def forget(self, tenant):
        known = self._tenants.pop(tenant, None)
        return len(known.texts) if known else 0

    def search(self, tenant, groups, query, k):
        if k < 1:
            raise ValueError("k < 1")
        own = self._of(tenant, keep=True)
        if self._ask is not None:
            query = own.rewrite(query)
        visible = own.visible(groups)
        scores = Counter()
        for word in set(tokens(query)):
            counts = {i: n for i, n in own.postings.get(word, {}).items() if i in visible}
            if counts:
                weight = (len(visible) // len(counts)).bit_length()
                for doc_id, count in counts.items():
                    scores[doc_id] += weight * min(count, 4)
        return heapq.nsmallest(k, scores.items(), key=lambda item: (-item[1], item[0]))

    def suggest(self, tenant, groups, prefix, k):
        if k < 1:
            raise ValueError("k < 1")
        own, start = self._of(tenant), prefix.lower()
        visible = own.visible(groups)
        found = []
        for word, counts in own.postings.items():
            if word[: len(start)] == start and (spread := len(visible & counts.keys())):
                found.append((-spread, word))
        return [word for _, word in sorted(found)[:k]]

    def get(self, tenant, groups, doc_id):
        own = self._of(tenant)
        if doc_id in own.texts and own.readers[doc_id] & set(groups):
            return own.texts[doc_id]
        raise KeyError(doc_id)

    def stats(self, tenant, groups):
        own = self._of(tenant)
        visible = own.visible(groups)
        words = sum(1 for counts in own.postings.values() if any(doc_id in visible for doc_id in counts))
        return dict(documents=len(visible), words=words)

    def snapshot(self):
        return json.dumps(
            {
                name: {i: {"text": own.texts[i], "groups": list(own.readers[i])} for i in own.texts}
                for name, own in self._tenants.items()
                if own.texts
            },
            ensure_ascii=False,
        )
