"""From brief to submission, in files: publish a round, check and hand in from its kit, open it for grading."""

from runner.rounds.check import CheckReport, check, watched
from runner.rounds.inbox import Delivery, Outcome, deliver, destination, sweep_inbox
from runner.rounds.kit import VISIBLE, Kit, kit_files, learned, open_kit
from runner.rounds.local_run import LocalRun
from runner.rounds.pack import Pack, pack
from runner.rounds.publish import RoundFolder, open_round, publish
from runner.rounds.receipt import Receipt, receipt, receipt_document, receipt_text
from runner.rounds.round_file import sheet_of
from runner.rounds.watch import saves

__all__ = [
    "VISIBLE",
    "CheckReport",
    "Delivery",
    "Kit",
    "LocalRun",
    "Outcome",
    "Pack",
    "Receipt",
    "RoundFolder",
    "check",
    "deliver",
    "destination",
    "kit_files",
    "learned",
    "open_kit",
    "open_round",
    "pack",
    "publish",
    "receipt",
    "receipt_document",
    "receipt_text",
    "saves",
    "sheet_of",
    "sweep_inbox",
    "watched",
]
