"""An answer reads in the same order wherever it is read: what it comes to, what to do, what to avoid, then the rest."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.console import Console

from bot import texts
from bot.knowledge.model import KnowledgeBase
from bot.plain_text import answer_text
from bot.reply import Outcome, Reply
from bot.terminal.cards import render
from bot.terminal.pages import ReplyPage
from bot.views import lead_and_rest, view_of


def on_screen(knowledge: KnowledgeBase, entry_id: str, width: int) -> str:
    console = Console(width=width, no_color=True, force_terminal=False)
    page = ReplyPage(Reply(Outcome.ANSWER, answer=view_of(knowledge, entry_id)), ())
    with console.capture() as capture:
        console.print(render(page, width))
    return capture.get()


@pytest.mark.parametrize("width", [60, 120])
def test_what_to_do_comes_before_the_rest_of_a_long_answer(knowledge: KnowledgeBase, width: int) -> None:
    long = [key for key, entry in knowledge.entries.items() if lead_and_rest(entry.answer)[1]]
    assert long
    for entry_id in long:
        for shown in (answer_text(view_of(knowledge, entry_id)), on_screen(knowledge, entry_id, width)):
            assert (
                shown.index("Do") < shown.index(texts.MORE) < shown.index("Guide:" if "Guide:" in shown else "Nearest")
            )


def test_an_answer_of_few_sentences_stays_in_one_piece(knowledge: KnowledgeBase) -> None:
    view = view_of(knowledge, "humour")
    short = replace(view, entry=view.entry.model_copy(update={"answer": "One thing. Another thing! A third?"}))
    assert texts.MORE not in answer_text(short)
    assert "One thing. Another thing! A third?" in answer_text(short)


def test_no_word_of_an_answer_is_lost(knowledge: KnowledgeBase) -> None:
    for entry in knowledge.entries.values():
        assert " ".join(filter(None, lead_and_rest(entry.answer))) == " ".join(entry.answer.split())
