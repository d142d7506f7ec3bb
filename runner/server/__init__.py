"""The server: a workspace over HTTP. Every route is one function of `runner.hiring`; nothing is decided here.

app         the application: routes, refusals, metrics
guard       who asks (a candidate's token, an interviewer's key), how often, how much
candidates  /v1/invitation: open, start, hand in, ask
rounds      /v1/rounds, /v1/candidates: what interviewers do
review      grades in full, a panel's marks, competing offers, the audit log
grader      lanes that grade what comes in
keeper      forgets whom the retention time says to
hooks       signed webhooks, tried again until they arrive
"""

from runner.server.app import Settings, build_app
from runner.server.serve import serve

__all__ = ["Settings", "build_app", "serve"]
