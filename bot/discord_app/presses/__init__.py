"""What happens when a control is used or a form is sent. One table each, so that none can be shown that nothing answers."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.discord_app.controls import editing as edits
from bot.discord_app.controls import editing_forms, forms, inbox, inbox_forms, lounge, shapes
from bot.discord_app.controls import sessions as session_controls
from bot.discord_app.presses import (
    asking,
    browsing,
    candidates,
    discussing,
    editing,
    exchanging,
    helpful,
    history,
    hosting,
    inbox_groups,
    lounge_settings,
    opening,
    parts,
    prepared_questions,
    prompting,
    reporting,
    sending,
    server_settings,
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
        # Discussions, what helped in them, and the settings of the lounge.
        lounge.Discuss: discussing.open_form,
        lounge.PostDiscussion: discussing.post,
        lounge.CallSpecialty: discussing.call,
        lounge.DiscardDiscussion: discussing.discard,
        lounge.KeepHelpful: helpful.keep,
        lounge.DropHelpful: helpful.drop,
        lounge.Candidates: candidates.open_all,
        lounge.ChooseCandidate: candidates.choose,
        lounge.DraftCandidate: candidates.draft,
        lounge.DismissCandidate: candidates.dismiss,
        lounge.OpenSettings: lounge_settings.open_settings,
        lounge.EditLimits: lounge_settings.edit_limits,
        lounge.RemoveLeaks: lounge_settings.switch_leaks,
        lounge.ChooseChannel: lounge_settings.choose_channel,
        lounge.ChooseSpecialties: lounge_settings.choose_specialties,
        # Editing.
        edits.Publish: editing.publish,
        edits.Discard: editing.discard,
        edits.DiscardForGood: editing.discard_for_good,
        edits.Rebase: editing.rebase,
        edits.EditPart: parts.open_part,
        edits.Phrasings: parts.open_phrasings,
        edits.ChangePhrasings: parts.change_phrasings,
        edits.ShowDraft: editing.show,
        edits.AsSeen: editing.as_seen,
        edits.Standing: editing.standing,
        edits.Changes: editing.changes,
        edits.OpenDraft: editing.open_draft,
        edits.History: history.turn,
        edits.OpenRevision: history.open_revision,
        edits.Compare: history.compare,
        edits.Restore: history.restore,
        edits.OpenRelease: history.open_release,
        edits.CompareRelease: history.compare_release,
        edits.CompareOwn: history.compare_with_release,
        edits.BackToShipped: history.back_to_shipped,
        edits.KeepOwn: history.keep_own,
        edits.SetRole: server_settings.set_role,
        edits.SetAuditChannel: server_settings.set_audit_channel,
        edits.SetFourEyes: server_settings.set_four_eyes,
        edits.SetInbox: server_settings.set_inbox,
        edits.SetRetention: server_settings.set_retention,
        # Sessions and prompts.
        session_controls.Release: hosting.release,
        session_controls.AddQuestion: hosting.add_question,
        session_controls.Prepared: prepared_questions.show,
        session_controls.ChooseQuestion: prepared_questions.choose,
        session_controls.ChangeQuestion: prepared_questions.change,
        session_controls.RemoveQuestion: prepared_questions.remove,
        session_controls.End: hosting.end,
        session_controls.EndNow: hosting.end_now,
        session_controls.CancelSession: hosting.cancel,
        session_controls.NameMe: hosting.name_me,
        session_controls.UnnameMe: hosting.unname_me,
        session_controls.Behind: opening.back,
        session_controls.PromptsOff: prompting.switch_off,
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
        inbox.AskSecond: exchanging.ask_second,
        inbox.PublishImport: exchanging.publish,
        inbox.DropImport: exchanging.drop,
    }
)

FORMS: Final[Mapping[type[Form], Submit]] = MappingProxyType(
    {
        forms.AskForm: asking.submit_question,
        forms.CheckForm: asking.submit_draft,
        lounge.DiscussForm: discussing.submit,
        lounge.LimitsForm: lounge_settings.submit_limits,
        editing_forms.PartForm: parts.submit_part,
        editing_forms.PhrasingsForm: parts.submit_phrasings,
        session_controls.QuestionForm: hosting.submit_question,
        session_controls.ChangeQuestionForm: prepared_questions.submit_change,
        inbox_forms.SendForm: sending.submit,
        inbox_forms.FindForm: inbox_groups.submit_search,
    }
)
