import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.docker import DockerClient, DockerEngine
from sandbox.docker.labels import RUN
from sandbox.docker.lane import DockerBox

pytestmark = pytest.mark.docker

_ROOT = Path(__file__).parents[3]


def test_what_a_killed_run_left_is_removed_and_what_a_living_one_has_is_not(
    prober_engine: DockerEngine, prober_box: DockerBox
) -> None:
    command = [sys.executable, str(Path(__file__).with_name("orphan.py"))]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=_ROOT, env={"PYTHONPATH": str(_ROOT)}
    ) as run:
        assert run.stdout is not None
        box = run.stdout.readline().strip()
        run.kill()
    lane = box.rpartition("-box-")[0]
    removed = prober_engine.reap()
    assert {box, f"{lane}-judge"} <= set(removed)
    client = DockerClient()
    left = {found.name for found in (*client.containers(RUN), *client.volumes(RUN))}
    client.close()
    assert not left & {box, f"{lane}-judge", lane}
    assert prober_box.name in left
