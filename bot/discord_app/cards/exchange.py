"""Export and import: the file, what an import would do, and what became of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from discord import ButtonStyle
from discord.utils import format_dt

from bot.discord_app import limits
from bot.discord_app.cards.difference import difference_lines
from bot.discord_app.cards.editing import changes_card, impact_part, person
from bot.discord_app.cards.showing import CALM, CARE, bold, heading, small
from bot.discord_app.controls import inbox
from bot.discord_app.layout import Sheet
from bot.discord_app.markdown import plain
from bot.reply import Option

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from discord import ui

    from bot.discord_app.controls.control import Control
    from bot.discord_app.held_imports import HeldImport
    from bot.discord_app.translation import Words
    from bot.knowledge.archive import ArchiveInvalid
    from bot.moderation.exchange import ImportPreview
    from bot.moderation.preview import Difference

CHANGES_SHOWN: Final = 12
FAULTS_SHOWN: Final = 15


def export_card(name: str, words: Words) -> ui.LayoutView:
    """The export, with the file that is sent along."""
    return Sheet(CALM).text(heading(words("export.heading")), plain(words("export.text"))).enclose(name).view()


def import_card(
    held: HeldImport, titles: Mapping[str, str], page: int, words: Words, *, second: bool = False, note: str = ""
) -> ui.LayoutView:
    """What an import would do, with the way to look at each change. ``second``: another moderator has to publish it.

    ``note`` is a sentence to begin with.
    """
    preview = held.preview
    names = titles_in(preview, titles)
    sheet = Sheet(CALM).text(heading(words("import.heading")), words("import.by", who=person(preview.author, words)))
    if note:
        sheet.text(plain(note))
    sheet.text(plain(words("import.second" if second else "import.private")))
    kinds = [_kind(each) for each in preview.differences.values()]
    counted = {kind: kinds.count(kind) for kind in ("changed", "added", "retired")}
    sheet.rule().text(plain(words("import.counts", **counted)))
    lines = [_line(key, each, names, words) for key, each in preview.differences.items()]
    sheet.text(
        *lines[:CHANGES_SHOWN], *_more(len(lines) - CHANGES_SHOWN, words), gives_way=2, more=words("report.more")
    )
    _ignored(sheet, preview, words)
    if preview.impact is not None:
        impact_part(sheet, preview.impact, names, words)
    else:
        sheet.rule().text(bold(words("edit.impact")), plain(words("import.pending")))
    until = format_dt(datetime.fromtimestamp(held.until, UTC), "R")
    sheet.text(small(words("import.until", until=until)))
    keys = list(preview.differences)
    pages = max(1, -(-len(keys) // limits.SELECT_OPTIONS))
    page = min(page, pages - 1)
    shown = keys[page * limits.SELECT_OPTIONS :][: limits.SELECT_OPTIONS]
    options = [Option(key, names[key], 1.0) for key in shown]
    sheet.row(inbox.ChooseChange.menu(words("menu.import_changes"), options, held.token))
    return sheet.row(
        inbox.OpenImport.button(words("button.measure"), held.token, style=ButtonStyle.primary)
        if preview.impact is None
        else None,
        _forward(held, words, second=second),
        inbox.DropImport.button(words("button.drop_import"), held.token, style=ButtonStyle.danger),
        inbox.ImportPage.button(words("button.previous"), held.token, page - 1) if page else None,
        inbox.ImportPage.button(words("button.next"), held.token, page + 1) if page + 1 < pages else None,
    ).view()


def nothing_card(preview: ImportPreview, words: Words) -> ui.LayoutView:
    """That an import says what stands."""
    sheet = Sheet(CALM).text(heading(words("import.heading")), plain(words("import.nothing")))
    _ignored(sheet, preview, words)
    return sheet.view()


def change_card(held: HeldImport, entry: str, page: int, titles: Mapping[str, str], words: Words) -> ui.LayoutView:
    """A page of what an import changes in an entry."""
    lines = difference_lines(held.preview.differences[entry], words)
    turn = inbox.ImportChange.button(words("button.next"), held.token, entry, page + 1)
    back = inbox.OpenImport.button(words("button.back_to_import"), held.token)
    return changes_card(lines, page, turn, back, titles_in(held.preview, titles)[entry], words)


def held_card(held: Sequence[HeldImport], words: Words) -> ui.LayoutView:
    """The imports that a server holds."""
    sheet = Sheet(CALM).text(heading(words("import.waiting_heading")))
    sheet.text(plain(words("import.waiting" if held else "import.waiting_none")))
    for each in held:
        preview = each.preview
        who = person(preview.author, words)
        sheet.text(
            words("import.waiting_line", count=len(preview.changes), who=who),
            small(words("import.until", until=format_dt(datetime.fromtimestamp(each.until, UTC), "R"))),
            control=inbox.OpenImport.button(words("button.open"), each.token),
        )
    return sheet.view()


def faults_card(invalid: ArchiveInvalid, words: Words) -> ui.LayoutView:
    """Why a file cannot be imported: every fault by file and line, as far as there is room."""
    sheet = Sheet(CARE).text(heading(words("import.faults_heading")))
    if not invalid.faults:
        return sheet.text(plain(str(invalid))).view()
    lines = [f"- {plain(str(fault))}" for fault in invalid.faults]
    more = _more(len(lines) - FAULTS_SHOWN, words)
    return sheet.text(*lines[:FAULTS_SHOWN], *more, gives_way=1, more=words("import.more_faults")).view()


def titles_in(preview: ImportPreview, titles: Mapping[str, str]) -> dict[str, str]:
    """The titles of entries by id, with those that an import brings."""
    names = {**dict.fromkeys(preview.differences, ""), **titles}
    for key, each in preview.differences.items():
        brought = next((change.after for change in each.fields if change.field == "title"), "")
        names[key] = brought or names[key] or key
    return names


def _forward(held: HeldImport, words: Words, *, second: bool) -> Control | None:
    """What brings an import on; nothing where that is done, or where nobody can know yet what it would do."""
    if second and not held.announced:
        return inbox.AskSecond.button(words("button.ask_second"), held.token, style=ButtonStyle.primary)
    if second or held.preview.impact is None:
        return None
    return inbox.PublishImport.button(words("button.publish_import"), held.token, style=ButtonStyle.success)


def _kind(each: Difference) -> str:
    for change in each.fields:
        if change.field == "title" and not change.before:
            return "added"
        if change.field == "title" and not change.after:
            return "retired"
    return "changed"


def _line(key: str, each: Difference, titles: Mapping[str, str], words: Words) -> str:
    title = titles[key]
    match _kind(each):
        case "added":
            said = words("import.added", title=title)
        case "retired":
            said = words("import.retired", title=title)
        case _:
            what = [words(f"edit.field.{change.field}").lower() for change in each.fields]
            if each.phrasings_added or each.phrasings_removed:
                added, removed = len(each.phrasings_added), len(each.phrasings_removed)
                what.append(words("import.phrasings", added=added, removed=removed))
            said = words("import.changed", title=title, what=", ".join(what))
    return f"- {plain(said)}"


def _ignored(sheet: Sheet, preview: ImportPreview, words: Words) -> None:
    if preview.ignored:
        sheet.text(small(plain(words("import.ignored", names=", ".join(preview.ignored)))))


def _more(count: int, words: Words) -> list[str]:
    return [small(plain(words("import.more_faults", count=count)))] if count > 0 else []
