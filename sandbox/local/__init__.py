"""The engine without isolation: the same program as subprocesses of this machine, for code that you trust."""

from sandbox.local.engine import LocalEngine

__all__ = ["LocalEngine"]
