from __future__ import annotations

import threading
from pathlib import Path

import pytest

from bot.cli import main
from bot.knowledge.archive import ArchiveInvalid, pack, read_files
from bot.knowledge.impact import Impact
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.writing import files_of
from bot.moderation.exchange import Exchange, SecondModeratorNeeded
from bot.store.database import Database
from bot.store.revisions import RevisionConflict
from bot.store.server_settings import ServerSettings, change
from tests.conftest import KNOWLEDGE
from tests.databases import Databases
from tests.knowledge.test_exchange_files import edited
from tests.moderation.desk import ANN, BEN, SCREEN, SERVER, Desk, desk


@pytest.fixture
def here(database: Database, knowledge: KnowledgeBase) -> Desk:
    return desk(database, knowledge)


def exchange_of(here: Desk) -> Exchange:
    return Exchange(here.database, here.lounges, here.measuring, KNOWLEDGE, SCREEN, here.clock)


@pytest.fixture
def exchange(here: Desk) -> Exchange:
    return exchange_of(here)


async def import_(exchange: Exchange, files: dict[str, bytes], by: int = ANN) -> list[str]:
    preview = await exchange.preview_zip(SERVER, pack(files), by=by)
    return [made.entry for made in await exchange.publish(preview, by=by)]


def replaced(files: dict[str, bytes], name: str, old: str, new: str) -> dict[str, bytes]:
    (path,) = [file for file in files if file.endswith(name)]
    assert old in files[path].decode()
    return {**files, path: files[path].decode().replace(old, new, 1).encode()}


async def test_export_then_import_changes_nothing(here: Desk, exchange: Exchange) -> None:
    assert await import_(exchange, await exchange.export(SERVER)) == []
    draft = await here.editor.retire(SERVER, "patient-friend-requests", by=ANN)
    await here.editor.publish(draft, by=ANN)
    for entry, texts in (("humour", {"title": "Jokes", "do": "Wait a day\nAsk: a friend #first"}), ("advocacy", {})):
        draft = await here.editor.edit(SERVER, entry, by=ANN)
        draft = await here.editor.save(draft, by=ANN, texts=texts, add_phrasings=[f"brand new line on {entry}"])
        await here.editor.publish(draft, by=ANN)
    before = await here.editor.history(SERVER)
    assert await import_(exchange, await exchange.export(SERVER)) == []
    assert await here.editor.history(SERVER) == before


async def test_an_import_is_one_publication_that_can_be_undone(here: Desk, exchange: Exchange) -> None:
    files = files_of(KNOWLEDGE, here.lounges.base.knowledge, edited())
    changed = await import_(exchange, files)
    assert sorted(changed) == ["humour", "pager-stories", "patient-friend-requests", "testimonials"]
    standing = here.lounges.knowledge(SERVER)
    assert standing.entries == edited().entries
    assert standing.phrasings["testimonials"] == edited().phrasings["testimonials"]
    line = await here.editor.history(SERVER)
    assert {(item.action.value, item.author) for item in line} == {("import", ANN)}
    draft = await here.editor.back_to_shipped(SERVER, "patient-friend-requests", by=ANN)
    await here.editor.publish(draft, by=ANN)
    assert "patient-friend-requests" in here.lounges.knowledge(SERVER).entries


async def test_one_fault_keeps_everything_out(here: Desk, exchange: Exchange) -> None:
    files = await exchange.export(SERVER)
    files = replaced(files, "humour.yaml", "title: ", "title: On ")
    files = replaced(files, "/testimonials.yaml", "answer: >", "answer: >\n  You may post it. \n ")
    with pytest.raises(ArchiveInvalid) as caught:
        await import_(exchange, files)
    assert any("testimonials.yaml" in fault.path and "clears" in fault.message for fault in caught.value.faults)
    assert await here.editor.history(SERVER) == ()


async def test_what_the_screen_stops_is_not_imported(here: Desk, exchange: Exchange) -> None:
    files = await exchange.export(SERVER)
    files["phrasings/humour.txt"] += b"may i joke about Jones of ward five\n"
    with pytest.raises(ArchiveInvalid) as caught:
        await import_(exchange, files)
    assert "Jones" not in str(caught.value)
    assert await here.editor.history(SERVER) == ()


async def test_no_fault_of_an_import_repeats_what_the_screen_stops(here: Desk, exchange: Exchange) -> None:
    files = replaced(await exchange.export(SERVER), "/humour.yaml", "title: ", "title: Jones ")
    files["phrasings/testimonials.txt"] += files["phrasings/humour.txt"].splitlines(keepends=True)[-1]
    with pytest.raises(ArchiveInvalid) as caught:
        await import_(exchange, files)
    assert "Jones" not in f"{caught.value} {caught.value.faults}"
    assert "real person" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("/humour.yaml", "answer: ", "Jones-of-bed-four: x\nanswer: "),
        ("/humour.yaml", "related:", "related:\n  - patient-Jones"),
        ("vocabulary.yaml", ":", "\nJones: no mapping\nmore:"),
    ],
)
async def test_no_fault_of_reading_an_import_repeats_what_the_screen_stops(
    here: Desk, exchange: Exchange, name: str, old: str, new: str
) -> None:
    files = replaced(await exchange.export(SERVER), name, old, new)
    files["phrasings/about-Jones.txt"] = b"may i joke about it\n"
    files = replaced(files, "/testimonials.yaml", "answer: ", "anwser: ")
    with pytest.raises(ArchiveInvalid) as caught:
        await import_(exchange, files)
    assert "Jones" not in f"{caught.value} {caught.value.faults}"
    assert any("anwser" in fault.message for fault in caught.value.faults)
    assert sum("real person" in fault.message for fault in caught.value.faults) == 1
    assert await here.editor.history(SERVER) == ()


async def test_who_imports_over_a_newer_edit_gets_a_conflict(here: Desk, exchange: Exchange) -> None:
    files = replaced(await exchange.export(SERVER), "humour.yaml", "title: ", "title: On ")
    preview = await exchange.preview_zip(SERVER, pack(files), by=ANN)
    assert preview.differences["humour"].fields[0].after.startswith("On ")
    draft = await here.editor.edit(SERVER, "humour", by=BEN)
    await here.editor.publish(await here.editor.save(draft, by=BEN, texts={"title": "Theirs"}), by=BEN)
    with pytest.raises(RevisionConflict):
        await exchange.publish(preview, by=ANN)
    assert here.lounges.knowledge(SERVER).entries["humour"].title == "Theirs"


async def test_with_four_eyes_another_moderator_publishes_an_import(here: Desk, exchange: Exchange) -> None:
    await change(here.database, SERVER, ServerSettings(four_eyes=True), actor=ANN, at=here.clock())
    files = replaced(await exchange.export(SERVER), "humour.yaml", "title: ", "title: On ")
    preview = await exchange.preview_zip(SERVER, pack(files), by=ANN)
    with pytest.raises(SecondModeratorNeeded):
        await exchange.publish(preview, by=ANN)
    (made,) = await exchange.publish(preview, by=BEN)
    assert (made.author, made.approver) == (ANN, BEN)


async def test_the_impact_of_an_import_is_waited_for_with_patience_and_measured_to_its_end(
    here: Desk, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    through = threading.Event()
    monkeypatch.setattr(here.measuring._meter, "warm", lambda _base: through.wait(20))
    monkeypatch.setattr(here.measuring._meter, "measure", lambda *_: Impact(7, (), ()))
    files = replaced(await exchange.export(SERVER), "humour.yaml", "title: ", "title: On ")
    preview = await exchange.preview_zip(SERVER, pack(files), by=ANN)
    assert preview.impact is None
    assert await exchange.measured(preview, patience=0.05) == preview
    through.set()
    assert (await exchange.measured(preview, patience=20)).impact == Impact(7, (), ())


async def test_what_a_server_cannot_change_is_named(exchange: Exchange) -> None:
    files = await exchange.export(SERVER)
    files["vocabulary.yaml"] += b"more:\n  zzq: nothing\n"
    preview = await exchange.preview_zip(SERVER, pack(files), by=ANN)
    assert (preview.changes, preview.ignored) == ((), ("vocabulary.yaml",))


def test_the_command_line_exports_and_imports_a_servers_edits(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOUNGE_DATABASE_URL", databases.url)
    folder, zipped = tmp_path / "out", tmp_path / "out.zip"
    assert main(["knowledge", "export", str(folder)]) == 0
    path = folder / "phrasings/humour.txt"
    path.write_text(path.read_text("utf-8") + "brand new line on jokes\n", "utf-8")
    assert main(["knowledge", "import", "--server", "5", "--dry-run", str(folder)]) == 0
    assert "+1 -0 phrasings" in capsys.readouterr().out
    assert main(["knowledge", "import", "--server", "5", str(folder)]) == 0
    assert "1 entries published" in capsys.readouterr().out
    assert main(["knowledge", "export", "--server", "5", str(zipped)]) == 0
    assert main(["knowledge", "import", "--server", "5", str(zipped)]) == 0
    assert "Nothing differs" in capsys.readouterr().out
    assert main(["knowledge", "export", "--server", "6", str(folder)]) == 0
    assert "1 written" in capsys.readouterr().out
    assert read_files(_files(folder)).entries
    assert path.read_bytes() == (KNOWLEDGE / "phrasings/humour.txt").read_bytes()


def _files(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_the_command_line_says_what_is_wrong_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    occupied = tmp_path / "mine"
    occupied.mkdir()
    (occupied / "thesis.txt").write_text("years of work", "utf-8")
    assert main(["knowledge", "export", str(occupied)]) == 1
    assert "nothing was written" in capsys.readouterr().err
    assert [file.name for file in occupied.iterdir()] == ["thesis.txt"]
    assert main(["knowledge", "import", "--server", "5", str(occupied)]) == 1
    assert main(["knowledge", "import", "--server", "5", str(tmp_path / "absent.zip")]) == 1
    assert main(["knowledge", "import", str(occupied)]) == 2
