"""error: a bracket is missing, so the module cannot be imported."""


def confusion_matrix(y_true, y_pred, labels=None):
    """Count pairs of labels."""
    order = sorted(set(y_true) | set(y_pred) if labels is None else labels
    return order, [[0] * len(order) for _ in order]
