"""90 failed: reads the words of the assertions that are thrown into its generators and exits

Defence: an-assertion-is-thrown-without-its-words, an-exit-is-told-no-words
Target: wide
"""

from honest import *



def session():
    try:
        yield 5
    finally:
        print("fine")


class Guard:
    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        print(kind, error.args if error else "", trace)
        return False

    def level(self):
        return -1
