from __future__ import annotations

import pytest

from bot.discord_app.ports import OneConcierge
from tests.discord_app.conftest import Lounge, controls, labels, texts
from tests.discord_app.parts import with_long_points
from tests.lounge_parts import concierge


async def test_a_section_shows_its_points_and_topics(lounge: Lounge) -> None:
    shown = await lounge.person.slash(lounge.channel, "guide", section="professional")
    assert shown.ephemeral
    assert "Be Professional" in texts(shown.response.components)
    topics = next(item for item in controls(shown.response.components) if item["custom_id"] == "topics:section:")
    assert len(topics["options"]) == len(lounge.knowledge.entries_in("professional"))
    await lounge.person.select(shown.response, ["humour"], custom_id="topics:section:")
    assert lounge.knowledge.entries["humour"].title in texts(shown.response.components)


async def test_leafing_shows_every_point_once(lounge: Lounge) -> None:
    for section in lounge.knowledge.sections:
        shown = await lounge.person.slash(lounge.channel, "guide", section=section)
        seen = texts(shown.response.components)
        while "Next page" in labels(shown.response.components):
            await lounge.person.click(shown.response, label="Next page")
            seen += texts(shown.response.components)
        points = [point.id for point in lounge.knowledge.guide.points if point.section == section]
        assert [seen.count(f"**{point}**") for point in points] == [1] * len(points)


async def test_a_long_section_has_pages_and_one_goes_back_and_to_the_contents(lounge: Lounge) -> None:
    lounge.bot.concierges = OneConcierge(concierge(with_long_points(lounge.knowledge)))
    shown = await lounge.person.slash(lounge.channel, "guide", section="why")
    first = texts(shown.response.components)
    assert "Page 1 of 8" in first
    await lounge.person.click(shown.response, label="Next page")
    await lounge.person.click(shown.response, label="Previous page")
    assert texts(shown.response.components) == first
    await lounge.person.click(shown.response, label="Contents")
    assert lounge.knowledge.guide.title in texts(shown.response.components)


@pytest.mark.parametrize("section", [None, "nothing of the kind"])
async def test_without_a_known_section_the_contents_are_shown(lounge: Lounge, section: str | None) -> None:
    shown = await lounge.person.slash(lounge.channel, "guide", **({} if section is None else {"section": section}))
    assert lounge.knowledge.guide.title in texts(shown.response.components)
    await lounge.person.select(shown.response, ["goals"], custom_id="sections")
    assert "Determining your goals" in texts(shown.response.components)


async def test_completion_lists_every_section(lounge: Lounge) -> None:
    offered = await lounge.person.autocomplete(lounge.channel, "guide", "section", "")
    assert [choice["value"] for choice in offered] == [section.id for section in lounge.knowledge.guide.sections]
    assert (await lounge.person.autocomplete(lounge.channel, "guide", "section", "posting pat"))[0][
        "value"
    ] == "patients"
