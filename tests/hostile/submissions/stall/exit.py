"""100: hangs at exit"""

import atexit
import time

from honest import *

atexit.register(time.sleep, 3600)
