"""What happens when a control is used or a form is sent. One table each, so that none can be shown that nothing answers."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.discord_app.controls import forms, inbox, inbox_forms, shapes
from bot.discord_app.presses import (
    asking,
    browsing,
    exchanging,
    inbox_groups,
    opening,
    reporting,
    sending,
    sharing,
    ticking,
    voting,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.discord_app.controls.control import Control, Press
    from bot.discord_app.controls.form import Form, Submit

PRESSES: Final[Mapping[type[Control], Press]] = MappingProxyType(
    {
        shapes.Choose: opening.choose,
        shapes.NoneOfThese: opening.none_of_these,
        shapes.Topics: opening.open_topic,
        shapes.Back: opening.back,
        shapes.Sources: opening.sources,
        shapes.Helpful: voting.helpful,
        shapes.NotHelpful: voting.not_helpful,
        shapes.Why: voting.why,
        shapes.Share: sharing.share,
        shapes.Rephrase: asking.rephrase,
        shapes.AskPrivately: asking.ask_privately,
        shapes.AskColleagues: asking.ask_colleagues,
        shapes.SendToModerators: asking.send_to_moderators,
        shapes.OpenChecklist: ticking.open_checklist,
        shapes.Checklists: ticking.choose_checklist,
        shapes.Tick: ticking.tick,
        shapes.Reset: ticking.reset,
        shapes.Sections: browsing.choose_section,
        shapes.Page: browsing.turn_page,
        shapes.Contents: browsing.contents,
        shapes.CheckDraft: asking.check_draft,
        # Questions for the moderators.
        inbox.Send: sending.send,
        inbox.ChangeText: sending.change,
        inbox.LeaveIt: sending.leave,
        # The moderators' inbox, the report, export and import.
        inbox.InboxPage: inbox_groups.turn_page,
        inbox.OpenGroup: inbox_groups.open_from_list,
        inbox.AddTo: inbox_groups.add_to,
        inbox.FindEntry: inbox_groups.find_entry,
        inbox.DraftEntry: inbox_groups.draft_entry,
        inbox.Dismiss: inbox_groups.dismiss,
        inbox.ReportFile: reporting.send_file,
        inbox.OpenImport: exchanging.open_import,
        inbox.ImportPage: exchanging.turn_page,
        inbox.ChooseChange: exchanging.choose_change,
        inbox.ImportChange: exchanging.turn_change,
        inbox.PublishImport: exchanging.publish,
        inbox.DropImport: exchanging.drop,
    }
)

FORMS: Final[Mapping[type[Form], Submit]] = MappingProxyType(
    {
        forms.AskForm: asking.submit_question,
        forms.CheckForm: asking.submit_draft,
        inbox_forms.SendForm: sending.submit,
        inbox_forms.FindForm: inbox_groups.submit_search,
    }
)
