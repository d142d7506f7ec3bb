"""0 protocol: greets with a number, and leaves

Defence: a-greeting-is-one
"""

import os

from wire import *

say(READY, 0, 5)
os._exit(0)
