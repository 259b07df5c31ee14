"""The screen's files held against their own examples, dates and fingerprint: what ``lounge knowledge lint`` says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.knowledge.loading import Fault
from bot.screening.advice import AdviceGate
from bot.screening.distress import DistressSigns
from bot.screening.drafts import FILE as DRAFTS_FILE
from bot.screening.drafts_rules import DraftRules
from bot.screening.identifiers import Identifiers
from bot.screening.lexicon import Lexicon
from bot.screening.name_cues import FILE as NAMES_FILE
from bot.screening.name_cues import NameCuesFile
from bot.screening.normalise import normalise
from bot.screening.notices import FILE as NOTICES_FILE
from bot.screening.notices import read_notices
from bot.screening.rules import (
    AdviceFile,
    DistressFile,
    IdentifierFile,
    ScreeningDataInvalid,
    StoryFile,
    read_record,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from bot.screening.rules import Examples


def screening_faults(folder: Path, today: date) -> list[Fault]:
    """Every fault of a screening folder: what cannot be read, examples that fail, overdue signposts, stale weights."""
    try:
        return sorted((*_examples(folder), *_signposts(folder, today)))
    except ScreeningDataInvalid as error:
        return [Fault(f"{folder.name}/{error.file}", error.line, str(error))]


def _examples(folder: Path) -> Iterator[Fault]:
    identifiers = Identifiers.load(folder, Lexicon.load(folder))

    def spans(text: str) -> Collection[str]:
        return {span.rule for span in identifiers.find(text)}

    signs, gate = DistressSigns.load(folder), AdviceGate.load(folder)
    drafts = DraftRules.load(folder / DRAFTS_FILE, gate.is_medical)

    def wordings(text: str) -> Collection[str]:
        return {match.rule.id for match in drafts.matches(drafts.page(normalise(text)))}

    checks: tuple[tuple[str, Iterable[tuple[str, Examples]], Callable[[str], Collection[str]]], ...] = (
        ("identifiers.yaml", _of(read_record(folder / "identifiers.yaml", IdentifierFile).rules), spans),
        (NAMES_FILE, _of(read_record(folder / NAMES_FILE, NameCuesFile).rules), spans),
        (
            "story.yaml",
            _of(read_record(folder / "story.yaml", StoryFile).rules),
            lambda text: identifiers.story.fired(normalise(text)),
        ),
        (
            "distress.yaml",
            _of(read_record(folder / "distress.yaml", DistressFile).rules),
            lambda text: signs.fired(normalise(text)),
        ),
        (
            "advice.yaml",
            _of(read_record(folder / "advice.yaml", AdviceFile).rules),
            lambda text: gate.fired(normalise(text)),
        ),
        (DRAFTS_FILE, _of(drafts.file.rules), wordings),
    )
    for file, rules, found in checks:
        source = (folder / file).read_text("utf-8")
        for rule, examples in rules:
            line = source.count("\n", 0, source.index(f"id: {rule}\n")) + 1
            for text in examples.found:
                if rule not in found(text):
                    yield Fault(f"{folder.name}/{file}", line, f'{rule} does not find its example "{text}"')
            for text in examples.not_found:
                if rule in found(text):
                    yield Fault(f"{folder.name}/{file}", line, f'{rule} finds "{text}", which it must leave alone')


def _of(rules: Iterable[_Exemplified]) -> list[tuple[str, Examples]]:
    return [(str(rule.id), rule.examples) for rule in rules]


def _signposts(folder: Path, today: date) -> Iterator[Fault]:
    for post in read_notices(folder).signposts:
        if post.review_by < today:
            message = f"the signpost {post.id} was to be checked by {post.review_by.isoformat()}"
            yield Fault(f"{folder.name}/{NOTICES_FILE}", 1, message, warning=True)


if TYPE_CHECKING:
    from typing import Protocol

    class _Exemplified(Protocol):
        @property
        def id(self) -> str: ...

        @property
        def examples(self) -> Examples: ...
