"""Distillation: a teacher's scores on marked and unmarked texts, computed once."""

import json
from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch

from annotations.corpus import write_jsonl
from annotations.document import Document
from annotations.schema import Schema
from inference.bundle import Bundle, BundleError
from inference.heads import Heads, log_softmax
from inference.windows import read_text
from training.backbone import Backbone, load_backbone
from training.barred import Barred
from training.config import TrainConfig
from training.lessons import lessons
from training.reading import live_reader
from training.run import run
from training.teacher import Teacher, open_teacher
from training.train import Trained, train
from training.unmarked import read_unmarked

TEXTS = (
    "قتل ثلاثة مدنيين في قصف على بلدة كفرنبل بريف إدلب يوم الأحد.",
    "قصفت قوات النظام بلدة سراقب فأصيب طفل وامرأة.",
    "انفجرت عبوة ناسفة في سيارة بمدينة الباب ولم ترد أنباء عن ضحايا.",
    "اعتقلت دورية خمسة شبان في حي الوعر بمدينة حمص.",
)


@pytest.fixture(scope="module")
def teacher(tiny_bundle: Path, schema: Schema) -> Teacher:
    return open_teacher([str(tiny_bundle)], schema, device="cpu")


@pytest.fixture(scope="module")
def backbone(tiny_bert: Path) -> Backbone:
    return load_backbone(str(tiny_bert))


@pytest.fixture
def unmarked() -> list[Document]:
    return [Document(id=f"u{n}", text=text) for n, text in enumerate(TEXTS)]


def config(output: Path, **changes: object) -> TrainConfig:
    settings = {
        "name": "t",
        "backbone": "",
        "output": str(output),
        "train": (),
        "epochs": 12,
        "patience": 99,
        "documents_per_step": 2,
        "head_rate": 0.01,
        "device": "cpu",
        "mention_width": 16,
        "pair_width": 16,
        "checkpoint_minutes": 99.0,
        **changes,
    }
    return msgspec.convert(settings, TrainConfig)


def test_a_teacher_marks_what_it_reads_and_scores_what_is_marked(
    teacher: Teacher, report: Document, unmarked: list[Document], schema: Schema
) -> None:
    blank = Document(id="blank", text="\n")
    found = list(teacher.lessons([*unmarked, blank], marked=False))
    results = teacher.readers[0].read([(d.id, d.text, {}) for d in unmarked])
    for (document, soft), result in zip(found, results, strict=False):
        spans = [(m.type, m.start, m.end) for m in document.mentions]
        assert spans == [(m.type, m.start, m.end) for m in result.mentions]
        assert soft is not None
        assert len(soft.tags) == len(read_text(document.text, teacher.readers[0].tokenizer,
                                               teacher.readers[0].rule).words)  # fmt: skip
        assert len(soft.attributes) == len(document.mentions)
    assert found[-1] == (blank, None)
    ((same, soft),) = teacher.lessons([report], marked=True)
    assert same == report and soft is not None
    assert len(soft.attributes) == len(report.mentions)
    assert soft.pairs[0].shape[1] == 1 + len(schema.relation_types)


def test_several_teach_what_they_hold_on_average(
    teacher: Teacher, tiny_bundle: Path, report: Document, schema: Schema
) -> None:
    (one,) = teacher.lessons([report], marked=True)
    twins = open_teacher([str(tiny_bundle)] * 2, schema, device="cpu")
    ((_, same),) = twins.lessons([report], marked=True)
    assert one[1] is not None and same is not None
    for alone, both in zip(one[1].pairs, same.pairs, strict=True):
        assert np.allclose(np.exp(log_softmax(alone)), np.exp(both), atol=1e-5)
    # A second one that holds other things: the mean of their probabilities.
    heads = twins.readers[1].heads
    weights = {**heads.weights, "tag.bias": heads.weights["tag.bias"] + np.float32(1)}
    weights["tag.bias"][0] -= 3
    other = msgspec.structs.replace(twins.readers[1], heads=Heads(weights))
    ((_, apart),) = Teacher((other,), "").lessons([report], marked=True)
    ((_, mixed),) = Teacher((twins.readers[0], other), "").lessons([report], marked=True)
    assert apart is not None and mixed is not None
    wanted = (np.exp(one[1].tags) + np.exp(apart.tags)) / 2
    assert not np.allclose(np.exp(apart.tags), wanted, atol=1e-3)
    assert np.allclose(np.exp(mixed.tags), wanted, atol=1e-5)


def test_lessons_are_taught_once(
    teacher: Teacher,
    tiny_bundle: Path,
    backbone: Backbone,
    report: Document,
    unmarked: list[Document],
    schema: Schema,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = config(tmp_path, teacher=str(tiny_bundle))
    first = lessons(settings, backbone.tokenizer, schema, [report], unmarked)
    assert [first[n].marked for n in range(len(first))] == [True, *[False] * len(unmarked)]
    assert all(first[n].soft is not None for n in range(len(first)))
    # What the teacher finds is no gold: neither in the counts of types nor in what is lost.
    assert first.mentions_of_types.sum() == len(report.mentions)

    def never(*_: object, **__: object) -> None:
        raise AssertionError("taught twice")

    monkeypatch.setattr(Teacher, "lessons", never)
    again = lessons(settings, backbone.tokenizer, schema, [report], unmarked)
    soft = [run[1].soft for run in (first, again)]
    assert soft[0] is not None and soft[1] is not None
    assert np.array_equal(soft[0].tags, soft[1].tags)


def test_a_distilled_student_comes_nearer_to_its_teacher(
    teacher: Teacher,
    tiny_bundle: Path,
    backbone: Backbone,
    report: Document,
    unmarked: list[Document],
    schema: Schema,
    tmp_path: Path,
) -> None:
    plain = config(tmp_path / "plain")
    taught = config(tmp_path / "taught", teacher=str(tiny_bundle), distil_weight=5.0)
    alone = train(plain, backbone, schema, [report], [report])
    distilled = train(taught, backbone, schema, [report], [report], unmarked=unmarked)
    apart = [_apart(student, teacher, schema, unmarked) for student in (alone, distilled)]
    assert apart[1] < 0.6 * apart[0]


def test_a_run_tells_of_its_teacher_and_texts(
    tiny_bert: Path, tiny_bundle: Path, report: Document, tmp_path: Path
) -> None:
    corpus = tmp_path / "corpus.jsonl"
    both = [
        msgspec.structs.replace(report, id=split, text=report.text + " " * n, meta={"split": split})
        for n, split in enumerate(("train", "dev"))
    ]
    write_jsonl(both, corpus)
    lines = [{"id": f"u{n}", "text": text} for n, text in enumerate((*TEXTS, report.text))]
    (tmp_path / "texts.jsonl").write_bytes(msgspec.json.Encoder().encode_lines(lines))
    finished = run(
        config(
            tmp_path / "run",
            backbone=str(tiny_bert),
            train=(str(corpus),),
            teacher=str(tiny_bundle),
            unmarked=(str(tmp_path / "texts.jsonl"),),
            epochs=1,
            word_model=False,
        )
    )
    assert Bundle.open(finished.bundle).config.name == "t"
    facts = json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))
    assert facts["documents"] == {"train": 1, "dev": 1, "unmarked": len(TEXTS)}
    assert facts["config"]["teacher"] == str(tiny_bundle)
    assert any(line.startswith("unmarked: 1 texts") for line in finished.problems)
    # Texts are kept a few hundred together, so that a teacher goes on where it was cut off.
    assert len(list((tmp_path / "run" / "features").iterdir())) == 2


def test_texts_that_are_marked_or_held_out_are_not_taken(report: Document, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXTS[0], "utf-8")
    (tmp_path / "b.txt").write_text(TEXTS[0], "utf-8")
    (tmp_path / "held-out.txt").write_text(report.text, "utf-8")
    (tmp_path / "long.txt").write_text("\n".join(TEXTS), "utf-8")
    (tmp_path / "damaged.txt").write_bytes(b"\xff\xfe\xff")
    found, problems = read_unmarked([str(tmp_path)], [report], longest_document=15)
    assert [d.id for d in found] == ["a", "long#1", "long#2", "long#3", "long#4"]
    assert "".join(d.text for d in found[1:]) == "\n".join(TEXTS)
    assert any("damaged.txt" in line for line in problems)
    assert any(line.startswith("unmarked: 2 texts") for line in problems)


def test_texts_that_share_nine_words_with_a_barred_one_are_not_taken(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text(TEXTS[1], "utf-8")
    (tmp_path / "told-again.txt").write_text("عاجل: " + TEXTS[0] + " وقال شهود", "utf-8")
    found, problems = read_unmarked([str(tmp_path)], [], barred=Barred.of([TEXTS[0]]))
    assert [d.id for d in found] == ["kept"]
    assert any("1 texts share nine words" in line for line in problems)
    # A text of fewer words bars nothing.
    assert not Barred.of(["قصفت قوات النظام بلدة سراقب"]).shares(TEXTS[1])


def test_a_teacher_must_know_the_schema(tiny_bundle: Path, schema: Schema) -> None:
    other = msgspec.structs.replace(schema, relations=schema.relations[:3], name="other")
    with pytest.raises(BundleError, match="other relations than 'other'"):
        open_teacher([str(tiny_bundle)], other, device="cpu")


def _apart(student: Trained, teacher: Teacher, schema: Schema, documents: list[Document]) -> float:
    """The mean divergence of the student's tags from the teacher's, a word."""
    reader = live_reader(
        student.network,
        student.backbone.tokenizer,
        schema,
        config(Path()).window,
        torch.device("cpu"),
    )
    total, count = 0.0, 0
    for document in documents:
        logs = []
        for each in (teacher.readers[0], reader):
            reading = read_text(document.text, each.tokenizer, each.rule)
            words = each.words(reading, list(each.runtime.encode(reading.windows)))
            logs.append(each.tags(reading, words).astype(np.float64))
        theirs, ours = logs
        total += float((np.exp(theirs) * (theirs - ours)).sum())
        count += len(theirs)
    return total / count
