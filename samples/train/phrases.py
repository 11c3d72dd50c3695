"""`phrases`: does a sentence praise or complain? A small transformer on sentences from templates, whose deciding words are known."""

import csv

import numpy as np
import torch
from torch import nn

from common import MODELS, keep_version, seed_everything, train, write_json

FOLDER = MODELS / "phrases"
CLASSES = ["complaint", "praise"]
MAX_LENGTH = 32
HELD_OUT = {"seed": 2718, "n": 400}
CALIBRATION = {"seed": 2719, "n": 100}
DESCRIPTION = "Says whether a sentence about a product praises it or complains."

GOOD = "good great excellent lovely sturdy reliable quick quiet bright comfortable clever tidy generous fresh smooth elegant".split()
BAD = "bad awful poor broken flimsy unreliable slow noisy dim uncomfortable clumsy messy stingy stale rough ugly".split()
THINGS = "lamp kettle chair service delivery manual battery screen handle packaging fabric hinge engine menu sound support".split()
PEOPLE = ["i", "we", "my sister", "everyone", "our team", "the customer"]
TOLD = ["a friend", "everyone", "the shop", "my sister"]
THOUGHT = "thought expected feared heard hoped believed".split()
ADVERBS = ["very", "quite", "really", "rather", "truly", ""]
NEGATORS = ["not", "never", "hardly"]

VERSIONS = {
    "0.1.0": {"width": 16, "heads": 2, "layers": 1, "sentences": 1200, "epochs": 30, "rate": 0.005, "seed": 1},
    "0.2.0": {"width": 32, "heads": 4, "layers": 2, "sentences": 2000, "epochs": 20, "rate": 0.003, "seed": 2},
}


def opinion(rng):
    """(words, label, which of the words decide): an adjective, turned round by a negator where there is one."""
    praise = bool(rng.integers(2))
    # The further down the list the rarer (Zipf's law): a small training set has hardly met the last.
    pool = GOOD if praise else BAD
    weight = 1 / np.arange(1, len(pool) + 1)
    adjective = str(rng.choice(pool, p=weight / weight.sum()))
    negated = rng.uniform() < 0.35
    words = [str(rng.choice(NEGATORS))] if negated else []
    adverb = str(rng.choice(["very", ""] if negated else ADVERBS))
    words += [adverb] if adverb else []
    words.append(adjective)
    deciding = ([0] if negated else []) + [len(words) - 1]
    return words, int(praise != negated), deciding


def subject(rng):
    return ["the", str(rng.choice(THINGS))]


def person(rng):
    return str(rng.choice(PEOPLE)).split()


def sentence(rng):
    """(words, label, deciding positions). Where there are two opinions only the one that stands at the end counts."""
    words, label, deciding = opinion(rng)
    kind = rng.integers(4)
    if kind == 0:
        lead = [*subject(rng), "is"]
    elif kind == 1:
        lead = [*person(rng), "found", *subject(rng)]
    elif kind == 2:
        other, _, _ = opinion(rng)
        lead = [*subject(rng), "is", *other, "but", *subject(rng), "is"]
    else:
        other, _, _ = opinion(rng)
        lead = [*person(rng), str(rng.choice(THOUGHT)), *subject(rng), "was", *other, "but", "it", "is"]
    tail = ["and", "i", "told", *str(rng.choice(TOLD)).split()] if rng.uniform() < 0.2 else []
    return [*lead, *words, *tail, "."], label, [len(lead) + position for position in deciding]


def many(count, seed, without=frozenset()):
    """`count` different sentences, none of them among `without`."""
    rng = np.random.default_rng(seed)
    seen, rows = set(without), []
    while len(rows) < count:
        words, label, deciding = sentence(rng)
        text = " ".join(words)
        if text not in seen:
            seen.add(text)
            rows.append((text, label, deciding))
    return rows


def vocabulary():
    grammar = "the is was found but it and told .".split()
    people = " ".join([*PEOPLE, *TOLD]).split()
    return ["[PAD]", "[UNK]", *sorted({*grammar, *GOOD, *BAD, *THINGS, *people, *THOUGHT, *filter(None, ADVERBS), *NEGATORS})]


def encode(rows, words):
    """int64 [N, longest] ids and the mask of real tokens; a word that is not in the vocabulary is [UNK]."""
    index = {word: position for position, word in enumerate(words)}
    tokens = [text.split() for text, _, _ in rows]
    ids = np.zeros((len(rows), max(map(len, tokens))), np.int64)
    for row, some in enumerate(tokens):
        ids[row, : len(some)] = [index.get(word, 1) for word in some]
    return ids, (ids != 0).astype(np.int64)


class Reshape(torch.autograd.Function):
    """ONNX's Reshape as it is (0 keeps a dimension); torch's own would be exported with the arithmetic of its sizes."""

    @staticmethod
    def forward(ctx, x, shape):
        ctx.shape = x.shape
        return x.reshape([x.shape[axis] if size == 0 else size for axis, size in enumerate(shape)])

    @staticmethod
    def backward(ctx, gradient):
        return gradient.reshape(ctx.shape), None

    @staticmethod
    def symbolic(graph, x, shape):
        return graph.op("Reshape", x, graph.op("Constant", value_t=torch.tensor(shape)))


class Layer(nn.Module):
    """Attention written out, so that the graph has its MatMul, Softmax and MatMul; then two linear layers."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads, self.size = heads, width // heads
        self.before, self.between = nn.LayerNorm(width), nn.LayerNorm(width)
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.wide, self.narrow = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)

    def split(self, x):
        return Reshape.apply(x, [0, -1, self.heads, self.size]).transpose(1, 2)

    def forward(self, x, hidden):
        y = self.before(x)
        query, key, value = self.split(self.query(y)), self.split(self.key(y)), self.split(self.value(y))
        scores = torch.matmul(query, key.transpose(2, 3)) * self.size**-0.5 + hidden
        mixed = torch.matmul(torch.softmax(scores, -1), value).transpose(1, 2)
        x = x + self.out(Reshape.apply(mixed, [0, -1, self.heads * self.size]))
        return x + self.narrow(torch.relu(self.wide(self.between(x))))


class Phrases(nn.Module):
    """Token and position embeddings, layers of attention, the mean over real tokens, one linear layer."""

    def __init__(self, vocabulary_size, width, heads, layers):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary_size, width)
        self.positions = nn.Embedding(MAX_LENGTH, width)
        self.layers = nn.ModuleList(Layer(width, heads) for _ in range(layers))
        self.last = nn.LayerNorm(width)
        self.head = nn.Linear(width, len(CLASSES))

    def forward(self, input_ids, attention_mask):
        mask = attention_mask.to(torch.float32)
        place = torch.cumsum(attention_mask, 1) - 1
        x = self.tokens(input_ids) + self.positions(torch.clamp(place, 0, MAX_LENGTH - 1))
        hidden = (1 - mask)[:, None, None, :] * -10000.0
        for layer in self.layers:
            x = layer(x, hidden)
        real = mask[:, :, None]
        return self.head((self.last(x) * real).sum(1) / real.sum(1))


def keep_held_out(rows, words):
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "vocab.txt").write_text("\n".join(words) + "\n", encoding="utf-8", newline="\n")
    with open(FOLDER / "test.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["text", "label", "deciding", "positions"])
        for text, label, deciding in rows:
            tokens = text.split()
            writer.writerow([text, CLASSES[label], " ".join(tokens[i] for i in deciding), " ".join(map(str, deciding))])


def keep_calibration(rows):
    with open(FOLDER / "calibration.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([["text"], *([text] for text, _, _ in rows)])


def main():
    words = vocabulary()
    held_out = many(HELD_OUT["n"], HELD_OUT["seed"])
    held_out_texts = {text for text, _, _ in held_out}
    keep_held_out(held_out, words)
    keep_calibration(many(CALIBRATION["n"], CALIBRATION["seed"], held_out_texts))
    ids, mask = encode(held_out, words)
    labels = np.array([label for _, label, _ in held_out])
    info = {
        "name": "phrases",
        "description": DESCRIPTION,
        "task": "classification",
        "classes": CLASSES,
        "vocabulary": "vocab.txt",
        "maxLength": MAX_LENGTH,
        "heldOut": {**HELD_OUT, "data": "test.csv", "label": "label", "deciding": "positions"},
        "calibration": {**CALIBRATION, "data": "calibration.csv"},
        "versions": {},
    }
    for version, recipe in VERSIONS.items():
        print(f"phrases {version}")
        seed_everything(recipe["seed"])
        rows = many(recipe["sentences"], [HELD_OUT["seed"], recipe["seed"]], held_out_texts)
        inputs = tuple(torch.from_numpy(values) for values in encode(rows, words))
        network = train(
            Phrases(len(words), recipe["width"], recipe["heads"], recipe["layers"]),
            inputs,
            torch.tensor([label for _, label, _ in rows]),
            epochs=recipe["epochs"],
            batch=32,
            rate=recipe["rate"],
            seed=recipe["seed"],
        )
        feeds = {"input_ids": ids, "attention_mask": mask}
        axes = {"input_ids": {0: "N", 1: "L"}, "attention_mask": {0: "N", 1: "L"}, "logits": {0: "N"}}
        example = tuple(values[:2] for values in inputs)
        keep_version(info, version, recipe, network, labels, feeds, ["logits"], example, axes=axes, fold=True)
    write_json(FOLDER / "INFO.json", info)


if __name__ == "__main__":
    main()
