"""Pictures of cards, made from the components that are sent, in the manner of Discord on a phone.

They are for the README and for whoever changes a card.

``python -m tests.discord_app.pictures FOLDER`` asks the real lounge, writes one HTML page a card, and where a Chromium is installed a PNG
beside it. It is a likeness: Discord's own fonts and pixels are not ours to copy, the texts, their order and the controls are the real ones.
"""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from discord import ui

from bot.assembly import open_concierge, open_reviewer
from bot.colleagues.prompts import Every, Schedule
from bot.colleagues.sessions import Question, Recap, Session, Stage
from bot.discord_app.cards import prompt, session
from bot.discord_app.cards.answer import answer_card, sources_card
from bot.discord_app.cards.checklist import checklist_card
from bot.discord_app.cards.draft import draft_card
from bot.discord_app.cards.guide import section_card
from bot.discord_app.cards.reply import reply_card
from bot.discord_app.cards.showing import Showing
from bot.discord_app.translation import Words
from bot.knowledge.loading import load_knowledge
from bot.knowledge.model import KnowledgeBase
from bot.settings import load_settings
from bot.store.prompts import PromptChannel
from tests.discord_app.lounge.pictures import lounge_cards
from tests.discord_app.pictures_of_editing import cards_of_editing
from tests.discord_app.pictures_of_inbox import cards_of_inbox

WIDTH = 412
STYLE = """
* { box-sizing: border-box; } body { margin: 0; background: #1a1a1e; color: #dfe0e2; font: 16px/1.35 Inter, sans-serif; }
main { width: 412px; padding: 12px; }
.who { display: flex; gap: 8px; align-items: center; margin-bottom: 6px; font-weight: 600; }
.face { width: 32px; height: 32px; border-radius: 50%; background: #2f7f79; display: grid; place-items: center; }
.app { background: #5865f2; border-radius: 4px; font-size: 11px; padding: 1px 5px; font-weight: 600; }
.box { background: #242429; border: 1px solid #36363c; border-left: 4px solid var(--accent, #36363c); border-radius: 8px;
padding: 12px; } .box > * + * { margin-top: 8px; } hr { border: 0; border-top: 1px solid #3f4046; margin: 12px 0; }
h3 { font-size: 18px; line-height: 1.25; margin: 0 0 6px; color: #fff; } p { margin: 0 0 4px; } ul { margin: 0; padding-left: 20px; }
li { margin: 2px 0; }
small { display: block; color: #9b9ca3; font-size: 12.5px; margin: 2px 0; } a { color: #7cb1ff; text-decoration: none; }
blockquote { margin: 0; padding-left: 10px; border-left: 4px solid #55565c; }
i { font-style: normal; background: #34375a; color: #c9cdfb; border-radius: 4px; padding: 0 3px; } s { color: #9b9ca3; }
code { background: #1a1a1e; border-radius: 4px; padding: 0 4px; }
.row { display: flex; flex-wrap: wrap; gap: 8px; } .row > .menu { flex: 1; }
.button { border-radius: 8px; padding: 8px 14px; background: #3e3f45; color: #fff; font-size: 14px; font-weight: 500; }
.s1 { background: #5865f2; } .s3 { background: #248046; } .s4 { background: #c2303c; }
.menu { background: #1c1c20; border: 1px solid #46474e; border-radius: 8px; padding: 10px 12px; color: #9b9ca3; display: flex; }
.menu::after { content: "▾"; margin-left: auto; }
.section { display: flex; gap: 12px; align-items: flex-start; } .section > div { flex: 1; }
.only { color: #9b9ca3; font-size: 12.5px; margin-top: 6px; }
"""
ESCAPED = re.compile(r"\\([^\w\s])")
INLINE = (
    (re.compile(r"&lt;t:\d+:F&gt;"), "Tuesday 5 January 2027 at 18:00"),
    (re.compile(r"&lt;t:\d+:R&gt;"), "in 6 hours"),
    (re.compile(r"&lt;t:\d+:t&gt;"), "19:00"),
    (re.compile(r"&lt;#\d+&gt;"), "#rounds"),
    (re.compile(r"\[((?:[^\]\\]|\\.)*)\]\((https?://[^)\s]+)\)"), r'<a href="\2">\1</a>'),
    (re.compile(r"(?<!\\)\*\*(.+?)(?<!\\)\*\*"), r"<b>\1</b>"),
    (re.compile(r"(?<!\\)~~(.+?)(?<!\\)~~"), r"<s>\1</s>"),
    (re.compile(r"(?<!\\)`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"&lt;@&amp;\d+&gt;"), r"<i>@Moderators</i>"),
    (re.compile(r"&lt;@\d+&gt;"), r"<i>@Ann</i>"),
    (re.compile(r"&lt;#\d+&gt;"), r"<i>#audit</i>"),
    (re.compile(r"&lt;t:\d+:R&gt;"), r"<i>2 hours ago</i>"),
    (re.compile(r"&lt;t:\d+:f&gt;"), r"<i>26 November 2026 09:30</i>"),
)


def inline(text: str) -> str:
    shown = html.escape(text, quote=False)
    for pattern, into in INLINE:
        shown = pattern.sub(into, shown)
    return ESCAPED.sub(r"\1", shown.replace("\\&lt;", "&lt;"))


def markdown(text: str) -> str:
    """The part of Discord's markdown that the cards use."""
    parts: list[str] = []
    items: list[str] = []
    for line in [*text.split("\n"), None]:
        if line is not None and line.startswith("- "):
            items.append(f"<li>{inline(line[2:])}</li>")
            continue
        if items:
            parts.append(f"<ul>{''.join(items)}</ul>")
            items = []
        match line:
            case None:
                break
            case str() if line.startswith("### "):
                parts.append(f"<h3>{inline(line[4:])}</h3>")
            case str() if line.startswith("-# "):
                parts.append(f"<small>{inline(line[3:])}</small>")
            case str() if line.startswith("> "):
                parts.append(f"<blockquote>{inline(line[2:])}</blockquote>")
            case _:
                parts.append(f"<p>{inline(line)}</p>")
    return "".join(parts)


def rendered(component: dict[str, Any]) -> str:
    inner = "".join(rendered(child) for child in component.get("components", ()))
    match component["type"]:
        case 1:
            return f'<div class="row">{inner}</div>'
        case 2:
            return f'<span class="button s{component["style"]}">{html.escape(component["label"])}</span>'
        case 3 | 6 | 8:
            return f'<div class="menu">{html.escape(component["placeholder"])}</div>'
        case 9:
            return f'<div class="section"><div>{inner}</div>{rendered(component["accessory"])}</div>'
        case 10:
            return f"<div>{markdown(component['content'])}</div>"
        case 12:
            pictures = (item["media"]["url"].removeprefix("attachment://") for item in component["items"])
            return "".join(f'<img src="{name}" width="100%">' for name in pictures)
        case 13:
            return f'<div class="menu">{html.escape(component["file"]["url"].removeprefix("attachment://"))}</div>'
        case 14:
            return "<hr>"
        case 17:
            accent = component.get("accent_color")
            colour = "" if accent is None else f' style="--accent: #{accent:06x}"'
            return f'<div class="box"{colour}>{inner}</div>'
        case other:
            raise ValueError(f"no likeness of component type {other}")


def page(view: ui.LayoutView) -> str:
    body = "".join(rendered(component) for component in view.to_components())
    who = '<div class="who"><span class="face">DL</span>Doctors’ Lounge <span class="app">APP</span></div>'
    only = '<div class="only">Only you can see this</div>'
    return f"<!doctype html><meta charset=utf-8><style>{STYLE}</style><main>{who}{body}{only}</main>"


def cards() -> dict[str, ui.LayoutView]:
    """The cards of the README and a few more, asked of the real lounge."""
    settings = load_settings()
    lounge = open_concierge(settings)
    words, full = Words(), Showing(share=True, votes=True)
    draft = (
        "Finally home after Mrs Alder from ward 6 kept me up all night with her moaning. "
        "Turmeric cures joint pain, buy mine with code JOINT10!"
    )
    questions = {
        "answer": "pt added me on fb, do i accept??",
        "clarify": "picture from clinic",
        "nothing": "what is the best stethoscope",
        "identifiers": "can I post that John Smith, DOB 3/4/1961, did well after his bypass?",
        "advice": "how much ibuprofen can I give my 3 year old",
        "distress": "i can't cope any more after the complaint",
    }
    made = {name: reply_card(lounge.reply(question), full) for name, question in questions.items()}
    made["checklist"] = checklist_card(
        lounge.knowledge.checklists["patient-post"], lounge.knowledge, Showing(back="posting-about-patients"), {0, 1}
    )
    made["draft"] = draft_card(open_reviewer(settings).review(draft), words)
    made["sources"] = sources_card(lounge.view("patient-friend-requests"), full)
    made["guide"] = section_card(lounge.knowledge, "patients", 0, words)
    longest = max(
        lounge.knowledge.entries, key=lambda key: len(str(answer_card(lounge.view(key), full).to_components()))
    )
    made |= cards_of_editing(lounge.knowledge)
    made["longest"] = answer_card(lounge.view(longest), full)
    return made | lounge_cards() | evening_cards(lounge.knowledge, words)


def evening_cards(knowledge: KnowledgeBase, words: Words) -> dict[str, ui.LayoutView]:
    """The cards of a session from its announcement to its recap, and of a discussion prompt."""
    planned = Session(1, 1, 1, "Answering public reviews", datetime(2027, 1, 5, 18, tzinfo=UTC), 60, 1, thread=1)
    running = replace(planned, stage=Stage.OPEN)
    first = Question(1, "How do you answer a review that you cannot discuss?", "negative-reviews")
    second = Question(2, "Who reads your reply before it goes out?")
    recap = Recap(replace(running, released=2), (first, second), ("Ada", "Cleo"))
    channel = PromptChannel(1, 1, Schedule(Every.WEEK, time(18, 30), ZoneInfo("Europe/London")), planned.starts_at)
    return {
        "session-announced": session.announcement_card(planned, words),
        "session-cancelled": session.announcement_card(replace(planned, stage=Stage.CANCELLED), words),
        "session-planned": session.planned_card(planned, "Europe/London", words),
        "session-opening": session.opening_card(running, knowledge, words),
        "session-added": session.added_card(planned, first, knowledge.entries["negative-reviews"].title, words),
        "session-question": session.question_card(replace(running, released=1), first, words),
        "session-ending": session.ending_card(running, words),
        "session-named": session.named_card(running, "Cleo", words),
        "session-recap": session.recap_card(recap, knowledge, words),
        "prompt": prompt.prompt_card(knowledge.entries["humour"], words),
        "prompt-on": prompt.prompts_on_card(channel, words),
        "prompt-paused": prompt.paused_card(words),
    }


def photograph(chromium: str, source: Path) -> None:
    """A PNG of a page, as high as it is."""
    measure = source.read_text("utf-8") + "<script>document.title = document.documentElement.offsetHeight</script>"
    probe = source.with_suffix(".probe.html")
    probe.write_text(measure, "utf-8")
    base = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={WIDTH},800"]
    told = subprocess.run([*base, "--dump-dom", probe.as_uri()], capture_output=True, text=True, check=True)
    probe.unlink()
    height = re.search(r"<title>(\d+)</title>", told.stdout)
    size = f"--window-size={WIDTH},{int(height[1]) if height else 2000}"
    shot = [
        *base[:-1],
        size,
        "--force-device-scale-factor=2",
        f"--screenshot={source.with_suffix('.png')}",
        source.as_uri(),
    ]
    subprocess.run(shot, capture_output=True, check=True)


def main() -> None:
    folder = Path(sys.argv[1]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    inbox, attached = cards_of_inbox(load_knowledge(load_settings().knowledge_dir))
    for name, data in attached.items():
        (folder / name).write_bytes(data)
    for name, view in {**cards(), **inbox}.items():
        source = folder / f"{name}.html"
        source.write_text(page(view), "utf-8")
        if chromium is not None:
            photograph(chromium, source)


if __name__ == "__main__":
    main()
