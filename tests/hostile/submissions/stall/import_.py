"""0 timeout: hangs at import"""

import time

time.sleep(3600)
