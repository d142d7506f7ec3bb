"""100: hangs at exit, also at the one that runs nothing

Defence: killed-where-it-stays
"""

import atexit
import os
import time

from honest import *

atexit.register(time.sleep, 3600)
os._exit = time.sleep
