"""90 failed: reads the words of the assertions that are thrown at its exit

Defence: an-exit-is-told-no-words
Target: wide
"""

from honest import *



class Guard:
    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        print(kind, error.args if error else "", trace)
        return False

    def level(self):
        return -1
