"""Moderators at work: what they open, type and press, with forms sent as Discord sends them, prefilled boxes included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import simcord

from tests.discord_app.conftest import Staffed, texts

NEW = {
    "title": "Tattoos on display",
    "answer": "Show them where your dress code allows it. Ask before you film at work.",
    "do": "Read the dress code first\nAsk your manager once",
    "avoid": "Filming tattoos in a clinical area",
    "differ": "",
}
GROUNDS = {"basis": "guide", "guide": "G43", "authorities": "", "related": "", "checklist": ""}
PLACE = {"section": "patients", "asked_as": "are tattoos a problem\ncan tattoos be shown\nis my tattoo unprofessional"}


@dataclass
class Moderating:
    """A server whose moderators hold a role, two of whom are at work."""

    staffed: Staffed
    second: simcord.MemberActor

    @property
    def first(self) -> simcord.MemberActor:
        return self.staffed.moderator

    async def slash(self, name: str, who: simcord.MemberActor | None = None, **options: Any) -> Any:
        return await (who or self.first).slash(self.staffed.channel, f"knowledge {name}", **options)

    async def edit(self, entry: str = "humour", who: simcord.MemberActor | None = None) -> Any:
        return (await self.slash("edit", who, entry=entry)).response

    async def change(self, card: Any, part: str, who: simcord.MemberActor | None = None, **typed: Any) -> Any:
        """Opens a part from a card, changes some boxes and sends the form."""
        who = who or self.first
        opened = await who.click(card, label=part)
        return await who.submit_modal(opened, filled(opened, **typed))

    async def titled(self, title: str, who: simcord.MemberActor | None = None) -> Any:
        """Publishes another title of an entry."""
        card = await self.edit("humour", who)
        await self.change(card, "Answer", who, title=title)
        return await (who or self.first).click(card, label="Publish")

    async def answer(self, question: str) -> str:
        asked = await self.staffed.person.slash(self.staffed.channel, "ask", question=question)
        return texts(asked.response.components)

    async def drafts(self) -> int:
        return len(await self.staffed.desk.editor.drafts(self.staffed.guild.id))


def let_use(staffed: Staffed, *names: str) -> None:
    """What a server's admins do in Discord's integration settings: show commands to the role."""
    for name in names:
        kind = 3 if " " in name else 1
        command = staffed.env.backend.find_command(name, staffed.guild.id, type=kind)
        staffed.guild.set_command_permissions(int(command["id"]), {staffed.role: True})


def boxes(opened: Any) -> dict[str, dict[str, Any]]:
    """The fields of a form by name."""
    return {
        component["component"]["custom_id"]: component["component"]
        for component in opened.modal["components"]
        if "component" in component
    }


def described(opened: Any) -> dict[str, str]:
    """What is said under each field of a form."""
    return {
        component["component"]["custom_id"]: component.get("description") or ""
        for component in opened.modal["components"]
        if "component" in component
    }


def filled(opened: Any, **typed: Any) -> dict[str, Any]:
    """A form as somebody sends it who changes some fields and leaves the others as they were."""
    values: dict[str, Any] = {}
    for name, box in boxes(opened).items():
        if "options" in box:
            values[name] = [option["value"] for option in box["options"] if option.get("default")]
        else:
            values[name] = box.get("value") or ""
    assert set(typed) <= set(values), "the form has no such field"
    return values | {
        name: [text] if "options" in boxes(opened)[name] and isinstance(text, str) else text
        for name, text in typed.items()
    }


def shown(message: Any) -> str:
    """Every text of a message, be it a response or one in a channel."""
    components = [each if isinstance(each, dict) else each.to_dict() for each in message.components]
    return texts(components).replace("\\", "")
