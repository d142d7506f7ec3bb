"""Features by the text itself: who has the text has the features, and no text can be stale."""

import numpy as np


class FeatureCache:
    def __init__(self, compute):
        self._compute = compute
        self._latest = {}

    def get(self, row_id, text):
        match self._latest.get(row_id):
            case (known, features) if known == text:
                return np.array(features)
        features = np.array(self._compute(text), dtype=np.float64)
        features.setflags(write=False)
        self._latest[row_id] = (text, features)
        return np.array(features)
