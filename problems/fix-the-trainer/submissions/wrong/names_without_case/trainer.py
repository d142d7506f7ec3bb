"""Training: split, features, scaling, descent with a schedule, and the weights of the best epoch."""

import numpy as np
from dataset import batches, fit_scaler, scale, split
from losses import loss_and_gradient
from schedule import rate


def train(rows, config, cache, on_step=None):
    """Train on the rows of some customers, validate on those of the others; return what the brief lists."""
    train_places, valid_places = split([row["customer"] for row in rows], config["valid_share"], config["seed"])
    features = np.array([cache.get(row["id"], row["text"]) for row in rows])
    scaler = fit_scaler(features[train_places])
    x = scale(features, scaler)
    y = np.array([row["label"] for row in rows], dtype=float)
    row_weights = np.array([row["weight"] for row in rows], dtype=float)
    ids = np.array([row["id"] for row in rows])

    rng = np.random.default_rng(config["seed"])
    data = [array[train_places] for array in (x, y, row_weights, ids)]
    total = config["epochs"] * -(-len(train_places) // config["batch_size"])
    weights = np.zeros(x.shape[1] + 1)
    step, history = 0, []
    best_epoch, best_weights = -1, weights
    for epoch in range(config["epochs"]):
        for part in batches(data, config["batch_size"], rng):
            speed = rate(step, total, peak=config["peak"], warmup=config["warmup"], floor=config["floor"])
            _, gradient = loss_and_gradient(weights, *part[:3], config["decay"])
            weights = weights - speed * gradient
            if on_step is not None:
                on_step({"step": step, "epoch": epoch, "rate": speed, "ids": part[3].tolist()})
            step += 1
        train_loss = loss_and_gradient(weights, *data[:3], 0.0)[0]
        valid_data = [array[valid_places] for array in (x, y, row_weights)]
        valid_loss = loss_and_gradient(weights, *valid_data, 0.0)[0]
        history.append({"epoch": epoch, "train_loss": train_loss, "valid_loss": valid_loss})
        if best_epoch < 0 or valid_loss < history[best_epoch]["valid_loss"]:
            best_epoch, best_weights = epoch, weights
        elif epoch - best_epoch >= config["patience"]:
            break
    return {
        "weights": best_weights,
        "scaler": scaler,
        "history": history,
        "best_epoch": best_epoch,
        "train": ids[train_places].tolist(),
        "valid": ids[valid_places].tolist(),
    }
