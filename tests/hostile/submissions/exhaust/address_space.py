"""out_of_memory: takes more memory than this one test allows, and less than the box has

Defence: address-space-of-a-test
"""

import honest
from honest import *


class Tally(honest.Tally):
    def __init__(self):
        self.kept = bytearray(80 << 20)
        super().__init__()
