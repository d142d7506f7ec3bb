"""Asks the submission before any test is read, and puts a canary into the judge's environment."""

import os

from solution import limit

os.environ["PREBRIEF_CANARY"] = "@CANARY environment@"
LIMIT = limit()
