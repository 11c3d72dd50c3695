"""Trains glyphs again and writes models/glyphs.onnx."""

import argparse

import torch
from torch import nn

CLASSES = ["circle", "square", "star", "cross", "ring"]
MODEL = "models/glyphs.onnx"
CHANNELS = (16, 32, 48)
EPOCHS = 20


def block(inner, outer, stride):
    return [nn.Conv2d(inner, outer, 3, stride, 1, bias=False), nn.BatchNorm2d(outer), nn.ReLU()]


def network(a, b, c):
    return nn.Sequential(
        *block(3, a, 2), *block(a, a, 1), *block(a, b, 2), *block(b, b, 1), *block(b, c, 2), *block(c, c, 1),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(c, len(CLASSES)),
    )


def train(model, loader, epochs):
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    model.train()
    for _ in range(epochs):
        for image, label in loader:
            loss = nn.functional.cross_entropy(model(image), label)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model.eval()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("pictures", help="tensors made by the drawing service, (images, labels)")
    parser.add_argument("--channels", type=int, nargs=3, default=CHANNELS)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    options = parser.parse_args()
    images, labels = torch.load(options.pictures)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(images, labels), batch_size=64, shuffle=True)
    model = train(network(*options.channels), loader, options.epochs)
    torch.onnx.export(model, images[:1], MODEL, input_names=["image"], output_names=["logits"], dynamic_axes={"image": {0: "N"}})


if __name__ == "__main__":
    main()
