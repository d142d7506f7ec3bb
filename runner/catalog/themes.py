"""The words that a `problem.toml` may use where its choice is closed."""

THEMES = {
    "agents": "programs that let a model act: loops, tools, plans, memory",
    "algorithms": "data structures, complexity, search, dynamic programming",
    "attention": "attention and its variants, masks, caches",
    "calibration": "probabilities that mean what they say: reliability, thresholds, intervals",
    "classification": "models that decide between classes",
    "clustering": "groups without labels: k-means, mixtures, near-duplicates",
    "concurrency": "threads, processes, async, ordering, cancellation",
    "data-engineering": "joins, deduplication, streams, schemas, quality of data",
    "debugging": "finding faults in code and data of others, and explaining them",
    "deep-learning": "layers, gradients, training",
    "embeddings": "vectors that stand for things, distances, indexes",
    "error-handling": "what can fail, what to do then, what to tell whom",
    "evaluation": "metrics, comparisons, uncertainty of results",
    "experimental-design": "randomisation, power, confounders, tests of hypotheses",
    "federated-learning": "training where the data stays: aggregation, stragglers, drift",
    "language-models": "models of text: decoding, context, prompts, answers that can be checked",
    "losses": "loss functions, their gradients and their stability",
    "numerics": "floating point, stability, precision, overflow",
    "optimisation": "gradients, line searches, schedules, convergence, constraints",
    "privacy": "anonymisation, differential privacy, budgets, leaks",
    "ranking": "ordering by relevance or merit: metrics, ties, fusion",
    "retrieval": "finding documents: ranking, chunking, hybrid search",
    "retries": "trying again: back-off, budgets, idempotence",
    "sampling": "drawing from distributions, decoding, Monte Carlo",
    "statistics": "estimators, intervals, tests, distributions",
    "streaming": "one pass, bounded memory: sketches, windows, late data",
    "systems": "caches, queues, batching, memory, throughput",
    "tokenisation": "text to pieces and back: vocabularies, bytes, offsets",
    "tools": "functions that a model may call: schemas, validation, results",
}

DIFFICULTIES = ("warm-up", "core", "stretch")
ROUND_FORMATS = ("live", "take-home", "panel")
UNTOLD, AT_ONCE = "nothing", "at-once"
HIDDEN_FEEDBACK = (UNTOLD, "score", "counts", "names")
RELEASES = (AT_ONCE, "after-due", "after-review")
GUESTS_PER = ("test", "file")
IMAGES = ("python", "torch")
