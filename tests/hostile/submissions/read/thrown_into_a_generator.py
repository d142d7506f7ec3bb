"""90 failed: reads the words of the assertion that is thrown into its generator

Defence: an-assertion-is-thrown-without-its-words
Target: wide
"""

from honest import *



def session():
    try:
        yield -1
    except BaseException as error:
        print(error.args)
        raise
