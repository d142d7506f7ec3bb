"""0 error: an import that takes its time and fails

Defence: imported-once
"""

import time

time.sleep(1.2)
raise ImportError("later")
