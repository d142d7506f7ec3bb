"""100: calls a lent method in ways that do not fit, and reads in what is told which test it is in

Defence: errors-name-no-test
Target: wide
"""

from honest import *



def read(tool):
    for arguments in ((), ("fits not",), (1, 2)):
        try:
            tool.ask(*arguments)
        except TypeError as error:
            if "test_" in repr(error.args):
                print("BREACH", error)
    return tool.ask("name")
