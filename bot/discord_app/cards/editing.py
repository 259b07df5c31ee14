"""Drafts before they are published: the answer as people will see it, what changes, what is wrong, and what it does to known questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from discord import ButtonStyle
from discord.utils import format_dt

from bot.discord_app.cards.difference import difference_lines, pages_of
from bot.discord_app.cards.showing import CALM, CARE, bold, bullets, heading, paragraphs, small
from bot.discord_app.controls import editing
from bot.discord_app.controls.editing_forms import fault_message
from bot.discord_app.layout import Sheet
from bot.discord_app.markdown import plain
from bot.knowledge.forms import PARTS, text_of
from bot.store.actions import Action
from bot.views import lead_and_rest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from discord import ui

    from bot.discord_app.controls.control import Control
    from bot.discord_app.translation import Words
    from bot.knowledge.checking import FieldFault
    from bot.knowledge.impact import Impact, Shift, Verdict
    from bot.moderation.preview import Preview
    from bot.store.drafts import Draft

SHIFTS_SHOWN: Final = 8
FAULTS_SHOWN: Final = 12
MISPLACED_SHOWN: Final = 5
PART_OF: Final[Mapping[str, str]] = {
    **{name: part for part, names in PARTS.items() for name in names},
    "reviewed": "place",
    "phrasings": "phrasings",
}


def preview_card(preview: Preview, titles: Mapping[str, str], words: Words, *, note: str = "") -> ui.LayoutView:
    """A draft as it would be published, with everything that can be done with it.

    ``titles`` are the entries' by id, to name them in the impact; ``note`` is a sentence to begin with.
    """
    draft = preview.draft
    sheet = Sheet(CARE if preview.errors or preview.conflict else CALM)
    sheet.text(heading(words("edit.preview.heading", title=title_of(draft, titles, words))))
    if note:
        sheet.text(plain(note))
    sheet.text(*_status(preview, words))
    _faults(sheet, preview, words)
    if draft.proposal.action is not Action.RETIRE:
        _as_people_see_it(sheet, preview, words)
    _changes(sheet, preview, words)
    if preview.impact is not None and preview.impact.asked:
        impact_part(sheet, preview.impact, titles, words)
    elif preview.impact is None and publishable(preview):
        sheet.rule().text(bold(words("edit.impact")), plain(words("edit.impact.pending")))
    sheet.row(*_deeds(preview, words))
    if draft.proposal.action is Action.PUBLISH:
        sheet.row(*_parts(preview, words))
    return sheet.row(*_looks(preview, words)).view()


def title_of(draft: Draft, titles: Mapping[str, str], words: Words) -> str:
    """What a draft is called."""
    return text_of(draft.proposal.fields, "title") or titles.get(draft.entry) or draft.entry or words("edit.untitled")


def publishable(preview: Preview) -> bool:
    """Whether there is something to publish, and nothing in its way."""
    idle = preview.draft.proposal.action is Action.PUBLISH and preview.difference.empty
    return not (preview.errors or preview.conflict or idle)


def _status(preview: Preview, words: Words) -> Iterable[str]:
    draft, conflict = preview.draft, preview.conflict
    if draft.proposal.action is not Action.PUBLISH:
        yield plain(words(f"edit.deed.{draft.proposal.action.value}", number=draft.proposal.restored or 0))
    if conflict is not None:
        yield bold(words("edit.conflict.heading"))
        yield words(
            "edit.conflict.text",
            who=person(conflict.author, words),
            when=format_dt(conflict.at, "R"),
            number=conflict.number,
        )
    if draft.waiting:
        yield words("edit.waiting", who=person(draft.author, words))
    elif publishable(preview):
        yield small(words("edit.private"))


def person(user: int | None, words: Words) -> str:
    """A moderator by mention, which notifies nobody; or that it is a former one."""
    return words("edit.former_moderator") if user is None else f"<@{user}>"


def _faults(sheet: Sheet, preview: Preview, words: Words) -> None:
    warnings = [fault for fault in preview.faults if fault.warning]
    for key, faults in (("edit.faults", preview.errors), ("edit.warnings", warnings)):
        lines = [fault_line(fault, words) for fault in faults[:FAULTS_SHOWN]]
        if len(faults) > FAULTS_SHOWN:
            lines.append(plain(words("edit.more", count=len(faults) - FAULTS_SHOWN)))
        if lines:
            sheet.text(bold(words(key)), *lines)


def fault_line(fault: FieldFault, words: Words) -> str:
    """A fault beside the name of its field."""
    where = "" if fault.place is None else words("edit.fault.line", place=fault.place)
    return f"- {bold(words(f'edit.field.{fault.field}'))}: {plain(where + fault_message(words, fault))}"


def _as_people_see_it(sheet: Sheet, preview: Preview, words: Words) -> None:
    fields = preview.draft.proposal.fields
    if preview.card is not None:
        entry = preview.card.entry
        title, answer, do, avoid = entry.title, entry.answer, list(entry.do), list(entry.avoid)
    elif preview.draft.proposal.action is Action.PUBLISH:
        title, answer = text_of(fields, "title"), text_of(fields, "answer")
        do, avoid = text_of(fields, "do").splitlines(), text_of(fields, "avoid").splitlines()
    else:
        return
    if not (title or answer or do or avoid):
        return
    sheet.rule().text(small(words("edit.as_seen" if preview.card is not None else "edit.so_far")))
    lead, rest = lead_and_rest(answer)
    sheet.text(*([bold(title)] if title else []), *(paragraphs(lead) if lead else []), gives_way=2)
    if do:
        sheet.text(bold(words("answer.do")), *bullets(do), gives_way=2)
    if avoid:
        sheet.text(bold(words("answer.avoid")), *bullets(avoid), gives_way=2)
    if rest:
        sheet.text(bold(words("answer.more")), *paragraphs(rest), gives_way=2)


def _changes(sheet: Sheet, preview: Preview, words: Words) -> None:
    action = preview.draft.proposal.action
    if preview.before is None or action is Action.RETIRE:
        return
    sheet.rule()
    lines = difference_lines(preview.difference, words)
    if not lines:
        sheet.text(plain(words("edit.unchanged" if action is Action.PUBLISH else "edit.same")))
        return
    legend = words("edit.legend.conflict" if preview.conflict is not None else "edit.legend")
    sheet.text(bold(words("edit.changes")), small(legend), *lines, gives_way=3, more=words("edit.more_lines"))


def impact_part(sheet: Sheet, impact: Impact, titles: Mapping[str, str], words: Words) -> None:
    """Adds to a card what an edit does to known questions. ``titles`` are the entries' by id."""
    moved, otherwise = len(impact.shifts), [shift for shift in impact.shifts if shift.better is None]
    said = words("edit.impact.none" if not moved else "edit.impact.some", asked=f"{impact.asked:,}", moved=f"{moved:,}")
    counts = (("worse", impact.worse), ("otherwise", otherwise), ("better", impact.improved))
    kinds = [words(f"edit.impact.count.{kind}", count=f"{len(shifts):,}") for kind, shifts in counts if shifts]
    if kinds:
        said = f"{said} {', '.join(kinds)}."
    lines = [bold(words("edit.impact")), plain(said)]
    ordered = [
        *(("edit.impact.worse", shift) for shift in impact.worse),
        *(("edit.impact.otherwise", shift) for shift in otherwise),
        *(("edit.impact.better", shift) for shift in impact.improved),
    ]
    shown = [_shift(words(key), shift, titles, words) for key, shift in ordered[:SHIFTS_SHOWN]]
    if len(ordered) > SHIFTS_SHOWN:
        shown.append(plain(words("edit.more", count=len(ordered) - SHIFTS_SHOWN)))
    sheet.rule().text(*lines)
    sheet.text(*shown, gives_way=1, more=words("edit.more_lines"))
    misplaced = [
        f"- {plain(words('edit.misplaced.line', phrasing=found.phrasing, title=found.nearer_title))}"
        for found in impact.misplaced[:MISPLACED_SHOWN]
    ]
    if len(impact.misplaced) > MISPLACED_SHOWN:
        misplaced.append(plain(words("edit.more", count=len(impact.misplaced) - MISPLACED_SHOWN)))
    if misplaced:
        sheet.text(bold(words("edit.misplaced")), *misplaced)


def _shift(label: str, shift: Shift, titles: Mapping[str, str], words: Words) -> str:
    before = words("edit.verdict.new") if shift.before is None else _verdict(shift.before, titles, words)
    after = _verdict(shift.after, titles, words)
    return f"- {bold(label)} {plain(words('edit.shift', question=shift.question.text, before=before, after=after))}"


def _verdict(verdict: Verdict, titles: Mapping[str, str], words: Words) -> str:
    given = [titles.get(key, key) for key in verdict.given]
    match verdict.outcome:
        case "answer":
            return given[0]
        case "clarify":
            return words("edit.verdict.clarify", titles=" / ".join(given))
        case _:
            return words("edit.verdict.nothing")


def _deeds(preview: Preview, words: Words) -> list[Control | None]:
    draft, first = preview.draft, None
    if publishable(preview) and preview.impact is None:
        first = editing.ShowDraft.button(words("button.measure"), draft.id, style=ButtonStyle.primary)
    elif publishable(preview):
        first = editing.Publish.button(words("button.publish"), *editing.of(draft), style=ButtonStyle.success)
    return [
        first,
        editing.Rebase.button(words("button.keep_mine"), *editing.of(draft), style=ButtonStyle.primary)
        if preview.conflict is not None
        else None,
        editing.Standing.button(words("button.standing"), draft.id) if preview.conflict is not None else None,
        editing.Discard.button(words("button.discard"), *editing.of(draft), style=ButtonStyle.danger),
    ]


def _parts(preview: Preview, words: Words) -> list[Control]:
    wrong = {PART_OF.get(fault.field) for fault in preview.errors}
    made: list[Control] = [
        editing.EditPart.button(
            words(f"button.part.{part}"),
            part,
            *editing.of(preview.draft),
            style=ButtonStyle.primary if part in wrong else ButtonStyle.secondary,
        )
        for part in PARTS
    ]
    style = ButtonStyle.primary if "phrasings" in wrong else ButtonStyle.secondary
    made.append(editing.Phrasings.button(words("button.part.phrasings"), *editing.of(preview.draft), 0, style=style))
    return made


def _looks(preview: Preview, words: Words) -> list[Control | None]:
    draft = preview.draft
    compared = preview.before is not None and preview.after is not None and not preview.difference.empty
    return [
        editing.AsSeen.button(words("button.as_seen"), draft.id) if preview.card is not None else None,
        editing.Changes.button(words("button.changes"), draft.id, 0) if compared else None,
    ]


def changes_card(
    lines: list[str], page: int, turn: Control | None, back: Control | None, title: str, words: Words
) -> ui.LayoutView:
    """A page of differences. ``turn`` leads to the next page, ``back`` to where one came from."""
    pages = pages_of(lines)
    shown = pages[min(page, len(pages) - 1)] or [plain(words("edit.same"))]
    sheet = Sheet(CALM).text(heading(title), small(words("edit.legend")))
    sheet.text(*shown)
    if len(pages) > 1:
        sheet.text(small(words("guide.page", page=min(page, len(pages) - 1) + 1, pages=len(pages))))
    return sheet.row(turn if page + 1 < len(pages) else None, back).view()
