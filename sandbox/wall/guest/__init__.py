"""The guest's side of the wall: loads one submission and answers what the judge asks of it.

Nothing here is trusted by anyone: it shares its process with the candidate's code.
"""

from sandbox.wall.guest.serve import serve

__all__ = ["serve"]
