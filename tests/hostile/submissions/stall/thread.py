"""100: leaves threads running"""

import threading
import time

from honest import *

for _ in range(4):
    threading.Thread(target=time.sleep, args=(3600,)).start()
