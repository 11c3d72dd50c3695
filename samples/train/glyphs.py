"""`glyphs`: circle, square, star, cross or ring? A convolutional network on 48 × 48 coloured, noisy pictures."""

import shutil

import numpy as np
import torch
from PIL import Image
from torch import nn

import draw
from common import MODELS, keep_version, run, seed_everything, train, write_json

FOLDER = MODELS / "glyphs"
HELD_OUT = {"seed": 20240, "n": 200}
CALIBRATION = {"seed": 20241, "n": 50}
MEAN, STD = 0.5, 0.25

# What differs between the versions is what differs in life: more pictures and patience, then a wider network.
VERSIONS = {
    "1.0.0": {"channels": [16, 32, 48], "pictures": 5000, "epochs": 20, "rate": 0.01, "seed": 2},
    "1.1.0": {"channels": [16, 32, 48], "pictures": 6000, "epochs": 24, "rate": 0.01, "seed": 2},
    "1.2.0": {"channels": [24, 48, 64], "pictures": 12000, "epochs": 18, "rate": 0.01, "seed": 3},
}
DESCRIPTION = "Says which of five shapes is in a 48 × 48 colour picture: circle, square, star, cross or ring."


def block(inner, outer, stride):
    return [nn.Conv2d(inner, outer, 3, stride, 1, bias=False), nn.BatchNorm2d(outer), nn.ReLU()]


class Glyphs(nn.Module):
    """Three stages of two convolutions, each with BatchNorm and ReLU; the mean over places; one linear layer."""

    def __init__(self, channels):
        super().__init__()
        a, b, c = channels
        self.features = nn.Sequential(
            *block(3, a, 2), *block(a, a, 1), *block(a, b, 2), *block(b, b, 1), *block(b, c, 2), *block(c, c, 1)
        )
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.head = nn.Linear(c, len(draw.CLASSES))

    def forward(self, image):
        return self.head(torch.flatten(self.pool(self.features(image)), 1))


def normalise(pictures):
    """uint8 [N, H, W, 3] → float [N, 3, H, W], as the manifest says: (x/255 − 0.5)/0.25."""
    values = pictures.astype(np.float32) * np.float32(1 / 255)
    return np.ascontiguousarray(((values - np.float32(MEAN)) / np.float32(STD)).transpose(0, 3, 1, 2))


def turned(inputs, generator):
    """A random quarter turn and mirror image for the whole batch: none of the five shapes changes its name."""
    (images,) = inputs
    quarter, mirror = (int(torch.randint(high, (1,), generator=generator)) for high in (4, 2))
    images = torch.rot90(images, quarter, (2, 3))
    return (torch.flip(images, (3,)) if mirror else images,)


def keep_held_out(pictures, labels, masks):
    for folder in ("test", "masks"):
        shutil.rmtree(FOLDER / folder, ignore_errors=True)
    for row, (pixels, label, mask) in enumerate(zip(pictures, labels, masks)):
        for folder, image in (("test", Image.fromarray(pixels)), ("masks", Image.fromarray(mask))):
            path = FOLDER / folder / draw.CLASSES[label] / f"{row:03d}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            image.save(path, optimize=True)


def keep_calibration():
    """Pictures without a class, in neither the training nor the held-out ones: what a quantizer may look at."""
    shutil.rmtree(FOLDER / "calibration", ignore_errors=True)
    (FOLDER / "calibration").mkdir(parents=True)
    for row, pixels in enumerate(draw.many(CALIBRATION["n"], CALIBRATION["seed"])[0]):
        Image.fromarray(pixels).save(FOLDER / "calibration" / f"{row:02d}.png", optimize=True)


def make_star(paths):
    """`star.png`: of the first 50 stars beyond the held-out pictures the one all versions are surest of."""
    stars = [draw.picture("star", np.random.default_rng([HELD_OUT["seed"], HELD_OUT["n"] + row]))[0] for row in range(50)]
    image = normalise(np.stack(stars))
    scores = [torch.softmax(torch.from_numpy(run(path, {"image": image})), 1)[:, draw.CLASSES.index("star")].numpy() for path in paths]
    best = int(np.min(scores, 0).argmax())
    Image.fromarray(stars[best]).save(FOLDER / "star.png", optimize=True)
    return {version: round(float(score[best]), 6) for version, score in zip(VERSIONS, scores)}


def main():
    test, labels, masks = draw.many(HELD_OUT["n"], HELD_OUT["seed"])
    keep_held_out(test, labels, masks)
    keep_calibration()
    image = normalise(test)
    info = {
        "name": "glyphs",
        "description": DESCRIPTION,
        "task": "classification",
        "classes": draw.CLASSES,
        "heldOut": {**HELD_OUT, "data": "test/", "masks": "masks/"},
        "calibration": {**CALIBRATION, "data": "calibration/"},
        "versions": {},
    }
    paths = []
    for version, recipe in VERSIONS.items():
        print(f"glyphs {version}")
        seed_everything(recipe["seed"])
        # The seeds of rows start with another number than the held-out one: no picture is in both.
        pictures, targets, _ = draw.many(recipe["pictures"], 7000 + recipe["seed"])
        network = train(
            Glyphs(recipe["channels"]),
            (torch.from_numpy(normalise(pictures)),),
            torch.from_numpy(targets),
            epochs=recipe["epochs"],
            batch=64,
            rate=recipe["rate"],
            seed=recipe["seed"],
            augment=turned,
        )
        example = (torch.zeros(2, 3, draw.SIDE, draw.SIDE),)
        paths.append(keep_version(info, version, recipe, network, labels, {"image": image}, ["logits"], example))
    info["star"] = {"file": "star.png", "probability": make_star(paths)}
    write_json(FOLDER / "INFO.json", info)


if __name__ == "__main__":
    main()
