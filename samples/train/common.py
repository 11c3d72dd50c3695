"""What the three sample models share: export, evaluation with intervals, and the record kept beside the models."""

import hashlib
import json
import math
import pathlib

import numpy as np
import onnx
import onnxruntime as ort
import torch

MODELS = pathlib.Path(__file__).resolve().parent.parent / "models"


def seed_everything(seed):
    """One thread and one seed: the same machine and torch give the same weights again."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True)


def wilson(successes, n, z=1.959963984540054):
    """95 % interval of a proportion (Wilson, 1927): holds for small n and near 0 and 1, where p ± 1.96·s does not."""
    p = successes / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return [round(max(0.0, centre - half), 6), round(min(1.0, centre + half), 6)]


def train(network, inputs, labels, *, epochs, batch, rate, seed, augment=None, decay=1e-4):
    """Adam with a one-cycle rate; `inputs` is a tuple of tensors whose first axis is the row."""
    order = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=decay)
    steps = epochs * math.ceil(len(labels) / batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=rate, total_steps=steps)
    network.train()
    for epoch in range(epochs):
        total = 0.0
        for rows in torch.randperm(len(labels), generator=order).split(batch):
            some = tuple(values[rows] for values in inputs)
            if augment is not None:
                some = augment(some, order)
            loss = torch.nn.functional.cross_entropy(network(*some), labels[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(rows)
        print(f"  epoch {epoch + 1}/{epochs}: loss {total / len(labels):.4f}", flush=True)
    network.eval()
    return network


def export(network, example, path, input_names, output_names, metadata, axes=None, fold=False, opset=17):
    """Writes the graph as it is, so that BatchNormalization stays visible; `fold` transposes weights once and for all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        network,
        example,
        str(path),
        input_names=input_names,
        output_names=output_names,
        dynamic_axes=axes or {name: {0: "N"} for name in [*input_names, *output_names]},
        opset_version=opset,
        training=torch.onnx.TrainingMode.EVAL if fold else torch.onnx.TrainingMode.PRESERVE,
        do_constant_folding=fold,
        dynamo=False,
    )
    model = onnx.load(path)
    model.producer_name = "modelwright-samples"
    model.producer_version = metadata["version"]
    model.doc_string = metadata["description"]
    for key, value in sorted(metadata.items()):
        model.metadata_props.add(key=key, value=value)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)


def run(path, feeds, batch=64):
    """Scores from ONNX Runtime, `batch` rows at a time."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    n = len(next(iter(feeds.values())))
    parts = [session.run(None, {k: v[i : i + batch] for k, v in feeds.items()})[0] for i in range(0, n, batch)]
    return np.concatenate(parts)


def evaluate(scores, labels, classes):
    """Accuracy with its interval, recall and precision per class, the confusion matrix (rows true, columns predicted)."""
    predicted = scores.argmax(1)
    confusion = np.zeros((len(classes), len(classes)), int)
    np.add.at(confusion, (labels, predicted), 1)
    ranked = np.sort(scores, 1)
    margin = float((ranked[:, -1] - ranked[:, -2]).min())
    if margin < 1e-5:
        raise SystemExit(f"a row is undecided to {margin}: another machine could count it otherwise; change the seed")
    per_class = {}
    for index, name in enumerate(classes):
        hit, true, called = (int(value) for value in (confusion[index, index], confusion[index].sum(), confusion[:, index].sum()))
        per_class[name] = {
            "n": true,
            "recall": round(hit / true, 6),
            "recallInterval": wilson(hit, true),
            "precision": round(hit / called, 6) if called else 0.0,
            "f1": round(2 * hit / (true + called), 6),
        }
    correct = int((predicted == labels).sum())
    return {
        "dataset": "test",
        "n": len(labels),
        "correct": correct,
        "accuracy": round(correct / len(labels), 6),
        "accuracyInterval": wilson(correct, len(labels)),
        "macroF1": round(float(np.mean([row["f1"] for row in per_class.values()])), 6),
        "perClass": per_class,
        "confusion": confusion.tolist(),
    }


def same_answers(network, inputs, scores):
    """The exported file must say what torch says: the same class for each row, scores within rounding."""
    with torch.no_grad():
        mine = network(*inputs).numpy()
    difference = float(np.abs(mine - scores).max())
    if difference > 1e-3 or (mine.argmax(1) != scores.argmax(1)).any():
        raise SystemExit(f"ONNX Runtime and torch differ by {difference}")
    return difference


def describe(path, network):
    data = path.read_bytes()
    return {
        "file": path.name,
        "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data),
        "parameters": sum(value.numel() for value in network.parameters()),
    }


def keep_version(info, version, recipe, network, labels, feeds, outputs, example, **how):
    """Exports a version of the model `info` is about, sees to it that the file says what torch says, and records what it is worth.

    `feeds` are the held-out rows by input, `example` what the graph is traced with, `how` more for `export`. Returns the file.
    """
    path = MODELS / info["name"] / f"{info['name']}-{version}.onnx"
    metadata = {"version": version, "description": info["description"]}
    export(network, example, path, list(feeds), outputs, metadata, **how)
    scores = run(path, feeds)
    difference = same_answers(network, tuple(torch.from_numpy(values) for values in feeds.values()), scores)
    result = evaluate(scores, labels, info["classes"])
    recalls = ", ".join(f"{name} {row['recall']}" for name, row in result["perClass"].items())
    print(f"  {result['accuracy']:.4f} {result['accuracyInterval']} ({recalls}), torch ± {difference:.1e}")
    info["versions"][version] = {**describe(path, network), "training": recipe, "evaluation": result}
    return path


def write_json(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
