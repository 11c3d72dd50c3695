"""`loans`: is a loan repaid? Seven columns, some of them words; the label comes from the formula below."""

import csv

import numpy as np
import torch
from torch import nn

from common import MODELS, keep_version, seed_everything, train, wilson, write_json

FOLDER = MODELS / "loans"
CLASSES = ["defaulted", "repaid"]
EMPLOYMENT = ["permanent", "temporary", "self-employed", "unemployed"]
PURPOSE = ["car", "education", "home", "business", "holiday"]
HISTORY = ["clean", "late-once", "late-often"]
COLUMNS = ["age", "income", "amount", "years", "employment", "purpose", "history"]
HELD_OUT = {"seed": 31415, "n": 1000}
CALIBRATION = {"seed": 31416, "n": 200}
DESCRIPTION = "Probability that a loan is repaid, from what the applicant stated."

FORMULA = (
    "score = 1.6 - 4.0*(amount/(income*years)) + 1.2*[employment=permanent] - 1.8*[employment=unemployed]"
    " - 1.3*history + 0.9*[purpose=home] - 1.5*[purpose=business]*(history>0); P(repaid) = 1/(1+exp(-2.5*score));"
    " history: clean 0, late-once 1, late-often 2; age has no part in it"
)
EFFECTS = {
    "age": 0,
    "income": "with amount and years: the share of income that goes to the loan each year",
    "amount": "as income",
    "years": "as income",
    "employment": {"permanent": 1.2, "temporary": 0, "self-employed": 0, "unemployed": -1.8},
    "purpose": {"home": 0.9, "business": "-1.5 unless history is clean", "car": 0, "education": 0, "holiday": 0},
    "history": {"clean": 0, "late-once": -1.3, "late-often": -2.6},
}

VERSIONS = {
    "1.0.0": {"hidden": [], "rows": 3000, "epochs": 25, "rate": 0.02, "seed": 1},
    "1.1.0": {"hidden": [24, 12], "rows": 12000, "epochs": 25, "rate": 0.01, "seed": 2},
}


def score(row):
    """The ground truth, on one row as the CSV holds it."""
    history = HISTORY.index(row["history"])
    return (
        1.6
        - 4.0 * (row["amount"] / (row["income"] * row["years"]))
        + 1.2 * (row["employment"] == "permanent")
        - 1.8 * (row["employment"] == "unemployed")
        - 1.3 * history
        + 0.9 * (row["purpose"] == "home")
        - 1.5 * (row["purpose"] == "business") * (history > 0)
    )


def many(count, seed):
    """Rows as dictionaries with `probability` (of the formula) and `outcome` (drawn with it)."""
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(count):
        row = {
            "age": int(rng.integers(19, 76)),
            "income": int(round(np.clip(rng.lognormal(10.45, 0.45), 9000, 150000), -2)),
            "amount": int(round(np.clip(rng.lognormal(9.6, 0.8), 1000, 120000), -2)),
            "years": int(rng.integers(1, 11)),
            "employment": str(rng.choice(EMPLOYMENT, p=[0.55, 0.2, 0.15, 0.1])),
            "purpose": str(rng.choice(PURPOSE, p=[0.3, 0.2, 0.2, 0.15, 0.15])),
            "history": str(rng.choice(HISTORY, p=[0.55, 0.27, 0.18])),
        }
        row["probability"] = float(1 / (1 + np.exp(-2.5 * score(row))))
        row["outcome"] = CLASSES[int(rng.uniform() < row["probability"])]
        rows.append(row)
    return rows


def encode(rows):
    """float32 [N, 14], in the manifest's order: numbers, one element per word, the history's index."""
    return np.array(
        [
            [row["age"], row["income"], row["amount"], row["years"]]
            + [float(row["employment"] == name) for name in EMPLOYMENT]
            + [float(row["purpose"] == name) for name in PURPOSE]
            + [HISTORY.index(row["history"])]
            for row in rows
        ],
        np.float32,
    )


class Loans(nn.Module):
    """Standardises its inputs itself, then linear layers with ReLU between; probabilities out."""

    def __init__(self, hidden, features):
        super().__init__()
        self.register_buffer("mean", features.mean(0))
        self.register_buffer("deviation", features.std(0))
        sizes = [features.shape[1], *hidden]
        layers = []
        for inner, outer in zip(sizes, hidden):
            layers += [nn.Linear(inner, outer), nn.ReLU()]
        self.layers = nn.Sequential(*layers, nn.Linear(sizes[-1], len(CLASSES)))

    def forward(self, features):
        logits = self.layers((features - self.mean) / self.deviation)
        # Training wants logits, a user probabilities.
        return logits if self.training else torch.softmax(logits, 1)


def labels_of(rows):
    return np.array([CLASSES.index(row["outcome"]) for row in rows])


def keep(name, rows, columns):
    FOLDER.mkdir(parents=True, exist_ok=True)
    with open(FOLDER / name, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, "probability": f"{row['probability']:.6f}"} for row in rows)


def main():
    held_out = many(HELD_OUT["n"], HELD_OUT["seed"])
    keep("test.csv", held_out, [*COLUMNS, "outcome", "probability"])
    keep("calibration.csv", many(CALIBRATION["n"], CALIBRATION["seed"]), COLUMNS)
    features, labels = encode(held_out), labels_of(held_out)
    truth = np.array([row["probability"] for row in held_out])
    # Nobody can do better than the formula, and it errs too: the outcome is drawn with its probability.
    best = int(((truth > 0.5) == (labels == 1)).sum())
    ceiling = {"n": len(labels), "correct": best, "accuracy": best / len(labels), "accuracyInterval": wilson(best, len(labels))}
    info = {
        "name": "loans",
        "description": DESCRIPTION,
        "task": "classification",
        "classes": CLASSES,
        "columns": [
            *({"name": name} for name in COLUMNS[:4]),
            {"name": "employment", "oneHot": EMPLOYMENT},
            {"name": "purpose", "oneHot": PURPOSE},
            {"name": "history", "categories": HISTORY},
        ],
        "groundTruth": {"formula": FORMULA, "effects": EFFECTS, "accuracyOfTheFormula": ceiling},
        "heldOut": {**HELD_OUT, "data": "test.csv", "label": "outcome"},
        "calibration": {**CALIBRATION, "data": "calibration.csv"},
        "versions": {},
    }
    for version, recipe in VERSIONS.items():
        print(f"loans {version} (the formula itself: {ceiling['accuracy']:.4f})")
        seed_everything(recipe["seed"])
        rows = many(recipe["rows"], [HELD_OUT["seed"], recipe["seed"]])
        inputs = torch.from_numpy(encode(rows))
        network = train(
            Loans(recipe["hidden"], inputs),
            (inputs,),
            torch.from_numpy(labels_of(rows)),
            epochs=recipe["epochs"],
            batch=64,
            rate=recipe["rate"],
            seed=recipe["seed"],
        )
        keep_version(info, version, recipe, network, labels, {"features": features}, ["probabilities"], (inputs[:2],))
    write_json(FOLDER / "INFO.json", info)


if __name__ == "__main__":
    main()
