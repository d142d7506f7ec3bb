"""A guest's own generators are seeded the same for all, and tell nothing of the problem's seed."""

from __future__ import annotations

from dataclasses import replace

from tests.wall.case import Bench, Case

DRAWS = Case(
    reference="def drawn(): return 0.5",
    solution="import random\nimport numpy as np\ndef drawn(): return random.random() + np.random.random()",
    tests="""
        import solution
        def test_it(): assert solution.drawn() == 0.5
    """,
)


def test_what_a_guest_draws_does_not_depend_on_the_problems_seed(bench: Bench) -> None:
    recorded = bench.recorded(DRAWS)
    job = DRAWS.job(DRAWS.solution, recorded.recorded, tuple(test.id for test in recorded.collected))
    said = [next(iter(bench.run(replace(job, seed=seed)).decided.values())).message for seed in (1, 2, 20_260_101)]
    assert said[0] == said[1] == said[2]
    assert said[0].startswith("assert ")
