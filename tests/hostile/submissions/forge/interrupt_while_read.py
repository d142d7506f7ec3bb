"""80 refused: raises KeyboardInterrupt while the tests are read

Defence: keyboard-interrupts-are-refused
Target: wide
"""

from honest import *



def cases():
    raise KeyboardInterrupt
