"""Which engine a command gets."""

import pytest

from runner.cli.engines import choose_engine, lent_engine
from runner.model import BadInput
from sandbox.errors import EngineUnavailable


@pytest.fixture
def no_docker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nonexistent/docker.sock")


@pytest.mark.usefixtures("no_docker")
def test_untrusted_code_never_falls_to_the_local_engine() -> None:
    for name in (None, "", "docker"):
        with pytest.raises(EngineUnavailable, match="doctor"):
            choose_engine(name, trusted=False)


@pytest.mark.usefixtures("no_docker")
def test_a_demand_for_docker_is_kept_for_trusted_code_too() -> None:
    with pytest.raises(EngineUnavailable):
        choose_engine("docker", trusted=True)


@pytest.mark.usefixtures("no_docker")
def test_trusted_code_falls_to_the_local_engine_with_a_banner(capsys) -> None:
    with lent_engine(trusted=True) as engine:
        assert not engine.isolated
    captured = capsys.readouterr()
    assert captured.err.startswith("NOT ISOLATED")
    assert captured.out == ""


def test_the_local_engine_on_demand() -> None:
    with lent_engine("local") as engine:
        assert engine.name == "local"


def test_another_name_is_bad_input() -> None:
    with pytest.raises(BadInput, match="docker, local"):
        choose_engine("podman")


@pytest.mark.docker
def test_docker_where_it_answers(capsys) -> None:
    with lent_engine(trusted=True) as engine:
        assert engine.isolated
    assert "NOT ISOLATED" not in capsys.readouterr().err
