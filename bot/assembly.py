"""Putting the lounge together from its settings: knowledge, encoder, matcher, concierge."""

from __future__ import annotations

import hashlib
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from bot.concierge import Concierge
from bot.encoders.catalogue import SMALL, Catalogue, EncoderUnknown
from bot.knowledge.loading import load_knowledge
from bot.matching.decision import Thresholds
from bot.matching.encoder import OnnxEncoder, boxed_minilm, encoder_in
from bot.matching.encoder_card import EncoderUnusable
from bot.matching.files import keep_newest, read_arrays, write_arrays
from bot.matching.matcher import KEPT, Examples, build
from bot.matching.vectors import VectorCache
from bot.reading.examples import examples_of as examples_for_reader
from bot.reading.reader import Learned, Reader
from bot.reading.training import fingerprint, learn
from bot.reply import Notice
from bot.screening import expressions
from bot.screening.notices import load_notices
from bot.screening.screen import Screen, screening_folder
from bot.screening.signs import rule_files
from bot.settings import cache_folder, encoders_folder, shipped_knowledge, shipped_vectors

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from bot.drafting import DraftReviewer
    from bot.knowledge.model import KnowledgeBase
    from bot.matching.encoder import Encoder
    from bot.matching.matcher import Matcher
    from bot.screening.drafts import DraftCheck
    from bot.screening.drafts_likeness import DraftLikeness
    from bot.screening.drafts_passages import Reads
    from bot.screening.model import Signs
    from bot.settings import Settings

log = logging.getLogger(__name__)

# Of as many versions of the program, or of Python, as a user may go back and forth between.
KEPT_EXPRESSIONS = 3


def open_concierge(
    settings: Settings,
    progress: Callable[[int, int], None] | None = None,
    screening: tuple[Screen, Mapping[str, Notice]] | None = None,
) -> Concierge:
    """The concierge over the knowledge in force.

    ``progress`` hears (done, all) while phrasings are encoded for the first time; ``screening`` is what ``open_screen`` gave, where it was
    opened already. Raises KnowledgeInvalid, ScreeningDataInvalid, or
    EncoderUnusable where LOUNGE_ENCODER_DIR names a folder that cannot be used.
    """
    screen, notices = screening or open_screen(settings)
    knowledge = load_knowledge(settings.knowledge_dir)
    matcher = build_matcher(knowledge, open_encoder(settings), progress)
    reader = open_reader(settings, knowledge, matcher, screen)
    return Concierge(knowledge, matcher, thresholds(settings, matcher), screen.reading_with(reader), notices, reader)


def open_screen(settings: Settings) -> tuple[Screen, Mapping[str, Notice]]:
    """The screen in force and its fixed texts. Raises ScreeningDataInvalid: the lounge never opens without a screen."""
    folder = screening_folder(settings.knowledge_dir, shipped_knowledge())
    fixed = load_notices(folder)
    notices = {key: Notice(text.heading, text.paragraphs, text.signposts) for key, text in fixed.items()}
    with _known_expressions():
        return Screen.load(folder), notices


def open_reader(
    settings: Settings, knowledge: KnowledgeBase, matcher: Matcher, screen: Screen, shipped: Path | None = None
) -> Reader:
    """What the screen reads texts with, learned once and kept under a hash of what it was learned from, as the matcher is.

    ``shipped`` is where it is written to travel with the program, learned anew. Raises ScreeningDataInvalid.
    """
    folder = screening_folder(settings.knowledge_dir, shipped_knowledge())
    encoder = matcher.reading
    name = f"reader-{fingerprint(folder, encoder.reading_identity if encoder else None)}.npz"
    for kept in () if shipped else (shipped_vectors(), cache_folder()):
        found = Learned.from_arrays(read_arrays(kept / name), encoder.dimensions if encoder else 0)
        if found is not None:
            return Reader(found, matcher.read_whole)
    examples = examples_for_reader(folder, knowledge)
    learned = learn(examples, matcher, lambda text: screen.examine_by_rules(text)[1])
    write_arrays((shipped or cache_folder()) / name, learned.arrays())
    keep_newest(shipped or cache_folder(), "reader-*.npz", KEPT)
    return Reader(learned, matcher.read_whole)


def open_reviewer(
    settings: Settings,
    screening: tuple[Screen, Mapping[str, Notice]] | None = None,
    beside: Concierge | None = None,
) -> DraftReviewer:
    """The review of drafts in force; ``screening`` as for ``open_concierge``, ``beside`` the concierge whose encoder it shares.

    Raises ScreeningDataInvalid, or EncoderUnusable as ``open_concierge`` does.
    """
    # Questions need none of it, and its rules take a tenth of a second to read.
    from bot.drafting import DraftReviewer  # noqa: PLC0415

    screen, notices = screening or open_screen(settings)
    encoder = reading_encoder(open_encoder(settings)) if beside is None else beside.matcher.reading
    return DraftReviewer(open_draft_check(settings, screen, encoder), notices)


def open_draft_check(
    settings: Settings, screen: Screen, encoder: Encoder | None, shipped: Path | None = None
) -> DraftCheck:
    """The draft check in force. What labelled drafts teach is learned once and kept under a hash of them, the rules and the encoder.

    ``shipped`` is where that is written to travel with the program, learned anew. Raises ScreeningDataInvalid.
    """
    from bot.screening.drafts import DraftCheck  # noqa: PLC0415 - see open_reviewer

    folder = screening_folder(settings.knowledge_dir, shipped_knowledge())
    with _known_expressions():
        return DraftCheck.load(
            folder, screen, partial(_likeness_of, shipped, encoder), None if encoder is None else reads(encoder)
        )


def reads(encoder: Encoder) -> Reads:
    """What begins to read stretches with the encoder and gives what waits for the unit rows, (stretches, dimensions).

    Others read while the caller does something else; whoever waits takes part in the reading. So one core is left to the caller.
    """
    pool = ThreadPoolExecutor(max(1, (os.cpu_count() or 1) - 1), "draft-reading")

    def read(stretches: Sequence[str]) -> Callable[[], NDArray[np.float32]]:
        begun = [pool.submit(encoder.read_drafts, [stretch]) for stretch in stretches]

        def rows() -> NDArray[np.float32]:
            # From the end, where nobody has begun yet.
            own = {at: encoder.read_drafts([stretches[at]]) for at in reversed(range(len(begun))) if begun[at].cancel()}
            return np.concatenate([own[at] if at in own else one.result() for at, one in enumerate(begun)])

        return rows

    return read


@contextmanager
def _known_expressions() -> Generator[None]:
    """What is known of the screen's expressions from earlier starts, from the user's cache folder; what is learned goes there."""
    try:
        path = cache_folder() / f"expressions-{expressions.version()}.npz"
    except OSError:
        yield
        return
    kept = read_arrays(path).get("expressions")
    if kept is not None:
        expressions.remember(kept.tobytes())
    before = expressions.how_many()
    yield
    if expressions.how_many() > before:
        write_arrays(path, {"expressions": np.frombuffer(expressions.written(), np.uint8)})
        keep_newest(path.parent, "expressions-*.npz", KEPT_EXPRESSIONS)


def _likeness_of(
    shipped: Path | None,
    encoder: Encoder | None,
    examples: Path,
    signs_of: Callable[[str], Signs],
    read: Reads | None,
) -> DraftLikeness:
    from bot.screening.drafts_likeness import DraftLikeness  # noqa: PLC0415 - see open_reviewer

    try:
        made_from = examples.read_bytes() + b"".join(path.read_bytes() for path in rule_files(examples.parent))
        made_from += b"" if encoder is None else encoder.drafts_identity.encode()
    except OSError:
        return DraftLikeness.load(examples, signs_of, read)
    name = f"drafts-{hashlib.sha256(made_from).hexdigest()[:24]}.npz"
    for kept in () if shipped else (shipped_vectors(), cache_folder()):
        found = DraftLikeness.from_arrays(read_arrays(kept / name), encoder.dimensions if encoder else 0)
        if found is not None:
            return found
    learned = DraftLikeness.load(examples, signs_of, read)
    write_arrays((shipped or cache_folder()) / name, learned.arrays())
    return learned


def open_encoder(settings: Settings) -> Encoder | None:
    """The sentence encoder in force; None, said once in the log, where none is installed.

    LOUNGE_ENCODER_DIR wins over `lounge encoder use`, which wins over the boxed one. Raises EncoderUnusable where the one that was wished
    for does not work: a wish is not silently ignored.
    """
    if settings.lounge_encoder_dir is not None:
        return OnnxEncoder(encoder_in(settings.lounge_encoder_dir))
    catalogue = Catalogue(encoders_folder())
    chosen = catalogue.chosen()
    if chosen != SMALL:
        try:
            return OnnxEncoder(catalogue.files(chosen))
        except EncoderUnknown as error:
            raise EncoderUnusable(catalogue.folder / chosen, "it was chosen and is not there any more") from error
    try:
        return OnnxEncoder(boxed_minilm())
    except EncoderUnusable as error:
        log.warning("%s Questions are matched by words and spelling alone, which understands much less.", error)
        return None


def build_matcher(
    knowledge: KnowledgeBase, encoder: Encoder | None, progress: Callable[[int, int], None] | None = None
) -> Matcher:
    """A matcher over a knowledge base, with vectors and learned weights from the user's cache folder where they are there."""
    cache, shipped = cache_folder(), shipped_vectors()
    vectors = None if encoder is None else VectorCache(encoder, cache, shipped)
    reading = reading_encoder(encoder)
    return build(examples_of(knowledge), vectors, reading=reading, cache=cache, shipped=shipped, progress=progress)


def reading_encoder(encoder: Encoder | None) -> Encoder | None:
    """What reads texts for the screen: the encoder in force where it has reading layers, and the one in the box where it has none."""
    if encoder is None or encoder.reading_identity != encoder.identity:
        return encoder
    try:
        return OnnxEncoder(boxed_minilm())
    except EncoderUnusable:
        return encoder


def build_edited(base: Concierge, knowledge: KnowledgeBase) -> Concierge:
    """The concierge of a server with edits, beside the shared one: it shares with it everything that the edits leave alone.

    Blocks; runs in a thread.
    """
    before, after = examples_of(base.knowledge), examples_of(knowledge)
    keys = sorted(before.phrasings.keys() | after.phrasings.keys())
    asked = {key: tuple(side.lines(key) if key in side.phrasings else () for side in (before, after)) for key in keys}
    changed = {key: now for key, (old, now) in asked.items() if old != now}
    return base.over(knowledge, base.matcher.with_entries(changed) if changed else base.matcher)


def examples_of(knowledge: KnowledgeBase) -> Examples:
    """What a matcher learns from a knowledge base."""
    return Examples(
        phrasings={key: knowledge.asked_as(key) for key in knowledge.entries},
        out_of_scope=[line for lines in knowledge.out_of_scope.values() for line in lines],
        vocabulary=knowledge.vocabulary,
        titles={key: entry.title for key, entry in knowledge.entries.items()},
    )


def thresholds(settings: Settings, matcher: Matcher) -> Thresholds:
    """The matcher's own thresholds, unless the settings name others."""
    own = matcher.thresholds
    answer, clarify = settings.lounge_answer_threshold, settings.lounge_clarify_threshold
    return Thresholds(own.answer if answer is None else answer, own.clarify if clarify is None else clarify)
