"""out_of_memory: takes more memory than this one test allows, and far less than the box has

Defence: address-space-of-a-test
"""

import honest
from honest import *


class Tally(honest.Tally):
    def add(self, word):
        self.kept = bytearray(100 << 20)
        super().add(word)
