from __future__ import annotations

from typing import Any

import discord
import pytest
import simcord

from bot.discord_app import prompt_reply
from bot.discord_app.offers import Offer, Offers
from bot.discord_app.pace import QUESTIONS
from bot.reply import Reply
from tests.discord_app.conftest import Lounge, controls, labels, texts
from tests.lounge_parts import TOLD

FRIEND = "may a patient be my friend"
PICTURE = "a picture of the ward"
TITLE = "Friend requests from patients"
UNANSWERED = "The lounge has no answer to that"


async def test_a_question_is_answered_privately(lounge: Lounge) -> None:
    result = await lounge.person.slash(lounge.channel, "ask", question=FRIEND)
    assert result.ephemeral
    assert not result.followups
    assert TITLE in texts(result.response.components)
    shown = labels(result.response.components)
    assert shown[-4:] == ["Helpful", "Not helpful", "Share in channel", "Rephrase"]
    assert "Related topics" in shown
    assert "Checklist: A patient wants to connect with you" in shown


async def test_no_question_is_in_what_is_sent(lounge: Lounge) -> None:
    for question in (FRIEND, PICTURE, "zebrafinch unheard of", "Jamison zebrafinch", "exhausted zebrafinch"):
        await lounge.person.slash(lounge.channel, "ask", question=question, share=True)
    sent = lounge.env.transcript()
    assert "zebrafinch" not in "".join(str(entry) for entry in lounge.env.http_requests)
    assert FRIEND not in "".join(str(entry) for entry in lounge.env.http_requests), sent


async def test_share_posts_the_answer_for_all_and_never_the_question(lounge: Lounge) -> None:
    result = await lounge.person.slash(lounge.channel, "ask", question=FRIEND, share=True)
    assert result.ephemeral
    posted = lounge.channel.last_message
    assert posted is not None
    assert not posted.flags.ephemeral
    assert posted.interaction_metadata is None
    shown = str([component.to_dict() for component in posted.components])
    assert TITLE in shown
    assert FRIEND not in shown
    assert "Share in channel" not in shown
    assert "Shared in the channel" in texts(result.followups[0].components)
    assert result.followups[0].ephemeral


@pytest.mark.parametrize("question", [PICTURE, "never heard of it", "Jamison came in", "how much amoxicillin"])
async def test_what_is_no_plain_answer_is_not_shared(lounge: Lounge, question: str) -> None:
    result = await lounge.person.slash(lounge.channel, "ask", question=question, share=True)
    assert lounge.channel.last_message is None or lounge.channel.last_message.id == result.response.id
    assert "cannot be shared" in result.followups[0].content


async def test_the_button_shares_as_well(lounge: Lounge) -> None:
    asked = await lounge.person.slash(lounge.channel, "ask", question=FRIEND)
    pressed = await lounge.person.click(asked.response, label="Share in channel")
    assert not pressed.ephemeral
    assert TITLE in texts(pressed.response.components)


async def test_where_discord_hides_what_was_shared_the_person_is_told(
    lounge: Lounge, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await lounge.person.slash(lounge.channel, "ask", question=FRIEND)
    send = discord.InteractionResponse.send_message

    async def hidden(self: Any, **kwargs: Any) -> Any:
        sent = await send(self, **kwargs)
        sent.resource.flags = discord.MessageFlags(ephemeral=True)
        return sent

    monkeypatch.setattr(discord.InteractionResponse, "send_message", hidden)
    pressed = await lounge.person.click(asked.response, label="Share in channel")
    assert "nobody else has seen it" in texts(pressed.followups[0].components)


async def test_who_may_not_write_in_a_channel_does_not_make_the_bot_write_there(lounge: Lounge) -> None:
    asked = await lounge.person.slash(lounge.channel, "ask", question=FRIEND)
    quiet = lounge.guild.create_text_channel(
        "announcements", overwrites={lounge.guild.default_role: discord.PermissionOverwrite(send_messages=False)}
    )
    asked = await lounge.person.slash(quiet, "ask", question=FRIEND, share=True)
    assert quiet.history() == [] or all(message.flags.ephemeral for message in quiet.history())
    assert "cannot post" in asked.followups[0].content
    pressed = await lounge.person.click(asked.response, label="Share in channel")
    assert pressed.ephemeral
    assert "cannot post" in pressed.response.content


async def test_a_close_call_offers_three_topics_and_none(lounge: Lounge) -> None:
    asked = await lounge.person.slash(lounge.channel, "ask", question=PICTURE)
    entries = lounge.knowledge.entries
    titles = [entries[key].title for key, _ in TOLD["picture"][:3]]
    assert labels(asked.response.components) == [
        *(f"{number}. {title}" for number, title in enumerate(titles, start=1)),
        "None of these",
        "Rephrase",
    ]


async def test_the_chosen_topic_opens_in_place_and_the_others_stay_in_reach(lounge: Lounge) -> None:
    asked = await lounge.person.slash(lounge.channel, "ask", question=PICTURE)
    await lounge.person.click(asked.response, custom_id="choose:workplace-photos")
    entries = lounge.knowledge.entries
    assert entries["workplace-photos"].title in texts(asked.response.components)
    instead = next(item for item in controls(asked.response.components) if item["custom_id"] == "topics:instead:")
    assert [option["value"] for option in instead["options"]] == ["patient-images", "whose-information"]


async def test_none_of_these_leads_on_to_the_next_best(lounge: Lounge) -> None:
    asked = await lounge.person.slash(lounge.channel, "ask", question=PICTURE)
    await lounge.person.click(asked.response, label="None of these")
    shown = controls(asked.response.components)
    nearest = next(item for item in shown if item["custom_id"] == "topics:nearest:")
    assert [option["value"] for option in nearest["options"]] == ["humour"]
    assert "Rephrase" in labels(asked.response.components)


async def test_nothing_found_says_so_with_the_nearest_principle(lounge: Lounge) -> None:
    asked = await lounge.person.slash(lounge.channel, "ask", question="best pizza near me")
    shown = texts(asked.response.components)
    assert UNANSWERED in shown
    assert lounge.knowledge.points[lounge.knowledge.entries["humour"].guide[0]].id in shown
    assert labels(asked.response.components) == ["Rephrase"]


async def _take_on(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("taken on", ephemeral=True)


@pytest.mark.parametrize("offers", [Offers(Offer(_take_on, lambda _: True), Offer(_take_on, lambda _: True))])
async def test_colleagues_and_moderators_are_offered_where_they_are_there(lounge: Lounge, offers: Offers) -> None:
    asked = await lounge.person.slash(lounge.channel, "ask", question="best pizza near me")
    assert labels(asked.response.components) == ["Rephrase", "Ask colleagues", "Send to moderators"]
    pressed = await lounge.person.click(asked.response, label="Ask colleagues")
    assert pressed.response.content == "taken on"
    lounge.bot.offers = Offers()
    pressed = await lounge.person.click(asked.response, label="Send to moderators")
    assert "does not offer that" in pressed.response.content


async def test_related_topics_open_in_place_with_the_way_back(lounge: Lounge) -> None:
    asked = await lounge.person.slash(lounge.channel, "ask", question=FRIEND)
    menu = "topics:related:patient-friend-requests"
    await lounge.person.select(asked.response, ["romantic-contact"], custom_id=menu)
    assert lounge.knowledge.entries["romantic-contact"].title in texts(asked.response.components)
    await lounge.person.click(asked.response, label="Back to the topic")
    assert TITLE in texts(asked.response.components)


async def test_the_sources_say_what_each_authority_says(lounge: Lounge) -> None:
    asked = await lounge.person.slash(lounge.channel, "ask", question=FRIEND)
    await lounge.person.click(asked.response, label="What the sources say")
    shown = texts(asked.response.components)
    entry = lounge.knowledge.entries["patient-friend-requests"]
    for view in entry.authorities:
        assert view.says[:40] in shown.replace("\\", "")
    assert all(point in shown for point in entry.guide)
    await lounge.person.click(asked.response, label="Back to the topic")
    assert entry.title in texts(asked.response.components)


async def test_rephrasing_answers_in_place_with_the_way_back(lounge: Lounge) -> None:
    asked = await lounge.person.slash(lounge.channel, "ask", question=FRIEND)
    form = await lounge.person.click(asked.response, label="Rephrase")
    assert form.modal is not None
    sent = await lounge.person.submit_modal(form, {"text": PICTURE})
    assert sent.acknowledged
    assert "Which of these do you mean?" in texts(asked.response.components)
    assert lounge.matcher.asked == [FRIEND, PICTURE]


async def test_a_form_that_was_open_during_a_restart_is_answered(lounge: Lounge) -> None:
    asked = await lounge.person.slash(lounge.channel, "ask", question=FRIEND)
    form = await lounge.person.click(asked.response, label="Rephrase")
    await lounge.restart()
    await lounge.person.submit_modal(form, {"text": PICTURE})
    assert "Which of these do you mean?" in texts(asked.response.components)


async def test_forms_end_and_are_not_kept(lounge: Lounge) -> None:
    asked = await lounge.person.slash(lounge.channel, "ask", question=FRIEND)
    form = await lounge.person.click(asked.response, label="Rephrase")
    store = lounge.bot._connection._view_store
    assert [modal.timeout for modal in store._modals.values()] == [900]
    await lounge.person.submit_modal(form, {"text": PICTURE})
    assert not store._modals


async def test_completion_offers_the_nearest_titles_and_picking_one_opens_it(lounge: Lounge) -> None:
    offered = await lounge.person.autocomplete(lounge.channel, "ask", "question", "friend requ")
    assert offered[0]["name"] == TITLE
    result = await lounge.person.slash(lounge.channel, "ask", question=offered[0]["value"])
    assert TITLE in texts(result.response.components)
    assert lounge.matcher.asked == []


@pytest.mark.parametrize("typed", ["friend Jamison", "friend amoxicillin", "friend exhausted"])
async def test_completion_offers_nothing_for_what_the_screen_stops(lounge: Lounge, typed: str) -> None:
    assert await lounge.person.autocomplete(lounge.channel, "ask", "question", typed) == []


async def test_an_empty_box_offers_topics(lounge: Lounge) -> None:
    assert len(await lounge.person.autocomplete(lounge.channel, "ask", "question", "")) == 25


async def test_a_picked_topic_that_is_gone_is_read_as_a_question(lounge: Lounge) -> None:
    result = await lounge.person.slash(lounge.channel, "ask", question="topic:no-longer-here")
    assert UNANSWERED in texts(result.response.components)


async def test_who_floods_is_told_when_to_go_on(lounge: Lounge) -> None:
    for _ in range(QUESTIONS):
        await lounge.person.slash(lounge.channel, "ask", question=FRIEND)
    result = await lounge.person.slash(lounge.channel, "ask", question=FRIEND)
    assert result.ephemeral
    assert "again in" in result.response.content
    assert len(lounge.matcher.asked) == QUESTIONS
    other = lounge.guild.add_member(lounge.env.create_user("Grace"))
    assert TITLE in texts((await other.slash(lounge.channel, "ask", question=FRIEND)).response.components)


async def test_the_menu_finds_guidance_on_a_message(lounge: Lounge) -> None:
    message = await lounge.person.send(lounge.channel, FRIEND)
    found = await lounge.person.context_menu(lounge.channel, "Find guidance", message)
    assert found.ephemeral
    assert TITLE in texts(found.response.components)


async def test_direct_messages_are_answered(lounge: Lounge) -> None:
    user = lounge.env.create_user("Mary")
    await user.send_dm(FRIEND)
    answer = user.dm_channel.last_message
    assert answer is not None
    assert answer.author.id == lounge.bot.user.id  # type: ignore[union-attr]
    assert TITLE in str([component.to_dict() for component in answer.components])
    assert "Share in channel" not in str([component.to_dict() for component in answer.components])


async def test_a_direct_message_that_the_screen_stops_is_answered_fully(lounge: Lounge) -> None:
    user = lounge.env.create_user("Mary")
    await user.send_dm("exhausted and on nights")
    assert user.dm_channel.last_message is not None
    assert "heading of strain" in str([item.to_dict() for item in user.dm_channel.last_message.components])


def _mention(lounge: Lounge, text: str) -> str:
    assert lounge.bot.user is not None
    return f"<@{lounge.bot.user.id}> {text}"


async def test_a_mention_is_answered_in_public_without_pinging(lounge: Lounge) -> None:
    await lounge.person.send(lounge.channel, _mention(lounge, FRIEND))
    answer = lounge.channel.last_message
    assert answer is not None
    assert not answer.flags.ephemeral
    assert TITLE in str([item.to_dict() for item in answer.components])
    assert answer.mentions == []
    assert lounge.matcher.asked == [FRIEND]


@pytest.mark.parametrize(
    "text", ["Jamison came in", "how much amoxicillin", "exhausted", "overdose in my inbox", "friend of ninety-four"]
)
async def test_what_is_for_one_person_is_not_shown_in_public(lounge: Lounge, text: str) -> None:
    await lounge.person.send(lounge.channel, _mention(lounge, text))
    answer = lounge.channel.last_message
    assert answer is not None
    shown = str([item.to_dict() for item in answer.components])
    assert "Please ask me privately" in shown
    assert "heading of" not in shown
    assert "text of" not in shown
    assert TITLE not in shown
    form = await lounge.person.click(answer, label="Ask privately")
    private = await lounge.person.submit_modal(form, {"text": FRIEND})
    assert private.ephemeral
    assert TITLE in texts(private.response.components)


async def test_a_bare_mention_is_greeted(lounge: Lounge) -> None:
    await lounge.person.send(lounge.channel, _mention(lounge, ""))
    assert lounge.channel.last_message is not None
    assert "/ask" in str([item.to_dict() for item in lounge.channel.last_message.components])


async def test_other_peoples_talk_and_bots_are_left_alone(lounge: Lounge) -> None:
    await lounge.person.send(lounge.channel, FRIEND)
    robot = lounge.guild.add_member(lounge.env.create_user("robot", bot=True))
    await robot.send(lounge.channel, _mention(lounge, FRIEND))
    assert lounge.matcher.asked == []
    assert [message.author.name for message in lounge.channel.history()].count(lounge.bot.user.name) == 0  # type: ignore[union-attr]


async def test_on_a_public_card_everyone_gets_a_private_one(lounge: Lounge) -> None:
    await lounge.person.send(lounge.channel, _mention(lounge, FRIEND))
    public = lounge.channel.last_message
    assert public is not None
    other = lounge.guild.add_member(lounge.env.create_user("Grace"))
    opened = await other.select(public, ["romantic-contact"], custom_id="topics:related:patient-friend-requests")
    assert opened.ephemeral
    assert lounge.knowledge.entries["romantic-contact"].title in texts(opened.response.components)
    again = lounge.channel.history()
    assert TITLE in str([item.to_dict() for message in again if message.id == public.id for item in message.components])


async def test_whatever_is_sent_or_edited_mentions_nobody(lounge: Lounge) -> None:
    asked = await lounge.person.slash(lounge.channel, "ask", question=FRIEND, share=True)
    await lounge.person.click(asked.response, label="What the sources say")
    await lounge.person.click(asked.response, label="Back to the topic")
    form = await lounge.person.click(asked.response, label="Rephrase")
    await lounge.person.submit_modal(form, {"text": PICTURE})
    await lounge.person.send(lounge.channel, _mention(lounge, FRIEND))
    await lounge.person.slash(lounge.channel, "ask", question="Jamison", share=True)
    sent = [body for entry in lounge.env.http_requests for body in bodies(entry.json)]
    assert len(sent) >= 8
    assert [body for body in sent if body.get("allowed_mentions", {}).get("parse") != []] == []


def bodies(payload: Any) -> list[dict[str, Any]]:
    """Every message that a request carries."""
    if not isinstance(payload, dict):
        return []
    carried = payload.get("data") if "data" in payload else payload
    return (
        [carried]
        if isinstance(carried, dict) and ("components" in carried or "content" in carried) and "title" not in carried
        else []
    )


async def test_a_question_that_is_deleted_meanwhile_is_no_trouble(
    lounge: Lounge, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = lounge.bot.ask

    async def deleted_meanwhile(server: int | None, text: str) -> Reply:
        reply = await ask(server, text)
        for message in lounge.channel.history():
            lounge.env.backend.messages[lounge.channel.id].pop(message.id)
        return reply

    monkeypatch.setattr(lounge.bot, "ask", deleted_meanwhile)
    await lounge.person.send(lounge.channel, _mention(lounge, FRIEND))
    assert lounge.channel.last_message is not None
    assert TITLE in str([item.to_dict() for item in lounge.channel.last_message.components])


def test_simcord_is_the_pinned_one() -> None:
    assert simcord.version("simcord") == "3.2.1"


async def test_a_slow_answer_comes_after_a_deferral_in_a_new_message_and_in_place(
    lounge: Lounge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(prompt_reply.answer.__kwdefaults__, "patience", -1.0)
    asked = await lounge.person.slash(lounge.channel, "ask", question=FRIEND)
    first = next(entry.json for entry in lounge.env.http_requests if entry.path.endswith("/callback"))
    assert first == {"type": 5, "data": {"flags": 64}}
    assert asked.ephemeral
    assert TITLE in texts(asked.response.components)
    form = await lounge.person.click(asked.response, label="Rephrase")
    await lounge.person.submit_modal(form, {"text": PICTURE})
    assert "Which of these do you mean?" in texts(asked.response.components)
