"""Hiring: what is done with rounds and candidates in a workspace. Every change is a transaction with a line in the log.

publishing       a problem becomes a round            labels     what its label may promise
guests, inviting who comes; letters with links        letters    what they say
taking_part      open, start, hand in                 times      when what is possible
grading_rounds   what waits for a grade, and grades   tokens     links and what is kept of them
round_work       a round as a batch sees it           rows       tables' rows to values
telling          what candidates may know             extending  more time, and a letter about it
lists, changing  what interviewers see and change     desk       who, where, by which clock
"""

from runner.hiring.changing import decide, forget, forget_old, withdraw
from runner.hiring.desk import Desk, LogLine, log_lines
from runner.hiring.enclosing import enclosed
from runner.hiring.exporting import export
from runner.hiring.extending import extend
from runner.hiring.grading_batch import Graded, clear_work, grade_waiting
from runner.hiring.grading_rounds import archive_of, graded, grades_of, record, rounds_waiting, waiting
from runner.hiring.guests import Guest, guest, guests_in
from runner.hiring.hooks import Delivery, HookInfo, add_hook, due, list_hooks, remove_hook, settle, signature
from runner.hiring.inviting import Sent, invite, renew
from runner.hiring.keys import KeyInfo, Right, Role, allowed, list_keys, make_key, void_key
from runner.hiring.labels import Topic, check_label, topics
from runner.hiring.letters import Enclosed
from runner.hiring.lists import RoundList, handle_named, list_candidates
from runner.hiring.offers import Alerted, offer
from runner.hiring.panel import Mark, Panel, panel_of, score
from runner.hiring.publishing import (
    check_why,
    frozen_problem,
    judge_by,
    list_rounds,
    packed,
    problem_in,
    problem_zip,
    publish_round,
    release,
)
from runner.hiring.regrading import Move, Regrade, apply, regrade
from runner.hiring.round_work import RoundHere, RoundWork
from runner.hiring.taking_part import MOST_PRACTICE, open_invitation, receive, standing, start
from runner.hiring.telling import feedback
from runner.hiring.times import moment
from runner.hiring.values import Came, CandidateInfo, Decision, Extended, Invited, Waiting

__all__ = [
    "MOST_PRACTICE",
    "Alerted",
    "Came",
    "CandidateInfo",
    "Decision",
    "Delivery",
    "Desk",
    "Enclosed",
    "Extended",
    "Graded",
    "Guest",
    "HookInfo",
    "Invited",
    "KeyInfo",
    "LogLine",
    "Mark",
    "Move",
    "Panel",
    "Regrade",
    "Right",
    "Role",
    "RoundHere",
    "RoundList",
    "RoundWork",
    "Sent",
    "Topic",
    "Waiting",
    "add_hook",
    "allowed",
    "apply",
    "archive_of",
    "check_label",
    "check_why",
    "clear_work",
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
    "graded",
    "grades_of",
    "guest",
    "guests_in",
    "handle_named",
    "invite",
    "judge_by",
    "list_candidates",
    "list_hooks",
    "list_keys",
    "list_rounds",
    "log_lines",
    "make_key",
    "moment",
    "offer",
    "open_invitation",
    "packed",
    "panel_of",
    "problem_in",
    "problem_zip",
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
]
