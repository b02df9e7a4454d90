"""The model card of a bundle, with its measured scores. Knows a run's facts, measures nothing."""

from typing import Any

from training.config import TrainConfig
from training.evaluate import Evaluation


def model_card(config: TrainConfig, facts: dict[str, Any], evaluation: Evaluation) -> str:
    """Markdown. Every figure in it comes from `evaluation` or from the run."""
    rows = [
        f"| {name} | {s.precision:.3f} | {s.recall:.3f} | {s.f1:.3f} | {s.wanted} |"
        for name, s in {**evaluation.mentions}.items()
    ]
    links = [
        f"| {name} | {s.precision:.3f} | {s.recall:.3f} | {s.f1:.3f} | {s.wanted} |"
        for name, s in {**evaluation.relations}.items()
    ]
    head = "| type | precision | recall | F1 | gold |\n| --- | --- | --- | --- | --- |\n"
    return f"""# {config.name}

Reads Arabic conflict-monitoring reports: {len(evaluation.mentions) - 1} types of mention and
{len(evaluation.relations) - 1} of relation were met in the figures below. Use it with
`marsad extract --model` or `inference.extractor.Extractor.from_pretrained`.

- Encoder: {facts["encoder"]}.
- Trained on {facts["documents"]["train"]} documents ({", ".join(config.train)}; hash
  {facts["hashes"]["train"]}), seed {config.seed}, at most {config.epochs} epochs, code at
  {facts["git"]}.
{_teacher(config, facts)}- {
        "A CRF over words (`words.crf`), learnt from the same documents, marks mentions beside it."
        if config.word_model
        else "No CRF over words."
    }
- Weights are int8 with float32 scales; the same file serves CPU and GPU.
- Probabilities are scaled by one temperature a head, fitted on the held-out documents.

What it extracts is a reading, not a finding: every figure must be checked against the text that it
points to. It has seen invented reports in the manner of monitors of Syria; elsewhere it is weaker.

## Scores on the {facts["documents"]["dev"]} held-out documents of the same corpus

Strict: first word, last word and type; for relations both ends and the type. Chosen and calibrated
on these documents, so expect less on others; `marsad evaluate --gold FILE` measures on yours.

### Mentions
{head}{chr(10).join(rows)}

### Relations
{head}{chr(10).join(links)}
"""


def _teacher(config: TrainConfig, facts: dict[str, Any]) -> str:
    if not config.teachers:
        return ""
    texts, named = facts["documents"]["unmarked"], " and ".join(config.teachers)
    where = f" ({', '.join(config.unmarked)})" if texts else ""
    return (
        f"- Learnt besides from the scores of {named}, on them and on {texts} other texts{where}.\n"
    )
