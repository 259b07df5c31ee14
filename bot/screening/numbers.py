"""Check digits of numbers that people carry. A passed check makes a bare number count; a failed one clears nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_NHS_LENGTH = 10
_LUHN_LENGTHS = range(13, 20)


def digits_of(text: str) -> str:
    """The ASCII digits of a text, in order."""
    return "".join(character for character in text if character in "0123456789")


def is_nhs_number(text: str) -> bool:
    """Whether ten digits carry the check digit of an NHS number (England) or CHI number (Scotland), modulus 11."""
    digits = digits_of(text)
    if len(digits) != _NHS_LENGTH or len(set(digits)) == 1:
        return False
    weighted = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True))
    return (11 - weighted % 11) % 11 == int(digits[9])


def passes_luhn(text: str) -> bool:
    """Whether 13 to 19 digits pass the Luhn check (ISO/IEC 7812), as payment cards do."""
    digits = digits_of(text)
    if len(digits) not in _LUHN_LENGTHS or len(set(digits)) == 1:
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


CHECKSUMS: Mapping[str, Callable[[str], bool]] = {"nhs": is_nhs_number, "luhn": passes_luhn}
