from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.discord_app.quoting import first_line, quoted, unquoted

LINES = st.text(max_size=80)


@given(LINES)
def test_a_quotation_is_read_back_as_it_was_shown(text: str) -> None:
    shown = quoted(text)
    assert quoted(unquoted("\n".join(shown))) == shown
    assert unquoted("\n".join(shown)).split() == text.split()


@given(st.text(alphabet="<@&!#>123 everyon`*_~[]()|\\-", max_size=60))
def test_a_quotation_mentions_nobody_and_hides_no_link(text: str) -> None:
    for line in quoted(text):
        assert line.startswith("> ")
        for token in ("<", "@", "[", "]"):
            assert all(line[place - 1] == "\\" for place, char in enumerate(line) if char == token)


def test_blank_lines_are_left_out_and_the_first_line_is_the_title() -> None:
    assert quoted("one\n\n  \n two  three ") == ["> one", "> two three"]
    assert first_line("\n  one   two \nthree") == "one two"
    assert first_line(" \n") == ""
