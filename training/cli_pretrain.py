"""The command `pretrain`: an encoder reads on in unmarked texts. Knows the terminal alone."""

import json
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from training.config import PretrainConfig, read_config
from training.refusals import refusals


def pretrain(
    config: Annotated[
        Path, typer.Argument(help="A TOML file; see training/configs/pretrain.toml.")
    ],
    changes: Annotated[
        list[str] | None, typer.Option("--set", help="key=value over the file; may be repeated.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on from the last checkpoint in the output folder.")
    ] = False,
) -> None:
    """Let an encoder guess hidden words of unmarked texts, and write it as a backbone.

    `marsad train --set backbone=OUTPUT/backbone` begins from it.
    """
    out = Console()
    with refusals("pretrain"):
        settings = read_config(config, changes or [], PretrainConfig)
        from training.backbone import load_backbone, save_backbone
        from training.pretrain import Measured, described
        from training.pretrain import pretrain as begin
        from training.terminal import shown

        def told(found: Measured) -> None:
            out.print(
                f"step {found.step}/{settings.steps}  held-out loss {found.loss:.3f}  "
                f"{found.right:.1%} of the hidden pieces guessed",
                highlight=False,
                soft_wrap=True,
            )

        with shown(out) as bar:
            bar.stage("reading texts")
            backbone = load_backbone(settings.backbone)
            finished = begin(settings, backbone, resume=resume, step=bar.step, watch=told)
        folder = Path(settings.output)
        facts = {
            "config": msgspec.to_builtins(settings),
            "windows": finished.windows,
            "held_out": msgspec.to_builtins(finished.measured),
            "problems": finished.problems,
        }
        (folder / "run.json").write_text(
            json.dumps(facts, ensure_ascii=False, indent=1) + "\n", "utf-8"
        )
        origin = f"{backbone.origin}; {described(settings, finished)}"
        made = msgspec.structs.replace(finished.backbone, origin=origin)
        save_backbone(made, folder / "backbone")
    for problem in finished.problems:
        typer.echo(problem, err=True)
    out.print(
        f"{folder / 'backbone'}: marsad train CONFIG --set backbone={folder / 'backbone'}",
        soft_wrap=True,
    )
