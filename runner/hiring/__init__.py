"""Hiring: what is done with rounds and candidates in a workspace. Every change is a transaction with a line in the log.

publishing       a problem becomes a round            labels     what its label may promise
inviting         letters with links                   letters    what they say
taking_part      open, start, hand in                 times      when what is possible
grading_rounds   what waits for a grade, and grades   tokens     links and what is kept of them
telling          what candidates may know             rows       tables' rows to values
lists, changing  what interviewers see and change     desk       who, where, by which clock
"""

from runner.hiring.changing import decide, extend, forget, forget_old, withdraw
from runner.hiring.desk import Desk, LogLine, log_lines
from runner.hiring.enclosing import enclosed
from runner.hiring.exporting import export
from runner.hiring.grading_batch import Graded, grade_waiting
from runner.hiring.grading_rounds import grades_of, record, rounds_waiting, waiting
from runner.hiring.hooks import Delivery, add_hook, due, list_hooks, remove_hook, settle, signature
from runner.hiring.inviting import Guest, Sent, guest, guests_in, invite, renew, without_letter
from runner.hiring.keys import KeyInfo, Right, Role, allowed, list_keys, make_key, void_key
from runner.hiring.labels import Topic, check_label, topics
from runner.hiring.letters import Enclosed
from runner.hiring.lists import RoundList, list_candidates
from runner.hiring.offers import Alerted, offer
from runner.hiring.panel import Mark, Panel, panel_of, score
from runner.hiring.publishing import frozen_problem, list_rounds, publish_round, release
from runner.hiring.regrading import Move, Regrade, apply, regrade
from runner.hiring.taking_part import MOST_PRACTICE, open_invitation, receive, standing, start
from runner.hiring.telling import feedback
from runner.hiring.times import moment
from runner.hiring.values import Came, CandidateInfo, Decision, Invited, Waiting

__all__ = [
    "MOST_PRACTICE",
    "Alerted",
    "Came",
    "CandidateInfo",
    "Decision",
    "Delivery",
    "Desk",
    "Enclosed",
    "Graded",
    "Guest",
    "Invited",
    "KeyInfo",
    "LogLine",
    "Mark",
    "Move",
    "Panel",
    "Regrade",
    "Right",
    "Role",
    "RoundList",
    "Sent",
    "Topic",
    "Waiting",
    "add_hook",
    "allowed",
    "apply",
    "check_label",
    "decide",
    "due",
    "enclosed",
    "export",
    "extend",
    "feedback",
    "forget",
    "forget_old",
    "frozen_problem",
    "grade_waiting",
    "grades_of",
    "guest",
    "guests_in",
    "invite",
    "list_candidates",
    "list_hooks",
    "list_keys",
    "list_rounds",
    "log_lines",
    "make_key",
    "moment",
    "offer",
    "open_invitation",
    "panel_of",
    "publish_round",
    "receive",
    "record",
    "regrade",
    "release",
    "remove_hook",
    "renew",
    "rounds_waiting",
    "score",
    "settle",
    "signature",
    "standing",
    "start",
    "topics",
    "void_key",
    "waiting",
    "withdraw",
    "without_letter",
]
