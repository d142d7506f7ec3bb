"""Tables in an SQLite database in memory; a view of what the caller sees is in every query."""

import json
import re
import sqlite3

SEEN = """WITH asked(name) AS (SELECT value FROM json_each(:groups)),
seen AS (SELECT id, doc_id, text FROM documents WHERE tenant = :tenant
         AND EXISTS (SELECT 1 FROM readers JOIN asked USING (name) WHERE readers.id = documents.id)) """


class PrivateIndex:
    def __init__(self, rewrite=None, cache_size=100, snapshot=None):
        self.rewrite, self.cache_size = rewrite, cache_size
        self.db = sqlite3.connect(":memory:")
        self.db.executescript(
            """CREATE TABLE documents (id INTEGER PRIMARY KEY, tenant TEXT, doc_id TEXT, text TEXT, UNIQUE (tenant, doc_id));
            CREATE TABLE readers (id INTEGER, name TEXT);
            CREATE TABLE words (id INTEGER, word TEXT, count INTEGER);
            CREATE INDEX words_of ON words (id);
            CREATE INDEX readers_of ON readers (id);
            CREATE TABLE cache (tick INTEGER PRIMARY KEY, tenant TEXT, query TEXT, answer TEXT);"""
        )
        self.tick = 0
        for one in json.loads(snapshot or "[]"):
            self.put(*one)

    def put(self, tenant, doc_id, text, groups):
        self.delete(tenant, doc_id)
        key = self.db.execute("INSERT INTO documents VALUES (NULL, ?, ?, ?)", (tenant, doc_id, text)).lastrowid
        self.db.executemany("INSERT INTO readers VALUES (?, ?)", [(key, name) for name in set(groups)])
        bag = self.split(text)
        self.db.executemany("INSERT INTO words VALUES (?, ?, ?)", [(key, word, bag.count(word)) for word in set(bag)])

    def delete(self, tenant, doc_id):
        found = self.db.execute("SELECT id FROM documents WHERE tenant = ? AND doc_id = ?", (tenant, doc_id)).fetchone()
        if not found:
            return False
        for table in ("documents", "readers", "words"):
            self.db.execute(f"DELETE FROM {table} WHERE id = ?", found)
        return True

    def forget(self, tenant):
        ids = [doc_id for (doc_id,) in self.db.execute("SELECT doc_id FROM documents WHERE tenant = ?", (tenant,))]
        for doc_id in ids:
            self.delete(tenant, doc_id)
        self.db.execute("DELETE FROM cache WHERE tenant = ?", (tenant,))
        return len(ids)

    def split(self, text):
        return re.findall("[a-z0-9]+", text.lower())

    def ask(self, sql, tenant, groups, **more):
        return self.db.execute(SEEN + sql, {"tenant": tenant, "groups": json.dumps(groups), **more}).fetchall()

    def search(self, tenant, groups, query, k):
        if k < 1:
            raise ValueError(k)
        query = self.cached(tenant, query)
        total = self.ask("SELECT count(*) FROM seen", tenant, groups)[0][0]
        scores = {}
        for word in set(self.split(query)):
            rows = self.ask(
                "SELECT doc_id, count FROM seen JOIN words USING (id) WHERE word = :w", tenant, groups, w=word
            )
            for doc_id, count in rows:
                scores[doc_id] = scores.get(doc_id, 0) + min(count, 4) * (total // len(rows)).bit_length()
        return sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:k]

    def cached(self, tenant, query):
        if self.rewrite is None:
            return query
        row = self.db.execute("SELECT answer FROM cache WHERE tenant = ? AND query = ?", (tenant, query)).fetchone()
        answer = row[0] if row else self.rewrite(tenant, query)
        self.tick += 1
        self.db.execute("DELETE FROM cache WHERE tenant = ? AND query = ?", (tenant, query))
        self.db.execute("INSERT INTO cache VALUES (?, ?, ?, ?)", (self.tick, tenant, query, answer))
        self.db.execute(
            "DELETE FROM cache WHERE tenant = :t AND tick NOT IN "
            "(SELECT tick FROM cache WHERE tenant = :t ORDER BY tick DESC LIMIT :n)",
            {"t": tenant, "n": self.cache_size},
        )
        return answer

    def suggest(self, tenant, groups, prefix, k):
        if k < 1:
            raise ValueError(k)
        sql = """SELECT word FROM seen JOIN words USING (id) WHERE substr(word, 1, length(:p)) = :p
                 GROUP BY word ORDER BY count(*) DESC, word LIMIT :k"""
        return [word for (word,) in self.ask(sql, tenant, groups, p=prefix.lower(), k=k)]

    def get(self, tenant, groups, doc_id):
        found = self.ask("SELECT text FROM seen WHERE doc_id = :d", tenant, groups, d=doc_id)
        if not found:
            raise KeyError(doc_id)
        return found[0][0]

    def stats(self, tenant, groups):
        sql = "SELECT count(DISTINCT id), count(DISTINCT word) FROM seen LEFT JOIN words USING (id)"
        documents, words = self.ask(sql, tenant, groups)[0]
        return {"documents": documents, "words": words}

    def snapshot(self):
        rows = self.db.execute("SELECT id, tenant, doc_id, text FROM documents ORDER BY id").fetchall()
        readers = {key: [] for key, *_ in rows}
        for key, name in self.db.execute("SELECT id, name FROM readers"):
            readers[key].append(name)
        return json.dumps([[tenant, doc_id, text, readers[key]] for key, tenant, doc_id, text in rows])
