"""The Docker engine: candidate code in containers; `engine.py` says how it works, `preflight.py` what it needs."""

from sandbox.docker.client import DockerClient
from sandbox.docker.engine import DockerEngine
from sandbox.docker.install import fix
from sandbox.docker.preflight import ENVIRONMENT, Finding, Level, examine, is_complete

__all__ = ["ENVIRONMENT", "DockerClient", "DockerEngine", "Finding", "Level", "examine", "fix", "is_complete"]
