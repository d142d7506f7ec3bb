"""90 protocol: calls an object of which one method was exposed

Defence: exposed-objects-are-not-called
Target: wide
"""

from wire import *

from honest import *



def read(tool):
    data, _ = ask(("call", 0, (), {}))
    print(data)
    return tool.ask("name")
