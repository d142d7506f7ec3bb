"""Features are expensive, so they are kept from one training to the next."""

import numpy as np


class FeatureCache:
    """Features by row, for as long as the row's text is the same."""

    def __init__(self, compute):
        self._compute = compute
        self._known = {}

    def get(self, row_id, text):
        """Return the features of a row, computed if its text is new."""
        key = f"{row_id}:{text}"
        known = self._known.get(key)
        if known is None:
            known = np.asarray(self._compute(text), dtype=float)
            self._known[key] = known
        return known.copy()
