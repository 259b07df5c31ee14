"""The command ``lounge``: which words it takes, and who does the work.

Exit 0 ok, 1 what was asked failed, 2 wrong usage or configuration.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from importlib import import_module, metadata
from typing import TYPE_CHECKING

from bot import logs
from bot.errors import LoungeError
from bot.knowledge.loading import KnowledgeInvalid
from bot.matching.encoder_card import EncoderUnusable
from bot.screening.rules import ScreeningDataInvalid
from bot.settings import SettingsInvalid, load_settings
from bot.store.errors import DatabaseUrlInvalid, SecretInvalid

if TYPE_CHECKING:
    from collections.abc import Sequence

OK, FAILED, USAGE = 0, 1, 2
ONE_THREAD = "OPENBLAS_NUM_THREADS"
"""numpy's OpenBLAS reads it when it is loaded. A question's products are small: shared out over threads that wait for each other, ranking
thousands of them took three times the CPU time, and what is learned differed in its last bits with the number of cores."""
# Faults of the configuration rather than of what was asked.
UNUSABLE = (
    SettingsInvalid,
    KnowledgeInvalid,
    ScreeningDataInvalid,
    EncoderUnusable,
    DatabaseUrlInvalid,
    SecretInvalid,
)

SELDOM = (100_000, 50, 100)
"""Opening the lounge makes millions of objects that stay; looking among them for garbage as often as usual took a tenth of the start."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is returned, never raised."""
    parser = build_parser()
    try:
        parsed = parser.parse_args(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)
    if not hasattr(parsed, "module"):
        parser.print_help()
        return USAGE
    os.environ.setdefault(ONE_THREAD, "1")
    gc.set_threshold(*SELDOM)
    try:
        settings = load_settings()
        logs.configure(settings.lounge_log_level)
        return int(import_module(f"bot.commands.{parsed.module}").run(parsed, settings))
    except UNUSABLE as error:
        print(error, file=sys.stderr)
        return USAGE
    except LoungeError as error:
        print(error, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return FAILED
    except BrokenPipeError:
        # The reader of the pipe left (as `head` does); what is still buffered has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK


def build_parser() -> argparse.ArgumentParser:
    """The parser of every command line that ``lounge`` takes."""
    parser = argparse.ArgumentParser(
        prog="lounge",
        description="Doctors' Lounge: vetted guidance on conduct on social media for clinicians. Never type patient details.",
    )
    parser.add_argument("--version", action="version", version=f"lounge {_version()}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    chat = commands.add_parser("chat", help="the lounge in this terminal, no account needed")
    chat.add_argument(
        "--plain", action="store_true", help="plain lines for screen readers: no boxes, colours or line editing"
    )
    chat.set_defaults(module="chat")

    run = commands.add_parser("run", help="the bot on Discord; needs DISCORD_TOKEN in the environment or .env")
    run.set_defaults(module="run")

    ask = commands.add_parser("ask", help="ask one question, or many with --batch")
    ask.add_argument("question", nargs="?", help="the question, without patient details")
    ask.add_argument("--json", action="store_true", help="print the reply as JSON")
    ask.add_argument(
        "--batch", metavar="FILE", help='JSON lines {"q": "..."} from a file, or - for standard input; one reply a line'
    )
    ask.set_defaults(module="ask")

    check = commands.add_parser("check", help="review a draft post against the guide, or many with --batch")
    check.add_argument("draft", nargs="?", help="the draft, or - to read it from standard input")
    check.add_argument("--json", action="store_true", help="print the review as JSON")
    check.add_argument(
        "--batch",
        metavar="FILE",
        help='JSON lines {"draft": "..."} from a file, or - for standard input; one review a line',
    )
    check.set_defaults(module="check")

    checklist = commands.add_parser("checklist", help="list the quick checklists, or show one")
    checklist.add_argument("id", nargs="?", help="a checklist's id, or a part of it")
    checklist.set_defaults(module="browse", what="checklist")

    guide = commands.add_parser("guide", help="list the guide's sections, or show the points of one")
    guide.add_argument("section", nargs="?", help="a section's id, or a part of it")
    guide.set_defaults(module="browse", what="guide")

    _add_knowledge(commands.add_parser("knowledge", help="check, list and show the knowledge"))

    evaluate = commands.add_parser("evaluate", help="measure answers on the golden questions or on any set")
    evaluate.add_argument(
        "file", nargs="?", metavar="FILE", help="questions in the form of golden.yaml; default: the golden questions"
    )
    evaluate.add_argument(
        "--phrasings", metavar="FILE", help='JSON lines {"q", "entry"} to learn from, instead of the knowledge'
    )
    evaluate.add_argument(
        "--questions", metavar="FILE", help='JSON lines {"q", "entry"} to measure on; entry null for out of scope'
    )
    evaluate.add_argument("--screen", action="store_true", help="measure the screen instead, on its own set")
    evaluate.add_argument("--json", action="store_true", help="print the figures as JSON")
    evaluate.set_defaults(module="evaluate")

    _add_encoder(commands.add_parser("encoder", help="list, choose, fetch, build, adapt or teach the sentence encoder"))
    bench = commands.add_parser("bench", help="what a reply costs, beside other methods, as the knowledge grows")
    bench.add_argument("--sizes", metavar="N", type=int, nargs="+", help="numbers of phrasings (1000 10000 100000)")
    bench.add_argument("--picture", metavar="FILE", help="also draw accuracy against cost (.svg or .png)")
    bench.add_argument("--json", action="store_true", help="print the figures as JSON")
    bench.set_defaults(module="bench")
    return parser


def _add_knowledge(knowledge: argparse.ArgumentParser) -> None:
    actions = knowledge.add_subparsers(title="actions", metavar="ACTION", required=True)
    lint = actions.add_parser("lint", help="find every fault, with file and line")
    lint.add_argument("--strict", action="store_true", help="warnings count as faults")
    actions.add_parser("list", help="every entry with its section and basis")
    show = actions.add_parser("show", help="one entry")
    show.add_argument("id", help="the entry's id, or a part of it")
    due = actions.add_parser("due", help="what is to be reviewed")
    due.add_argument("--days", type=int, default=60, help="look this many days ahead (60)")
    actions.add_parser("schema", help="the JSON Schema of an entry, for editors")
    actions.add_parser(
        "vectors", help="after an edit of the shipped knowledge: make the vectors that travel with it anew"
    )
    export = actions.add_parser("export", help="write the knowledge as files, with a server's edits in it")
    export.add_argument("target", metavar="FOLDER|ZIP", help="a folder to write, or a file that ends in .zip")
    export.add_argument("--server", type=int, metavar="ID", help="a Discord server's id; default: as shipped")
    bring = actions.add_parser("import", help="publish what a folder or zip changes in a server, all or nothing")
    bring.add_argument("source", metavar="FOLDER|ZIP", help="exactly what an export holds")
    bring.add_argument("--server", type=int, metavar="ID", required=True, help="a Discord server's id")
    bring.add_argument("--dry-run", action="store_true", help="show what would change, and publish nothing")
    for name, action in actions.choices.items():
        action.set_defaults(module="exchange" if name in ("export", "import") else "knowledge", action=name)


def _add_encoder(encoder: argparse.ArgumentParser) -> None:
    actions = encoder.add_subparsers(title="actions", metavar="ACTION", required=True)
    actions.add_parser("list", help="which encoders are there, and which is in force")
    use = actions.add_parser("use", help="put an encoder in force")
    use.add_argument("name", metavar="NAME", help="a name that `lounge encoder list` shows")
    install = actions.add_parser("install", help="fetch the large encoder from its publisher (436 MB)")
    install.add_argument("name", metavar="NAME", choices=["large"], help="large")
    install.add_argument(
        "--endpoint", metavar="URL", help="a mirror of the Hugging Face Hub; default: HF_ENDPOINT, or the Hub"
    )
    build = actions.add_parser("build", help="make an encoder from a folder with original weights (extra: encoders)")
    build.add_argument("folder", metavar="FOLDER", help="holds model.safetensors, config.json and tokenizer.json")
    build.add_argument(
        "--into", metavar="FOLDER", help="where to; default: the encoder `large` in the user's data folder"
    )
    build.add_argument(
        "--precision", choices=["fp32", "fp16", "int8-weights", "int8"], default="int8", help="how weights are kept"
    )
    build.add_argument(
        "--exact-layers",
        type=int,
        nargs="*",
        default=[],
        metavar="N",
        help="layers whose weights are left as they are, from 0",
    )
    adapt = actions.add_parser("adapt", help="train MiniLM on the knowledge's phrasings (extra: train)")
    adapt.add_argument("--teacher", metavar="FOLDER", help="a larger encoder's folder, to distil from")
    adapt.add_argument(
        "--into",
        metavar="FOLDER",
        help="where to; default: the encoder `adapted` in the user's data folder. The one in the box is made so",
    )
    adapt.add_argument("--seed", type=int, default=1, help="the same seed gives the same weights (1)")
    adapt.add_argument("--steps", type=int, help="steps of training")
    box = actions.add_parser(
        "box", help="the published MiniLM in the shape of the one in the box, not adapted (extra: encoders)"
    )
    box.add_argument("into", metavar="FOLDER", help="where to")
    teach = actions.add_parser(
        "teach", help="teach an encoder's reading layers what the screen's examples tell apart (extra: train)"
    )
    teach.add_argument("into", metavar="FOLDER", help="where to; the one in the box was taught so after it was adapted")
    teach.add_argument("--encoder", metavar="FOLDER", help="the encoder to teach; default: the one in the box")
    teach.add_argument("--seed", type=int, default=1, help="the same seed gives the same weights (1)")
    teach.add_argument("--steps", type=int, help="steps of teaching")
    teach.add_argument("--only", choices=("reading", "drafts"), help="only these layers; the others stay as they are")
    for name, action in actions.choices.items():
        action.set_defaults(module="encoder", action=name)


def _version() -> str:
    try:
        return metadata.version("doctors-lounge")
    except metadata.PackageNotFoundError:
        return "(not installed)"
