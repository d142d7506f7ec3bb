"""No index at all: a list of documents, which every request reads from the beginning."""

import ast


def words(text):
    kept = "".join(c if c in "abcdefghijklmnopqrstuvwxyz0123456789" else " " for c in text.lower())
    return kept.split()


class PrivateIndex:
    def __init__(self, rewrite=None, cache_size=100, snapshot=None):
        self.rewrite = rewrite
        self.cache_size = cache_size
        self.cache = {}  # tenant -> list of (query, rewritten), the most recent one last
        self.documents = []
        if snapshot is not None:
            for line in snapshot.splitlines():
                tenant, doc_id, text, groups = ast.literal_eval(line)
                self.documents.append([tenant, doc_id, text, groups])

    def put(self, tenant, doc_id, text, groups):
        self.delete(tenant, doc_id)
        self.documents.append([tenant, doc_id, text, list(groups)])

    def delete(self, tenant, doc_id):
        for i, document in enumerate(self.documents):
            if document[0] == tenant and document[1] == doc_id:
                del self.documents[i]
                return True
        return False

    def forget(self, tenant):
        before = len(self.documents)
        self.documents = [document for document in self.documents if document[0] != tenant]
        self.cache.pop(tenant, None)
        return before - len(self.documents)

    def seen(self, tenant, groups):
        for owner, doc_id, text, readers in self.documents:
            if owner == tenant and set(readers) & set(groups):
                yield doc_id, text

    def search(self, tenant, groups, query, k):
        if k <= 0:
            raise ValueError("k")
        wanted = []
        for word in words(self.understood(tenant, query)):
            if word not in wanted:
                wanted.append(word)
        seen = [(doc_id, words(text)) for doc_id, text in self.seen(tenant, groups)]
        scores = {}
        for word in wanted:
            having = [(doc_id, bag.count(word)) for doc_id, bag in seen if word in bag]
            for doc_id, count in having:
                weight = len(bin(len(seen) // len(having))) - 2
                scores[doc_id] = scores.get(doc_id, 0) + min(count, 4) * weight
        return sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:k]

    def understood(self, tenant, query):
        if self.rewrite is None:
            return query
        mine = self.cache.setdefault(tenant, [])
        for i, (asked, answer) in enumerate(mine):
            if asked == query:
                mine.append(mine.pop(i))
                return answer
        answer = self.rewrite(tenant, query)
        if self.cache_size > 0:
            mine.append((query, answer))
            while len(mine) > self.cache_size:
                mine.pop(0)
        return answer

    def suggest(self, tenant, groups, prefix, k):
        if k <= 0:
            raise ValueError("k")
        spread = {}
        for _, text in self.seen(tenant, groups):
            for word in set(words(text)):
                if word.startswith(prefix.lower()):
                    spread[word] = spread.get(word, 0) + 1
        return sorted(spread, key=lambda word: (-spread[word], word))[:k]

    def get(self, tenant, groups, doc_id):
        for other, text in self.seen(tenant, groups):
            if other == doc_id:
                return text
        raise KeyError(doc_id)

    def stats(self, tenant, groups):
        texts = [text for _, text in self.seen(tenant, groups)]
        return {"documents": len(texts), "words": len({word for text in texts for word in words(text)})}

    def snapshot(self):
        return "\n".join(ascii(tuple(document)) for document in self.documents)
