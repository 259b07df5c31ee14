from __future__ import annotations

import io
import shutil
import stat
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge import archive
from bot.knowledge.archive import ArchiveInvalid, pack, read_files, unpack
from bot.knowledge.loading import KnowledgeInvalid, load_knowledge
from bot.knowledge.model import Entry, KnowledgeBase
from bot.knowledge.overlay import apply, overlay_of
from bot.knowledge.watching import FolderWatch
from bot.knowledge.writing import entry_yaml, files_of
from bot.knowledge.yaml_files import parse
from tests.conftest import KNOWLEDGE

BASE = load_knowledge(KNOWLEDGE)


def zipped(files: dict[str, bytes], **changes: object) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            member = zipfile.ZipInfo(name)
            for key, value in changes.items():
                setattr(member, key, value)
            made.writestr(member, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def test_an_export_without_edits_is_the_folder_byte_by_byte() -> None:
    files = files_of(KNOWLEDGE, BASE, BASE)
    on_disk = {path.relative_to(KNOWLEDGE).as_posix(): path for path in KNOWLEDGE.rglob("*") if path.is_file()}
    assert set(files) == set(on_disk)
    assert all(files[name] == path.read_bytes() for name, path in on_disk.items())
    assert unpack(pack(files)) == files
    assert pack(files) == pack(dict(reversed(files.items())))


def test_every_entry_is_written_so_that_it_reads_the_same() -> None:
    for entry in BASE.entries.values():
        data = parse(entry_yaml(entry)).data
        assert isinstance(data, dict)
        assert Entry(**data, section=entry.section) == entry


@settings(max_examples=80, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300))
def test_any_text_that_a_moderator_types_survives_its_file(text: str) -> None:
    words = " ".join(text.split()) or "x"
    entry = BASE.entries["humour"].model_copy(
        update={"title": words[:80].strip(), "answer": words, "do": (words[:100] + "abc",) * 2}
    )
    data = parse(entry_yaml(entry)).data
    assert isinstance(data, dict)
    assert (data["title"], data["answer"].strip(), data["do"]) == (entry.title, words, list(entry.do))


def edited() -> KnowledgeBase:
    own = BASE.entries["humour"].model_copy(
        update={"title": "Jokes: a #hard 'case'", "answer": "The guide does not say: think who hears it?"}
    )
    new = own.model_copy(update={"id": "pager-stories", "related": ("humour",)})
    lines = BASE.phrasings["testimonials"]
    return apply(
        BASE,
        {
            "humour": overlay_of(BASE, "humour", own, BASE.phrasings["humour"]),
            "pager-stories": overlay_of(BASE, "pager-stories", new, ["may i tell pager stories", "pagers: funny?"]),
            "patient-friend-requests": overlay_of(BASE, "patient-friend-requests", None, ()),
            "testimonials": overlay_of(BASE, "testimonials", BASE.entries["testimonials"], [*lines[3:], "stars?"]),
        },
    )


def test_edited_knowledge_survives_its_files() -> None:
    wanted = edited()
    files = files_of(KNOWLEDGE, BASE, wanted)
    assert "phrasings/patient-friend-requests.txt" not in files
    read = read_files(unpack(pack(files)))
    assert read.entries == wanted.entries
    assert {key: set(lines) for key, lines in read.phrasings.items()} == {
        key: set(lines) for key, lines in wanted.phrasings.items()
    }
    assert read.checklists == wanted.checklists
    # Comments of the files stay, and what was not edited is the same byte by byte.
    shipped = files_of(KNOWLEDGE, BASE, BASE)
    comments = [line for line in shipped["phrasings/testimonials.txt"].splitlines() if line.startswith(b"#")]
    assert comments
    assert all(line in files["phrasings/testimonials.txt"].splitlines() for line in comments)
    assert files["entries/promotion/testimonials.yaml"] == shipped["entries/promotion/testimonials.yaml"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not a zip"),
        (b"PK\x03\x04 broken", "not a zip"),
        (zipped({"../guide.yaml": b"x"}), "does not belong"),
        (zipped({"/etc/guide.yaml": b"x"}), "does not belong"),
        (zipped({"a\\..\\guide.yaml": b"x"}), "does not belong"),
        (zipped({"C:guide.yaml": b"x"}), "does not belong"),
        (zipped({"guide.yaml": b"/etc/passwd"}, external_attr=(stat.S_IFLNK | 0o777) << 16), "does not belong"),
        (zipped({"run.sh": b"x"}), "neither YAML, JSON lines nor text"),
        (zipped({"a/b/c/d/e/f.yaml": b"x"}), "does not belong"),
        (zipped({"guide.yaml": b"0" * (archive.MAX_FILE_BYTES + 1)}), "more than a knowledge folder"),
        (zipped({f"{number}.yaml": b"x" for number in range(4_001)}), "too many files"),
        (b"x" * 8_000_001, "too large"),
    ],
    ids=range(12),
)
def test_a_zip_that_a_stranger_prepared_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(ArchiveInvalid, match=says):
        unpack(data)


def test_a_zip_that_expands_without_end_is_refused_by_what_is_read_and_not_by_what_it_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bomb = zipped({f"phrasings/{number}.txt": b"0" * 999_999 for number in range(60)})
    assert len(bomb) < 100_000
    with pytest.raises(ArchiveInvalid, match="48 MB"):
        unpack(bomb)
    data = bytearray(zipped({"guide.yaml": b"0" * 900_000}))
    monkeypatch.setattr(archive, "MAX_FILE_BYTES", 1_000)
    with pytest.raises(ArchiveInvalid):
        unpack(bytes(data))


def test_a_member_without_a_name_is_refused() -> None:
    sound = pack({"guide.yaml": b"title: x\n"})
    # A name that begins with a zero byte ends there.
    name = f"{archive.TOP}/guide.yaml".encode()
    nameless = sound.replace(name, b"\0" + name[1:])
    with pytest.raises(ArchiveInvalid):
        unpack(nameless)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 3_000), st.binary(min_size=1, max_size=8))
def test_no_bytes_do_anything_but_be_refused_or_read(noise: bytes, place: int, damage: bytes) -> None:
    sound = pack({"guide.yaml": b"title: x\n", "phrasings/a.txt": b"a line\n" * 40})
    damaged = sound[:place] + damage + sound[place + len(damage) :]
    for data in (noise, damaged):
        with suppress(ArchiveInvalid):
            unpack(data)


def test_an_archive_with_faults_names_file_and_line_and_no_place_on_this_machine() -> None:
    files = files_of(KNOWLEDGE, BASE, BASE)
    files["entries/professional/humour2.yaml"] = b"id: &a humour2\n"
    with pytest.raises(ArchiveInvalid) as caught:
        read_files(files)
    assert [(fault.path, fault.line) for fault in caught.value.faults] == [("entries/professional/humour2.yaml", 1)]
    assert "tmp" not in str(caught.value)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KNOWLEDGE, tmp_path / "watched"))


def test_changed_files_are_noticed_once_they_stand_still(folder: Path) -> None:
    watch = FolderWatch(folder, BASE.version)
    assert watch.poll() is None
    path = folder / "phrasings/humour.txt"
    path.write_text(path.read_text("utf-8") + "is a jo", "utf-8")
    assert watch.poll() is None
    path.write_text(path.read_text("utf-8") + "ke wise\n", "utf-8")
    assert watch.poll() is None
    found = watch.poll()
    assert found is not None
    assert found.phrasings["humour"][-1] == "is a joke wise"
    assert watch.poll() is None


def test_an_invalid_file_is_told_once_and_what_stood_before_stands(folder: Path) -> None:
    watch = FolderWatch(folder, BASE.version)
    path = next(folder.glob("entries/*/humour.yaml"))
    sound = path.read_text("utf-8")
    path.write_text("id: [", "utf-8")
    assert watch.poll() is None
    with pytest.raises(KnowledgeInvalid, match=r"humour\.yaml"):
        watch.poll()
    assert watch.poll() is None
    path.write_text(sound.replace("title:", "title: Jokes and", 1), "utf-8")
    assert watch.poll() is None
    assert watch.poll() is not None


def test_files_that_were_only_touched_are_nothing_new(folder: Path) -> None:
    watch = FolderWatch(folder, BASE.version)
    (folder / "guide.yaml").touch()
    assert [watch.poll(), watch.poll(), watch.poll()] == [None, None, None]
