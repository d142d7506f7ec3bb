from pathlib import Path

import pytest

from sandbox.docker import ENVIRONMENT, DockerClient, Level, examine, fix, is_complete
from sandbox.docker.install import Host, ways_to_start, why_not

_NOTHING = Host(is_root=False, has_apt=False, has_dockerd=False, has_systemd=False, has_service_script=False)


@pytest.mark.docker
def test_where_all_is_there_a_real_container_is_tried() -> None:
    client = DockerClient()
    fix(client, ENVIRONMENT, lambda _line: None)
    client.close()
    findings = examine()
    assert is_complete(findings)
    (containers,) = [finding for finding in findings if finding.subject == "containers"]
    assert "a guest started, talked and ended" in containers.found


def test_without_an_engine_the_finding_says_so_and_how_to_get_one(tmp_path: Path) -> None:
    findings = examine(host=f"unix://{tmp_path}/none.sock")
    assert not is_complete(findings)
    last = findings[-1]
    assert (last.level, last.subject) == (Level.MISSING, "Docker engine")
    assert last.remedy


@pytest.mark.parametrize(
    ("host", "word"),
    [
        (_NOTHING, "Docker Desktop"),
        (Host(is_root=True, has_apt=False, has_dockerd=False, has_systemd=True, has_service_script=False), "Desktop"),
        (
            Host(is_root=False, has_apt=True, has_dockerd=False, has_systemd=True, has_service_script=False),
            "apt-get install",
        ),
        (
            Host(is_root=False, has_apt=True, has_dockerd=True, has_systemd=True, has_service_script=True),
            "starts the one",
        ),
    ],
)
def test_who_cannot_get_an_engine_here_is_told_what_to_do(host: Host, word: str) -> None:
    assert word in (why_not(host) or "")


@pytest.mark.parametrize(("has_apt", "has_dockerd"), [(True, False), (False, True), (True, True)])
def test_root_can_where_there_is_apt_or_dockerd(has_apt: bool, has_dockerd: bool) -> None:
    assert (
        why_not(
            Host(is_root=True, has_apt=has_apt, has_dockerd=has_dockerd, has_systemd=False, has_service_script=False)
        )
        is None
    )


def test_systemd_starts_docker_where_it_runs_else_the_service_script_else_we_do() -> None:
    both = Host(is_root=True, has_apt=True, has_dockerd=True, has_systemd=True, has_service_script=True)
    script = Host(is_root=True, has_apt=True, has_dockerd=True, has_systemd=False, has_service_script=True)
    assert ways_to_start(both) == (("systemctl", "start", "docker"),)
    assert ways_to_start(script) == (("service", "docker", "start"),)
    assert ways_to_start(_NOTHING) == ()
