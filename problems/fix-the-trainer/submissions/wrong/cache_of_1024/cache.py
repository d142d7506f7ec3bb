"""Features are expensive, so they are kept from one training to the next."""

from collections import OrderedDict

import numpy as np

ROOM = 1024


class FeatureCache:
    """Features by row, for as long as the row's text is the same."""

    def __init__(self, compute):
        self._compute = compute
        self._known = OrderedDict()

    def get(self, row_id, text):
        """Return the features of a row, computed if its text is new."""
        known = self._known.get(row_id)
        if known is None or known[0] != text:
            known = text, np.asarray(self._compute(text), dtype=float)
            self._known[row_id] = known
        self._known.move_to_end(row_id)
        if len(self._known) > ROOM:
            self._known.popitem(last=False)
        return known[1].copy()
