from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.knowledge.loading import load_knowledge
from bot.moderation.inbox import redactor_for
from tests.conftest import KNOWLEDGE

REDACTOR = redactor_for(load_knowledge(KNOWLEDGE))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Can I post about Zebedee?", "Can I post about [name]?"),
        ("my consultant Okonkwo-Hale tweets", "my consultant [name] tweets"),
        ("seen 3 times on 12/05/2024, ward B7", "seen [number] times on [number], ward [number]"),
        ("Should I answer on Facebook or LinkedIn?", "Should I answer on Facebook or LinkedIn?"),
        ("mail me at a.b@c.org or https://x.y/z", "mail me at [address] or [address]"),
        ("is it ok to post. Zebedee said yes", "is it ok to post. [name] said yes"),
        ("CAN I POST ABOUT IT", "can i post about it"),
        ("near Botolphs/Xyz then", "near [name] then"),
        ("what of O'Zebedee's photo", "what of [name] photo"),
        ("  two   spaces\nand a line ", "two spaces and a line"),
    ],
)
def test_numbers_addresses_and_unknown_capitalised_words_are_masked(text: str, kept: str) -> None:
    assert REDACTOR.redact(text) == kept


@example("0@")
@example("see://, then")
@given(st.text(max_size=200))
def test_redacting_twice_changes_nothing_and_no_digit_is_left(text: str) -> None:
    once = REDACTOR.redact(text)
    assert REDACTOR.redact(once) == once
    assert not any(char.isnumeric() for char in once)


@given(
    st.lists(st.sampled_from(["can", "I", "post", "about", "my", "patient", "on", "Instagram", "?"]), max_size=12),
    st.from_regex(r"[A-Z][b-df-hj-np-tv-xz]{5,9}", fullmatch=True),
    st.integers(0, 12),
)
def test_an_unknown_name_is_masked_wherever_it_stands(words: list[str], name: str, place: int) -> None:
    asked = [*words[:place], name, *words[place:]]
    shouted = sum(char.isupper() for char in " ".join(asked)) > sum(char.islower() for char in " ".join(asked))
    assert shouted or name not in REDACTOR.redact(" ".join(asked))


def test_what_clinicians_ask_stays_readable() -> None:
    """Of the shipped phrasings, which hold no names, nearly all words are left as they are."""
    knowledge = load_knowledge(KNOWLEDGE)
    lines = [line for key in knowledge.entries for line in knowledge.phrasings[key][:20]]
    masked = sum(REDACTOR.redact(line).count("[name]") for line in lines)
    assert masked / sum(len(line.split()) for line in lines) < 0.02
