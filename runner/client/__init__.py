"""Questions to a server of prebrief over HTTPS: a lost connection is tried again, and every answer is distrusted."""

from runner.client.server import Server, is_address, quoted, server_at

__all__ = ["Server", "is_address", "quoted", "server_at"]
