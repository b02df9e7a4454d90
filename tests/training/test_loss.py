"""The loss: rare types, parts of a batch, a teacher's scores."""

from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch

from annotations.document import Document
from annotations.schema import Schema
from inference.windows import WindowRule
from training.backbone import load_backbone
from training.batch import Batch, collate
from training.config import TrainConfig
from training.features import Example, Soft, build
from training.loss import PARTS, Learner, Weights, rare_weights
from training.train import new_network

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def learner(tiny_bert: Path, schema: Schema) -> Learner:
    torch.manual_seed(0)
    config = TrainConfig(
        name="", backbone="", output="", train=(), mention_width=16, pair_width=16, dropout=0.0
    )
    network = new_network(load_backbone(str(tiny_bert)), schema, config)
    return Learner(network, Weights(relations=0.5, attributes=0.2))


@pytest.fixture(scope="module")
def examples(report: Document, tiny_bert: Path, schema: Schema) -> list[Example]:
    some = [
        report,
        msgspec.structs.replace(report, relations=report.relations[:4]),
        Document(id="bare", text="عاد الهدوء إلى البلدة."),
    ]
    return build(some, load_backbone(str(tiny_bert)).tokenizer, schema, WindowRule()).examples


def weighed(learner: Learner, **changes: object) -> Learner:
    return Learner(learner.network, msgspec.structs.replace(learner.weights, **changes))


def loss(learner: Learner, batch: Batch) -> dict[str, float]:
    parts = learner(batch, CPU, learner.counts(batch))
    return {name: float(value.detach()) for name, value in parts.items()}


def gradients(learner: Learner) -> dict[str, torch.Tensor]:
    found = {n: p.grad.clone() for n, p in learner.network.named_parameters() if p.grad is not None}
    learner.zero_grad(set_to_none=True)
    return found


def test_parts_of_a_batch_add_up_to_the_whole(learner: Learner, examples: list[Example]) -> None:
    whole = collate(examples)
    totals = learner.counts(whole)
    learner(whole, CPU, totals)["loss"].backward()
    expected = gradients(learner)
    # Three processes, one of them without a document, average their gradients.
    found: dict[str, torch.Tensor] = {}
    for part in (examples[:1], examples[1:], []):
        learner(collate(part), CPU, totals, 3)["loss"].backward()
        for name, gradient in gradients(learner).items():
            found[name] = found.get(name, torch.zeros_like(gradient)) + gradient / 3
    assert found.keys() == expected.keys()
    for name, gradient in expected.items():
        assert torch.allclose(gradient, found[name], atol=1e-6), name


def test_the_tag_loss_is_the_mean_over_words(learner: Learner, examples: list[Example]) -> None:
    singles = [loss(learner, collate([example]))["tags"] for example in examples]
    lengths = [len(example.tags) for example in examples]
    together = loss(learner, collate(examples))
    assert together["tags"] == pytest.approx(np.average(singles, weights=lengths), rel=1e-5)
    assert list(together) == ["loss", *PARTS[:3]]
    assert together["loss"] == pytest.approx(
        together["tags"] + 0.5 * together["relations"] + 0.2 * together["attributes"], rel=1e-5
    )


def test_pairs_without_a_relation_drown_nothing(
    learner: Learner, examples: list[Example], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.loss.PAIRS_OF_ONE", 20)
    example = examples[0]
    (task,) = example.tasks
    found = []
    for labels in (np.zeros_like(task.labels), task.labels):
        tasks = [msgspec.structs.replace(task, labels=labels)]
        batch = collate([msgspec.structs.replace(example, tasks=tasks)])
        summed = float(learner(batch, CPU, torch.ones(len(PARTS) + 2))["relations"])
        found.append(summed / loss(learner, batch)["relations"])
    # Shared out over the true relations, or where these are few over a part of the pairs.
    pairs, true = len(task.labels), int((task.labels > 0).sum())
    assert true > pairs / 20 > 1
    assert found == pytest.approx([pairs / 20, true], rel=1e-4)


def test_rare_types_count_more_and_all_mentions_what_they_did() -> None:
    mentions = np.array([900, 100, 0, 9])
    assert rare_weights(mentions, 0.0) is None
    weights = rare_weights(mentions, 0.5)
    assert weights is not None
    outside, *inside = weights.tolist()
    assert outside == 1.0
    assert inside[::2] == inside[1::2]
    common, second, unseen, rare = inside[::2]
    assert second / common == pytest.approx(3.0) and rare / common == pytest.approx(10.0)
    assert unseen == 1.0
    assert 900 * common + 100 * second + 9 * rare == pytest.approx(1009)


def test_rare_weight_moves_the_loss_towards_rare_types(
    learner: Learner, examples: list[Example], schema: Schema
) -> None:
    batch = collate(examples[:1])
    tags = examples[0].tags
    counts = np.bincount(tags, minlength=1 + 2 * len(schema.types))[1::2]
    rare = weighed(learner, tags=rare_weights(counts, 1.0))
    # A weighted mean, computed here by hand from the loss of every word.
    scores = learner.network.heads.tags(_words(learner, batch)).detach()
    each = torch.nn.functional.cross_entropy(scores, torch.from_numpy(tags), reduction="none")
    weights = rare.weights.tags
    assert weights is not None
    by_hand = (each * weights[tags]).sum() / weights[tags].sum()
    assert loss(rare, batch)["tags"] == pytest.approx(float(by_hand), rel=1e-5)
    assert loss(rare, batch)["tags"] != pytest.approx(float(each.mean()), rel=1e-3)
    # The rarest type's row of the tag head is pulled harder, the commonest type's less.
    pulls = []
    for each_learner in (learner, rare):
        each_learner(batch, CPU, each_learner.counts(batch))["loss"].backward()
        pulls.append(gradients(each_learner)["heads.tag.bias"].abs())
    seen = [n for n in np.argsort(counts) if counts[n]]
    assert pulls[1][1 + 2 * seen[0]] > pulls[0][1 + 2 * seen[0]]
    assert pulls[1][1 + 2 * seen[-1]] < pulls[0][1 + 2 * seen[-1]]


def test_a_teacher_that_holds_the_same_costs_nothing(
    learner: Learner, examples: list[Example]
) -> None:
    soft = weighed(learner, soft=1.0, temperature=2.0)
    own = _own_scores(learner, examples[0])
    agreed = loss(soft, collate([_taught(examples[0], own)]))
    assert [agreed[name] for name in PARTS[3:]] == pytest.approx([0, 0, 0], abs=1e-4)
    turned = Soft(own.tags[:, ::-1].copy(), own.pairs, own.attributes)
    apart = loss(soft, collate([_taught(examples[0], turned)]))
    assert apart["soft tags"] > 0.01
    assert apart["soft relations"] == pytest.approx(0, abs=1e-4)
    assert apart["loss"] > agreed["loss"]


def test_texts_without_marks_are_learnt_from_by_the_teacher_alone(
    learner: Learner, examples: list[Example]
) -> None:
    soft = weighed(learner, soft=1.0, temperature=2.0)
    own = _own_scores(learner, examples[0])
    unmarked = msgspec.structs.replace(_taught(examples[0], own), marked=False)
    told = loss(soft, collate([unmarked]))
    assert [told[name] for name in PARTS[:3]] == [0, 0, 0]
    # Beside a marked document the marks' part is that document's own.
    both = loss(soft, collate([unmarked, _taught(examples[1], _own_scores(learner, examples[1]))]))
    alone = loss(soft, collate(examples[1:2]))
    assert [both[name] for name in PARTS[:3]] == pytest.approx(
        [alone[name] for name in PARTS[:3]], rel=1e-5
    )


def _words(learner: Learner, batch: Batch) -> torch.Tensor:
    vectors = learner.network.words(batch.ids, batch.mask, batch.starts, batch.ends)
    return vectors[batch.documents[0].window, batch.documents[0].place]


def _taught(example: Example, soft: Soft) -> Example:
    return msgspec.structs.replace(example, soft=soft)


def _own_scores(learner: Learner, example: Example) -> Soft:
    """What the network itself holds of an example, as a teacher's scores."""
    heads = learner.network.heads
    batch = collate([example])
    with torch.no_grad():
        words = _words(learner, batch)
        pairs, values = [], []
        for segment in batch.documents[0].segments:
            part = words[segment.first_word : segment.last_word]
            mentions = heads.mentions(part, segment.first, segment.last, segment.types)
            scores = heads.relations(
                part, mentions, segment.heads, segment.tails, segment.features, segment.between
            )
            scores[:, 1:][~segment.lawful] = -1e4
            pairs.append(scores.numpy())
            values.append(heads.attributes(mentions).numpy())
        return Soft(heads.tags(words).numpy(), pairs, np.concatenate(values))
