"""The words that a `problem.toml` may use where its choice is closed."""

THEMES = {
    "agents": "programs that let a model act: loops, tools, plans, memory",
    "algorithms": "data structures, complexity, search, dynamic programming",
    "attention": "attention and its variants, masks, caches",
    "classification": "models that decide between classes",
    "concurrency": "threads, processes, async, ordering, cancellation",
    "data-engineering": "joins, deduplication, streams, schemas, quality of data",
    "deep-learning": "layers, gradients, training",
    "embeddings": "vectors that stand for things, distances, indexes",
    "error-handling": "what can fail, what to do then, what to tell whom",
    "evaluation": "metrics, comparisons, uncertainty of results",
    "experimental-design": "randomisation, power, confounders, tests of hypotheses",
    "federated-learning": "training where the data stays: aggregation, stragglers, drift",
    "losses": "loss functions, their gradients and their stability",
    "numerics": "floating point, stability, precision, overflow",
    "privacy": "anonymisation, differential privacy, budgets, leaks",
    "retrieval": "finding documents: ranking, chunking, hybrid search",
    "retries": "trying again: back-off, budgets, idempotence",
    "sampling": "drawing from distributions, decoding, Monte Carlo",
    "statistics": "estimators, intervals, tests, distributions",
    "systems": "caches, queues, batching, memory, throughput",
    "tools": "functions that a model may call: schemas, validation, results",
}

DIFFICULTIES = ("warm-up", "core", "stretch")
ROUND_FORMATS = ("live", "take-home", "panel")
UNTOLD, AT_ONCE = "nothing", "at-once"
HIDDEN_FEEDBACK = (UNTOLD, "score", "counts", "names")
RELEASES = (AT_ONCE, "after-due", "after-review")
GUESTS_PER = ("test", "file")
IMAGES = ("python", "torch")
