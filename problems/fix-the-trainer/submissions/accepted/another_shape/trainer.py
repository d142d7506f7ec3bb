"""Training from parts of a run."""

import numpy as np
from dataset import batches, fit_scaler, scale, split
from losses import loss_and_gradient
from running import Best, Part
from schedule import rate


def train(rows, config, cache, on_step=None):
    places = split([row["customer"] for row in rows], config["valid_share"], config["seed"])
    raw = np.stack([cache.get(row["id"], row["text"]) for row in rows])
    scaler = fit_scaler(raw[places[0]])
    training, validation = (Part([rows[i] for i in side], scale(raw[side], scaler)) for side in places)

    seeds = np.random.SeedSequence(config["seed"]).spawn(config["epochs"])
    per_epoch = int(np.ceil(len(training.ids) / config["batch_size"]))
    weights = np.zeros(raw.shape[1] + 1)
    best, history = Best(config["patience"]), []
    for epoch, seed in enumerate(seeds):
        rows_of_epoch = batches([np.arange(len(training.ids))], config["batch_size"], np.random.default_rng(seed))
        for number, (batch,) in enumerate(rows_of_epoch, start=epoch * per_epoch):
            now = rate(
                number,
                per_epoch * config["epochs"],
                peak=config["peak"],
                warmup=config["warmup"],
                floor=config["floor"],
            )
            part = training.x[batch], training.y[batch], training.row_weights[batch]
            weights -= now * loss_and_gradient(weights, *part, config["decay"])[1]
            if on_step is not None:
                on_step(dict(step=number, epoch=epoch, rate=now, ids=[training.ids[i] for i in batch]))
        losses = dict(train_loss=training.loss(weights), valid_loss=validation.loss(weights))
        history.append(dict(epoch=epoch, **losses))
        if not best.see(epoch, losses["valid_loss"], weights):
            break
    return dict(
        weights=best.kept,
        scaler=scaler,
        history=history,
        best_epoch=best.epoch,
        train=training.ids,
        valid=validation.ids,
    )
