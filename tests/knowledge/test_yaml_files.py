from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.yaml_files import MAX_DEPTH, MAX_FILE_BYTES, YamlUnreadable, parse, read_text


def test_values_come_with_their_lines() -> None:
    document = parse("a: 1\nb:\n  - x\n  - {c: y}\n")
    assert document.data == {"a": 1, "b": ["x", {"c": "y"}]}
    assert document.line_of(("a",)) == 1
    assert document.line_of(("b", 1, "c")) == 4
    assert document.line_of(("b", 1, "unknown")) == 4


def test_the_word_on_is_a_key_and_not_a_truth_value() -> None:
    assert parse("reviewed: {on: 2026-11-22}").data["reviewed"].keys() == {"on"}  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("a: &x [1]\nb: *x", 1, "aliases"),
        ("a: 1\nb: 2\na: 3", 3, "twice"),
        ("a:\n\tb: 1", 2, "tab"),
        ("", 1, "empty"),
        ("# only a comment", 1, "empty"),
        ("a: [1, 2", 1, "not valid YAML"),
        ("? [a]\n: b", 1, "plain word"),
        ("a: !!python/object:os.system x", 1, "tags"),
        ("--- \na: 1\n---\nb: 2", 3, "one YAML document"),
        ("- " * (MAX_DEPTH + 5) + "a", 1, "nested"),
        ("when: 2026-13-45", 1, "quotes"),
        ("a: \x00", 1, "character"),
    ],
)
def test_what_is_not_plain_yaml_is_refused_with_its_line(text: str, line: int, word: str) -> None:
    with pytest.raises(YamlUnreadable, match=word) as caught:
        parse(text)
    assert caught.value.line == line


def test_an_alias_bomb_is_refused_before_it_can_grow() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    with pytest.raises(YamlUnreadable, match="aliases"):
        parse(bomb)


def test_a_file_of_five_megabytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    path.write_bytes(b"a: " + b"x" * 5_000_000)
    with pytest.raises(YamlUnreadable, match=f"{MAX_FILE_BYTES:,}"):
        read_text(path)


def test_a_file_in_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes("a: 1\nb: caf\u00e9".encode("latin-1"))
    with pytest.raises(YamlUnreadable, match="UTF-8") as caught:
        read_text(path)
    assert caught.value.line == 2


def test_a_missing_file_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(YamlUnreadable, match="cannot be read"):
        read_text(tmp_path / "absent.yaml")


@given(st.text(max_size=300))
def test_no_text_whatever_ends_in_another_error(text: str) -> None:
    with contextlib.suppress(YamlUnreadable):
        parse(text)


PLAIN = st.recursive(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20) | st.integers() | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(PLAIN)
def test_plain_data_survives_being_written_and_read(data: object) -> None:
    assert parse(yaml.safe_dump({"data": data}, allow_unicode=True)).data == {"data": data}
