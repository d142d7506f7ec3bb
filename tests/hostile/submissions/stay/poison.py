"""100: changes libraries, caches and its own forkserver's code

Defence: the-root-is-read-only
"""

import importlib
import json
import os
import sys

import numpy

from honest import *


def scale(values, by):
    for module in (json, numpy, os):
        for path in (module.__file__, getattr(module, "__cached__", None) or "", os.path.dirname(module.__file__) + "/left.pth"):
            try:
                open(path, "r+b").close()
                print("BREACH", path)
            except OSError:
                continue
    for name in list(sys.modules):
        if name.startswith("sandbox.forkserver"):
            for key, value in list(vars(sys.modules[name]).items()):
                if callable(value):
                    setattr(sys.modules[name], key, lambda *_, **__: None)
    numpy.array_equal = lambda *_: True
    importlib.invalidate_caches()
    return values * by
