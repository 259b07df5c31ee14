from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.screening.numbers import is_nhs_number, passes_luhn
from bot.screening.screen import Screen


@pytest.mark.parametrize("number", ["943 476 5919", "4505577104", "401-023-2137"])
def test_numbers_with_the_right_check_digit_pass(number: str) -> None:
    assert is_nhs_number(number)


@given(st.integers(0, 999_999_999), st.integers(1, 9))
def test_one_changed_digit_never_passes(stem: int, shift: int) -> None:
    for digit in "0123456789":
        number = f"{stem:09}{digit}"
        if is_nhs_number(number):
            assert not is_nhs_number(f"{stem:09}{(int(digit) + shift) % 10}")


@pytest.mark.parametrize(
    ("number", "passes"), [("4111 1111 1111 1111", True), ("4111 1111 1111 1112", False), ("12", False)]
)
def test_cards_follow_luhn(number: str, passes: bool) -> None:
    assert passes_luhn(number) is passes


@pytest.mark.parametrize(
    "text", ["is 943 476 5919 on my slide", "nhs number 943 476 5918", "NHS no 9434765910 was visible"]
)
def test_a_failed_check_never_clears_a_labelled_number(screen: Screen, text: str) -> None:
    assert screen.examine(text).level == "block"


def test_a_bare_number_counts_only_with_its_check_digit(screen: Screen) -> None:
    assert screen.examine("is 4505577103 a lot").level == "clear"
