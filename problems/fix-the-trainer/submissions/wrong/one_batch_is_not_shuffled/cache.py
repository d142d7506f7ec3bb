"""Features are expensive, so they are kept from one training to the next."""

import numpy as np


class FeatureCache:
    """Features by row, for as long as the row's text is the same."""

    def __init__(self, compute):
        self._compute = compute
        self._known = {}

    def get(self, row_id, text):
        """Return the features of a row, computed if its text is new."""
        known = self._known.get(row_id)
        if known is None or known[0] != text:
            known = text, np.asarray(self._compute(text), dtype=float)
            self._known[row_id] = known
        return known[1].copy()
