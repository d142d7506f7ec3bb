"""timeout: several calls, each of which alone has time enough

Defence: deadline-per-test
"""

import time

import honest
from honest import *


class Tally(honest.Tally):
    def add(self, word):
        time.sleep(0.9)
        super().add(word)
