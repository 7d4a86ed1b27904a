"""Trains the encoder's adapted layers and writes limber/language/adapted.onnx.

The upper layers of all-MiniLM-L6-v2 are trained further on two tasks at once (see examples.py);
the lower ones stay as they are, so that one pass through them serves both. Runs in an environment
of its own (requirements.txt): PyTorch is needed here and nowhere else. `make adapt` does it all.

    python adapt.py examples.jsonl FOLDER_OF_THE_FP32_MODEL OUTPUT
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn

LAYERS, ADAPTED = 6, 3
WIDTH, HEADS = 384, 12
MOST_TOKENS = 128
EPOCHS, BATCH, RATE, HEAD_RATE = 3, 64, 2e-4, 2e-3
JOINED = 0.2
"""Share of messages that are typed together with a harmless one, so that a sign is found beside talk."""

SLIPPED = 0.15
"""Share of messages that get a typing error or lose their punctuation."""

TASKS = ("sign", "intent")
HARMLESS = ("none:ordinary", "none:benign")


class Layer(nn.Module):
    """A BERT layer with the parameter names of the packaged weights."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.attended, self.attended_norm = nn.Linear(WIDTH, WIDTH), nn.LayerNorm(WIDTH, eps=1e-12)
        self.wide, self.narrow = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.norm, self.drop = nn.LayerNorm(WIDTH, eps=1e-12), nn.Dropout(0.1)

    def load(self, weights: dict[str, Tensor], number: int) -> None:
        """Take the pretrained weights of a layer."""
        places = {
            "query": "attention.self.query",
            "key": "attention.self.key",
            "value": "attention.self.value",
            "attended": "attention.output.dense",
            "attended_norm": "attention.output.LayerNorm",
            "wide": "intermediate.dense",
            "narrow": "output.dense",
            "norm": "output.LayerNorm",
        }
        for name, place in places.items():
            for part in ("weight", "bias"):
                getattr(self, name).get_parameter(part).data.copy_(
                    weights[f"encoder.layer.{number}.{place}.{part}"]
                )

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """States of the tokens after this layer, shape (messages, tokens, width)."""

        def heads(values: Tensor) -> Tensor:
            return values.unflatten(2, (HEADS, WIDTH // HEADS)).transpose(1, 2)

        scores = heads(self.query(states)) @ heads(self.key(states)).transpose(2, 3)
        scores = scores / (WIDTH // HEADS) ** 0.5 + (1.0 - mask[:, None, None, :]) * -1e4
        attended = self.drop(scores.softmax(-1)) @ heads(self.value(states))
        attended = self.attended(attended.transpose(1, 2).flatten(2))
        states = self.attended_norm(states + self.drop(attended))
        return self.norm(states + self.drop(self.narrow(nn.functional.gelu(self.wide(states)))))


class Layers(nn.Module):
    """Layers one after the other."""

    def __init__(self, weights: dict[str, Tensor], numbers: Sequence[int]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer() for _ in numbers)
        for layer, number in zip(self.layers, numbers, strict=True):
            layer.load(weights, number)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """States of the tokens after the last layer."""
        for layer in self.layers:
            states = layer(states, mask)
        return states


class Embedding(nn.Module):
    """Token, position and type embeddings."""

    def __init__(self, weights: dict[str, Tensor]) -> None:
        super().__init__()
        self.tokens = weights["embeddings.word_embeddings.weight"]
        self.places = weights["embeddings.position_embeddings.weight"]
        self.type = weights["embeddings.token_type_embeddings.weight"][0]
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.norm.weight.data.copy_(weights["embeddings.LayerNorm.weight"])
        self.norm.bias.data.copy_(weights["embeddings.LayerNorm.bias"])

    def forward(self, ids: Tensor) -> Tensor:
        """States of the tokens before the first layer."""
        return self.norm(self.tokens[ids] + self.places[: ids.shape[1]] + self.type)


@dataclass(frozen=True)
class Example:
    """A text with its label in one task."""

    task: str
    label: str
    text: str


class Trainer:
    """Trains the adapted layers with one linear head a task."""

    def __init__(self, examples: Sequence[Example], folder: Path) -> None:
        weights = load_file(folder / "model.safetensors")
        self.embedding = Embedding(weights)
        self.lower = Layers(weights, range(LAYERS - ADAPTED))
        self.upper = Layers(weights, range(LAYERS - ADAPTED, LAYERS))
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(MOST_TOKENS)
        self.examples = examples
        self.labels = {task: sorted({one.label for one in examples if one.task == task}) for task in TASKS}
        self.heads = nn.ModuleDict({task: nn.Linear(WIDTH, len(self.labels[task])) for task in TASKS})
        self.harmless = [one.text for one in examples if one.label in HARMLESS]

    def train(self) -> None:
        """All epochs; prints the mean loss of each."""
        batches_an_epoch = len(self.examples) // BATCH + len(TASKS)
        steps = EPOCHS * batches_an_epoch
        optimiser = torch.optim.AdamW(
            [
                {"params": self.upper.parameters(), "lr": RATE, "weight_decay": 0.01},
                {"params": self.heads.parameters(), "lr": HEAD_RATE},
            ]
        )
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimiser, lambda step: min(1.0, (step + 1) / (0.06 * steps)) * max(0.02, 1 - step / steps)
        )
        start = time.monotonic()
        for epoch in range(EPOCHS):
            losses = []
            for task, ids, labels in self._batches():
                scores = self.heads[task](nn.functional.dropout(self._vectors(ids, train=True), 0.1))
                loss = nn.functional.cross_entropy(scores, torch.tensor(labels), label_smoothing=0.1)
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
                schedule.step()
                losses.append(loss.item())
            print(f"epoch {epoch}: loss {np.mean(losses):.3f}, {time.monotonic() - start:.0f} s", flush=True)

    def _batches(self) -> Iterator[tuple[str, list[list[int]], list[int]]]:
        """Batches of one task and of like length, in random order."""
        batches = []
        for task in TASKS:
            place = {label: number for number, label in enumerate(self.labels[task])}
            rows = [
                (self.tokenizer.encode(self._varied(one)).ids, place[one.label])
                for one in self.examples
                if one.task == task
            ]
            random.shuffle(rows)
            for start in range(0, len(rows), BATCH * 20):
                near = sorted(rows[start : start + BATCH * 20], key=lambda row: len(row[0]))
                for first in range(0, len(near), BATCH):
                    ids, labels = zip(*near[first : first + BATCH], strict=True)
                    batches.append((task, list(ids), list(labels)))
        random.shuffle(batches)
        yield from batches

    def _varied(self, example: Example) -> str:
        text = example.text
        if example.task == "sign" and random.random() < JOINED:
            other = random.choice(self.harmless)
            mark = random.choice([". ", " ", ", ", "? ", "\n"])
            text = f"{other}{mark}{text}" if random.random() < 0.5 else f"{text}{mark}{other}"
        return slipped(text) if random.random() < SLIPPED else text

    def _vectors(self, ids: Sequence[Sequence[int]], train: bool) -> Tensor:
        width = max(map(len, ids))
        tokens = torch.zeros(len(ids), width, dtype=torch.long)
        mask = torch.zeros(len(ids), width)
        for row, one in enumerate(ids):
            tokens[row, : len(one)] = torch.tensor(one)
            mask[row, : len(one)] = 1
        with torch.no_grad():
            shared = self.lower.eval()(self.embedding(tokens), mask)
        states = self.upper.train(train)(shared, mask)
        return (states * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)


def slipped(text: str) -> str:
    """The text with one typing error, or without its punctuation."""
    if random.random() < 0.3:
        return "".join(letter for letter in text if letter.isalnum() or letter == " ")
    words = text.split(" ")
    places = [place for place, word in enumerate(words) if len(word) > 3]
    if places:
        place = random.choice(places)
        word, at = words[place], random.randrange(1, len(words[place]) - 1)
        words[place] = random.choice(
            [
                word[:at] + word[at + 1 :],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + word[at] + word[at:],
            ]
        )
    return " ".join(words)


def export(layers: Layers, path: Path) -> None:
    """Write the layers as ONNX; weights as half floats, half the size and alike in effect."""
    states, mask = torch.zeros(2, 5, WIDTH), torch.ones(2, 5)
    batch, tokens = torch.export.Dim("batch"), torch.export.Dim("tokens")
    program = torch.onnx.export(
        layers.eval(),
        (states, mask),
        input_names=["states", "mask"],
        output_names=["adapted"],
        dynamic_shapes=({0: batch, 1: tokens}, {0: batch, 1: tokens}),
        opset_version=18,
    )
    assert program is not None
    model = program.model_proto
    casts = []
    for tensor in model.graph.initializer:
        if tensor.data_type == onnx.TensorProto.FLOAT and int(np.prod(tensor.dims)) >= WIDTH * WIDTH:
            name = tensor.name
            tensor.CopyFrom(
                numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), f"{name}_half")
            )
            casts.append(onnx.helper.make_node("Cast", [f"{name}_half"], [name], to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    model.doc_string = ""
    for node in model.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())


def main() -> None:
    """Train and write."""
    source, folder, output = sys.argv[1:]
    random.seed(0)
    np.random.seed(0)
    torch.manual_seed(0)
    lines = Path(source).read_text("utf-8").splitlines()
    trainer = Trainer([Example(**json.loads(line)) for line in lines], Path(folder))
    trainer.train()
    export(trainer.upper, Path(output))


if __name__ == "__main__":
    main()
