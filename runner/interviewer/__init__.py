"""What interviewers ask of a workspace, the same whether it is a folder here or behind a server.

office   the questions                   here    put to a workspace in a folder
                                         there   put to a server; `rounds_there` is a round of it, to be graded here
"""

from runner.interviewer.here import Here
from runner.interviewer.office import Office
from runner.interviewer.there import There, office_at

__all__ = ["Here", "Office", "There", "office_at"]
