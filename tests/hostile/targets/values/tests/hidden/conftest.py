"""Puts a canary into the judge's environment, as a careless author might put a key there."""

import os

os.environ["PREBRIEF_CANARY"] = "@CANARY environment@"
