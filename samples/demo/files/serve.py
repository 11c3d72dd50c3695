"""Sorts pictures by shape, and asks loans and phrases what they think.

    python serve.py star.png
"""

import sys

import numpy as np
import onnxruntime as ort
from PIL import Image

glyphs = ort.InferenceSession("models/glyphs.onnx")
loans = ort.InferenceSession("models/loans.onnx")

SHAPES = ["circle", "square", "star", "cross", "ring"]


def shape_of(path):
    """The shape in a picture and how sure the model is."""
    image = np.asarray(Image.open(path).convert("RGB").resize((48, 48), Image.BILINEAR), np.float32) / 255
    logits = glyphs.run(None, {"image": ((image - 0.5) / 0.25).transpose(2, 0, 1)[None]})[0][0]
    odds = np.exp(logits - logits.max())
    best = int(odds.argmax())
    return SHAPES[best], float(odds[best] / odds.sum())


def chance_of_repayment(features):
    """Of one application: the numbers, then one element per word, as models/loans.model.json lists them."""
    return float(loans.run(None, {"features": np.asarray([features], np.float32)})[0][0, 1])


if __name__ == "__main__":
    for path in sys.argv[1:]:
        shape, probability = shape_of(path)
        print(f"{path}: {shape} ({probability:.1%})")
