"""Training, step by step."""

import numpy as np
from dataset import batches, fit_scaler, scale, split
from losses import loss_and_gradient
from schedule import rate


def train(rows, config, cache, on_step=None):
    train_places, valid_places = split([row["customer"] for row in rows], config["valid_share"], config["seed"])
    features = [cache.get(row["id"], row["text"]) for row in rows]
    scaler = fit_scaler(np.array([features[place] for place in train_places]))
    x = scale(np.array(features), scaler)

    def side(places):
        return (
            np.array([x[place] for place in places]),
            np.array([float(rows[place]["label"]) for place in places]),
            np.array([float(rows[place]["weight"]) for place in places]),
        )

    training, validation = side(train_places), side(valid_places)
    rng = np.random.default_rng(config["seed"] + 1)
    steps = (len(train_places) + config["batch_size"] - 1) // config["batch_size"]
    w = [0.0] * (x.shape[1] + 1)
    history, step, best, since, kept = [], 0, None, 0, None
    for epoch in range(config["epochs"]):
        for (places,) in batches([np.array(train_places)], config["batch_size"], rng):
            r = rate(
                step, steps * config["epochs"], peak=config["peak"], warmup=config["warmup"], floor=config["floor"]
            )
            gradient = loss_and_gradient(w, *side(places), config["decay"])[1]
            w = [old - r * slope for old, slope in zip(w, gradient)]
            if on_step:
                on_step({"step": step, "epoch": epoch, "rate": r, "ids": [rows[place]["id"] for place in places]})
            step += 1
        train_loss = loss_and_gradient(w, *training, 0)[0]
        valid_loss = loss_and_gradient(w, *validation, 0)[0]
        history.append({"epoch": epoch, "train_loss": train_loss, "valid_loss": valid_loss})
        if best is None or valid_loss < history[best]["valid_loss"]:
            best, since, kept = epoch, 0, list(w)
        else:
            since += 1
            if since == config["patience"]:
                break
    return {
        "weights": kept,
        "scaler": scaler,
        "history": history,
        "best_epoch": best,
        "train": [rows[place]["id"] for place in train_places],
        "valid": [rows[place]["id"] for place in valid_places],
    }
