"""Features by row id, with the text that they belong to."""

import numpy as np


class FeatureCache:
    def __init__(self, compute):
        self.compute = compute
        self.texts = {}
        self.features = {}

    def get(self, row_id, text):
        if row_id not in self.texts or self.texts[row_id] != text:
            features = [float(value) for value in self.compute(text)]
            self.texts[row_id] = text
            self.features[row_id] = features
        return np.array(self.features[row_id])
