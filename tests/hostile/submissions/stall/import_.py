"""0 timeout: hangs at import

Defence: imported-once
"""

import time

time.sleep(3600)
