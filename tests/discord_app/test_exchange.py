"""`/knowledge export` and `import`: a zip out, a zip in after a preview, all of it or nothing."""

from __future__ import annotations

import io
import logging
import zipfile
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.discord_app import held_imports
from bot.discord_app.held_imports import HeldImports
from bot.discord_app.refusals import ImportGone
from bot.knowledge.archive import MAX_ARCHIVE_BYTES, pack, unpack
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.writing import files_of
from bot.moderation.exchange import ImportPreview
from bot.store.errors import StoreUnavailable
from tests.conftest import KNOWLEDGE
from tests.discord_app.conftest import Staffed, controls, labels, stored_message, texts
from tests.discord_app.test_canary import CANARY
from tests.discord_app.test_failures import http_error
from tests.discord_app.test_inbox import fill

MANAGE = discord.Permissions(manage_guild=True)


@pytest.fixture
def staffed(staffed: Staffed, knowledge: KnowledgeBase, tmp_path: Path) -> Staffed:
    """With the small knowledge as a folder, as an export begins from."""
    folder = tmp_path / "knowledge"
    for name, content in files_of(KNOWLEDGE, knowledge, staffed.desk.lounges.base.knowledge).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    staffed.desk.exchange._folder = folder
    return staffed


async def exported(staffed: Staffed) -> bytes:
    card = (await staffed.manager.slash(staffed.channel, "knowledge export")).response
    assert card.ephemeral
    (file,) = card.attachments
    return await file.read()


async def imported(staffed: Staffed, data: bytes, name: str = "knowledge.zip", by: Any = None) -> Any:
    actor = by or staffed.manager
    return (await actor.slash(staffed.channel, "knowledge import", file=(name, data))).response


def changed(data: bytes, *changes: tuple[str, str, str]) -> bytes:
    files = unpack(data)
    for name, old, new in changes:
        (path,) = [file for file in files if file.endswith(name)]
        assert old in files[path].decode()
        files[path] = files[path].decode().replace(old, new, 1).encode()
    return pack(files)


TITLE = ("humour.yaml", "title: ", "title: On ")
FRIENDS = ("patient-friend-requests.yaml", "title: ", "title: About ")


async def previewed(staffed: Staffed, *changes: tuple[str, str, str], by: Any = None) -> Any:
    data = changed(await exported(staffed), *(changes or (TITLE,)))
    return await imported(staffed, data, by=by)


async def history(staffed: Staffed) -> tuple[Any, ...]:
    return await staffed.desk.editor.history(staffed.guild.id)


async def test_export_then_import_changes_nothing(staffed: Staffed) -> None:
    editor, by = staffed.desk.editor, staffed.manager.id
    draft = await editor.edit(staffed.guild.id, "humour", by=by)
    draft = await editor.save(
        draft, by=by, texts={"title": "Jokes: “dark” ones"}, add_phrasings=["is gallows humour ok"]
    )
    await editor.publish(draft, by=by)
    await editor.publish(await editor.retire(staffed.guild.id, "patient-images", by=by), by=by)
    before = await history(staffed)
    card = await imported(staffed, await exported(staffed))
    assert "nothing to publish" in texts(card.components)
    assert controls(card.components) == []
    assert await history(staffed) == before


async def test_an_import_is_previewed_and_then_published_as_a_whole(staffed: Staffed) -> None:
    card = await previewed(staffed, TITLE, FRIENDS)
    assert card.ephemeral
    shown = texts(card.components)
    assert "2 changed, 0 new, 0 taken away" in shown
    assert ": title" in shown
    assert "What it does to known questions" in shown
    assert await history(staffed) == ()
    await staffed.manager.click(card, label="Publish all")
    assert "Published: 2 entries" in texts(card.components)
    assert {(made.action.value, made.author) for made in await history(staffed)} == {("import", staffed.manager.id)}
    assert staffed.desk.lounges.knowledge(staffed.guild.id).entries["humour"].title.startswith("On ")


async def test_an_import_is_told_in_the_audit_channel_and_empties_the_inbox_of_what_it_answers(
    staffed: Staffed,
) -> None:
    channel = staffed.guild.create_text_channel("audit")
    await staffed.set(audit_channel=channel.id)
    await fill(staffed, "is gallows humour ok")
    files = unpack(await exported(staffed))
    files["phrasings/humour.txt"] += b"is gallows humour ok\n"
    card = await imported(staffed, pack(files))
    assert "phrasings +1 −0" in texts(card.components)
    await staffed.manager.click(card, label="Publish all")
    assert await staffed.desk.inbox.groups(staffed.guild.id) == ()
    told = channel.last_message
    assert told is not None
    assert str(staffed.manager.id) in str([item.to_dict() for item in told.components])


async def test_each_difference_can_be_looked_at(staffed: Staffed) -> None:
    card = await previewed(staffed)
    (menu,) = [item for item in controls(card.components) if item["type"] == 3]
    await staffed.manager.select(card, ["humour"], custom_id=menu["custom_id"])
    assert "**On**" in texts(card.components)
    await staffed.manager.click(card, label="Back to the import")
    assert "Publish all" in labels(card.components)


async def test_a_new_entry_and_one_that_goes_are_named(staffed: Staffed) -> None:
    files = unpack(await exported(staffed))
    (path,) = [file for file in files if file.endswith("/humour.yaml")]
    files[path.replace("humour", "wit")] = (
        files.pop(path).replace(b"id: humour", b"id: wit").replace(b"title: ", b"title: New ", 1)
    )
    files["phrasings/wit.txt"] = files.pop("phrasings/humour.txt")
    title = staffed.desk.lounges.base.knowledge.entries["humour"].title
    shown = texts((await imported(staffed, pack(files))).components)
    assert f"New {title}: new" in shown
    assert f"{title}: taken away" in shown


async def test_publishing_twice_publishes_once(staffed: Staffed) -> None:
    card = await previewed(staffed)
    before = list(stored_message(staffed, card).components)  # type: ignore[arg-type]
    await staffed.manager.click(card, label="Publish all")
    stored_message(staffed, card).components = before  # type: ignore[arg-type]
    pressed = await staffed.manager.click(card, label="Publish all")
    assert "no longer held" in pressed.response.content
    assert len(await history(staffed)) == 1


async def test_where_the_store_is_away_the_import_is_still_held(
    staffed: Staffed, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = await previewed(staffed)
    with monkeypatch.context() as patched:

        async def away(*_: object, **__: object) -> None:
            raise StoreUnavailable

        patched.setattr("bot.moderation.exchange.revisions.publish", away)
        pressed = await staffed.manager.click(card, label="Publish all")
        assert str(StoreUnavailable()) in pressed.response.content
    assert await history(staffed) == ()
    await staffed.manager.click(card, label="Publish all")
    assert len(await history(staffed)) == 1


async def test_somebody_elses_newer_edit_is_not_overwritten(staffed: Staffed) -> None:
    card = await previewed(staffed, TITLE, FRIENDS)
    editor, by = staffed.desk.editor, staffed.person.id
    draft = await editor.edit(staffed.guild.id, "humour", by=by)
    await editor.publish(await editor.save(draft, by=by, texts={"title": "Theirs"}), by=by)
    await staffed.manager.click(card, label="Publish all")
    assert "Somebody published" in texts(card.components)
    assert len(await history(staffed)) == 1
    assert staffed.desk.lounges.knowledge(staffed.guild.id).entries["humour"].title == "Theirs"


async def test_it_can_be_let_go(staffed: Staffed) -> None:
    card = await previewed(staffed)
    await staffed.manager.click(card, label="Let go")
    assert "Nothing was changed" in texts(card.components)
    listed = (await staffed.manager.slash(staffed.channel, "knowledge import")).response
    assert "No import is held" in texts(listed.components)


async def test_after_a_restart_one_uploads_again(staffed: Staffed) -> None:
    card = await previewed(staffed)
    await staffed.restart()
    pressed = await staffed.manager.click(card, label="Publish all")
    assert "Upload the file again" in pressed.response.content
    assert await history(staffed) == ()


async def test_with_four_eyes_another_moderator_finds_looks_at_and_publishes_it(staffed: Staffed) -> None:
    await staffed.set(four_eyes=True)
    managers = staffed.guild.create_role("More managers", permissions=MANAGE)
    second = staffed.guild.add_member(staffed.env.create_user("Sam"), roles=[managers])
    card = await previewed(staffed)
    assert "Another moderator finds this" in texts(card.components)
    assert "Publish all" not in labels(card.components)
    token = staffed.bot.held_imports.of(staffed.guild.id)[0].token
    for item in controls(stored_message(staffed, card).components):  # type: ignore[arg-type]
        if item["custom_id"].startswith("import-drop"):
            item["custom_id"] = f"import-do:{token}"
    await staffed.manager.click(card, custom_id=f"import-do:{token}")
    assert await history(staffed) == ()
    listed = (await second.slash(staffed.channel, "knowledge import")).response
    assert f"1 entries, uploaded by <@{staffed.manager.id}>" in texts(listed.components)
    await second.click(listed, label="Open")
    await second.click(listed, label="Publish all")
    (made,) = await history(staffed)
    assert (made.author, made.approver) == (staffed.manager.id, second.id)


async def test_an_import_whose_publication_discord_keeps_from_beginning_is_still_held(
    staffed: Staffed, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = await previewed(staffed)
    with monkeypatch.context() as busy:
        busy.setattr(type(staffed.bot.thinking), "expected_wait_s", 9.0)
        staffed.env.inject_error("POST", "/interactions/*/callback", status=404, code=10062)
        await staffed.manager.click(card, label="Publish all")
    assert await history(staffed) == ()
    assert len(staffed.bot.held_imports.of(staffed.guild.id)) == 1


async def test_a_token_opens_nothing_in_another_server(staffed: Staffed) -> None:
    card = await previewed(staffed)
    token = staffed.bot.held_imports.of(staffed.guild.id)[0].token
    other = staffed.env.create_guild(name="Clinic")
    channel = other.create_text_channel("general")
    stranger = other.add_member(staffed.env.create_user("Mo"), roles=[other.create_role("M", permissions=MANAGE)])
    theirs = (
        await stranger.slash(
            channel,
            "knowledge import",
            file=("k.zip", changed(await staffed.desk.exchange.export_zip(other.id), FRIENDS)),
        )
    ).response
    own = staffed.bot.held_imports.of(other.id)[0].token
    for item in controls(stored_message(staffed, theirs).components):  # type: ignore[arg-type]
        item["custom_id"] = item["custom_id"].replace(own, token)
    for label in ("Publish all", "Let go"):
        assert "no longer held" in (await stranger.click(theirs, label=label)).response.content
    menu = next(item["custom_id"] for item in controls(theirs.components) if item["type"] == 3)
    assert (
        "no longer held"
        in (await stranger.select(theirs, ["patient-friend-requests"], custom_id=menu)).response.content
    )
    assert await staffed.desk.editor.history(other.id) == ()
    await staffed.manager.click(card, label="Publish all")
    assert len(await history(staffed)) == 1


@pytest.mark.parametrize("label", ["Publish all", "Let go", "menu"])
async def test_a_right_that_was_taken_away_counts_at_every_press(staffed: Staffed, label: str) -> None:
    card = await previewed(staffed)
    await staffed.set(moderator_role=staffed.role.id)
    if label == "menu":
        menu = next(item["custom_id"] for item in controls(card.components) if item["type"] == 3)
        pressed = await staffed.manager.select(card, ["humour"], custom_id=menu)
    else:
        pressed = await staffed.manager.click(card, label=label)
    assert "Only the moderators" in pressed.response.content
    assert await history(staffed) == ()
    assert len(staffed.bot.held_imports.of(staffed.guild.id)) == 1


@pytest.mark.parametrize("command", ["export", "import"])
async def test_nobody_but_moderators_takes_out_or_in(staffed: Staffed, command: str) -> None:
    await staffed.set(moderator_role=staffed.role.id)
    data = await staffed.desk.exchange.export_zip(staffed.guild.id)
    options = {"file": ("k.zip", changed(data, TITLE))} if command == "import" else {}
    refused = await staffed.manager.slash(staffed.channel, f"knowledge {command}", **options)
    assert "Only the moderators" in refused.response.content
    assert list(refused.response.attachments) == []
    assert staffed.bot.held_imports.of(staffed.guild.id) == []


async def test_a_file_that_is_too_large_is_not_even_downloaded(
    staffed: Staffed, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def read(*_: object, **__: object) -> bytes:
        raise AssertionError("downloaded")

    monkeypatch.setattr("discord.Attachment.read", read)
    refused = await imported(staffed, b"0" * (MAX_ARCHIVE_BYTES + 1))
    assert "at most 8 MB" in refused.content


def bomb() -> bytes:
    """A small zip that would unpack to 60 MB, one megabyte a file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(60):
            archive.writestr(f"knowledge/entries/a/{number}.yaml", b"#" * 999_000)
    return buffer.getvalue()


def laughs() -> bytes:
    """A YAML file whose aliases would unfold to a billion items."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    return pack({"guide.yaml": "\n".join(lines).encode()})


def escaping() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("../../evil.yaml", b"x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"", b"not a zip", b"PK\x03\x04" + b"\0" * 40, bomb(), laughs(), escaping(), pack({"a.exe": b"MZ"}), pack({})],
    ids=["empty", "text", "broken", "bomb", "laughs", "escaping", "foreign", "nothing"],
)
async def test_what_is_no_export_is_refused_in_a_sentence(staffed: Staffed, data: bytes) -> None:
    card = await imported(staffed, data or b" ")
    assert "Nothing was changed" in texts(card.components)
    assert controls(card.components) == []
    assert staffed.bot.held_imports.of(staffed.guild.id) == []


async def test_faults_are_named_by_file_and_nothing_of_the_rest_is_taken(staffed: Staffed) -> None:
    data = changed(await exported(staffed), TITLE, ("patient-friend-requests.yaml", "answer: ", "anwser: "))
    shown = texts((await imported(staffed, data)).components)
    assert "patient-friend-requests.yaml" in shown.replace("\\", "")
    assert "anwser" in shown
    assert await history(staffed) == ()


async def test_what_the_screen_stops_is_not_taken_and_not_repeated(
    staffed: Staffed, caplog: pytest.LogCaptureFixture
) -> None:
    files = unpack(await exported(staffed))
    files["phrasings/humour.txt"] += f"may i joke about Jones {CANARY}\n".encode()
    with caplog.at_level(logging.INFO), caplog.at_level(logging.DEBUG, "bot"):
        card = await imported(staffed, pack(files))
    shown = texts(card.components)
    assert "looks like details of a real person" in shown
    assert "Jones" not in shown
    assert CANARY not in shown
    assert CANARY not in caplog.text
    assert staffed.bot.held_imports.of(staffed.guild.id) == []


async def test_a_file_that_discord_does_not_hand_out_is_said(staffed: Staffed, monkeypatch: pytest.MonkeyPatch) -> None:
    async def read(*_: object, **__: object) -> bytes:
        raise http_error(404, 0)

    monkeypatch.setattr("discord.Attachment.read", read)
    assert "upload it again" in (await imported(staffed, b"x")).content


def held(server: int) -> ImportPreview:
    return ImportPreview(server, 1, (), {}, (), None)


def test_few_previews_are_held_and_for_a_short_time() -> None:
    now = 1_000.0
    holding = HeldImports(lambda: now)
    tokens = [holding.hold(held(5)).token for _ in range(held_imports.IN_A_SERVER + 2)]
    assert [each.token for each in holding.of(5)] == tokens[2:]
    for server in range(6, 6 + held_imports.EVERYWHERE):
        holding.hold(held(server))
    assert holding.of(5) == []
    kept = holding.hold(held(5))
    now += held_imports.SECONDS - 1
    assert holding.get(5, kept.token) is kept
    with pytest.raises(ImportGone):
        holding.get(6, kept.token)
    now += 1
    with pytest.raises(ImportGone):
        holding.get(5, kept.token)
    assert len({*tokens}) == len(tokens)


async def test_the_first_impact_is_not_waited_for_and_nothing_is_published_unseen(
    staffed: Staffed, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def still_measuring(*_: object) -> None:
        return None

    with monkeypatch.context() as at_first:
        at_first.setattr(staffed.desk.measuring, "impact", still_measuring)
        card = await previewed(staffed)
        assert "1 changed, 0 new, 0 taken away" in texts(card.components)
        assert "Still being measured" in texts(card.components)
        assert "Publish all" not in labels(card.components)
    await staffed.manager.click(card, label="Show the impact")
    assert "Still being measured" not in texts(card.components)
    assert "questions" in texts(card.components)
    await staffed.manager.click(card, label="Publish all")
    assert len(await history(staffed)) == 1


async def test_with_four_eyes_the_audit_channel_is_told_of_an_import_once(staffed: Staffed) -> None:
    audit = staffed.guild.create_text_channel("audit")
    await staffed.set(four_eyes=True, audit_channel=audit.id)
    await staffed.bot.auditor.tell(staffed.guild.id)
    managers = staffed.guild.create_role("More managers", permissions=MANAGE)
    second = staffed.guild.add_member(staffed.env.create_user("Sam"), roles=[managers])
    card = await previewed(staffed)
    before = list(stored_message(staffed, card).components)  # type: ignore[arg-type]
    told = len(audit.history())
    await staffed.manager.click(card, label="Ask another moderator")
    assert "The audit channel was told" in texts(card.components)
    assert "Ask another moderator" not in labels(card.components)
    stored_message(staffed, card).components = before  # type: ignore[arg-type]
    await staffed.manager.click(card, label="Ask another moderator")
    assert len(audit.history()) == told + 1
    post = audit.last_message
    assert post is not None
    assert "An import waits for a second moderator" in texts([item.to_dict() for item in post.components])
    look = (await second.click(post, label="Look at it")).response
    assert look.ephemeral
    await second.click(look, label="Publish all")
    (made,) = await history(staffed)
    assert (made.author, made.approver) == (staffed.manager.id, second.id)


async def test_an_import_that_cannot_be_announced_is_said_so(staffed: Staffed) -> None:
    await staffed.set(four_eyes=True)
    card = await previewed(staffed)
    await staffed.manager.click(card, label="Ask another moderator")
    assert "Please tell a colleague" in texts(card.components)
    assert "Ask another moderator" in labels(card.components)


def test_what_was_taken_or_let_go_is_not_held_again_by_a_late_measurement() -> None:
    holding = HeldImports()
    kept = holding.hold(held(5))
    holding.take(5, kept.token)
    holding.announced(holding.measured(kept, kept.preview))
    assert holding.of(5) == []
