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
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from discord import ui

from bot.assembly import open_concierge, open_reviewer
from bot.discord_app.cards.answer import answer_card, sources_card
from bot.discord_app.cards.checklist import checklist_card
from bot.discord_app.cards.draft import draft_card
from bot.discord_app.cards.exchange import change_card, export_card, import_card
from bot.discord_app.cards.guide import section_card
from bot.discord_app.cards.inbox import dismiss_card, group_card, inbox_card
from bot.discord_app.cards.privacy import privacy_card
from bot.discord_app.cards.reply import reply_card
from bot.discord_app.cards.report import PICTURE, chart_labels, report_card
from bot.discord_app.cards.sending import consent_card
from bot.discord_app.cards.showing import Showing
from bot.discord_app.held_imports import HeldImport
from bot.discord_app.translation import Words
from bot.knowledge.due import due_reviews
from bot.knowledge.impact import Impact
from bot.knowledge.loading import load_knowledge
from bot.moderation.exchange import ImportPreview
from bot.moderation.inbox import Group
from bot.moderation.preview import Difference, FieldChange
from bot.moderation.report import Counts, Report
from bot.moderation.report_chart import draw
from bot.reply import Option
from bot.settings import load_settings
from bot.store.server_settings import ServerSettings
from bot.store.vote_counts import Tally, VotesOnEntry

ATTACHED: dict[str, bytes] = {}
"""Files that are sent with the cards, by name."""
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
code { background: #1a1a1e; border-radius: 4px; padding: 0 4px; }
.row { display: flex; flex-wrap: wrap; gap: 8px; } .row > .menu { flex: 1; }
.button { border-radius: 8px; padding: 8px 14px; background: #3e3f45; color: #fff; font-size: 14px; font-weight: 500; }
.s1 { background: #5865f2; } .s3 { background: #248046; }
.menu { background: #1c1c20; border: 1px solid #46474e; border-radius: 8px; padding: 10px 12px; color: #9b9ca3; display: flex; }
.menu::after { content: "▾"; margin-left: auto; }
.section { display: flex; gap: 12px; align-items: flex-start; } .section > div { flex: 1; }
.only { color: #9b9ca3; font-size: 12.5px; margin-top: 6px; }
"""
ESCAPED = re.compile(r"\\([^\w\s])")
INLINE = (
    (re.compile(r"\[((?:[^\]\\]|\\.)*)\]\((https?://[^)\s]+)\)"), r'<a href="\2">\1</a>'),
    (re.compile(r"(?<!\\)\*\*(.+?)(?<!\\)\*\*"), r"<b>\1</b>"),
    (re.compile(r"(?<!\\)`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"(?<!\\)~~(.+?)(?<!\\)~~"), r"<s>\1</s>"),
    (re.compile(r"&lt;t:\d+:R&gt;"), "in an hour"),
    (re.compile(r"&lt;@\d+&gt;"), '<a href="#">@Ann</a>'),
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
        case 3:
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
    made["longest"] = answer_card(lounge.view(longest), full)
    return made


def moderators_cards() -> dict[str, ui.LayoutView]:
    """The cards of the inbox, the report, export and import, over the shipped knowledge."""
    words, knowledge = Words(), load_knowledge(load_settings().knowledge_dir)
    titles = {key: entry.title for key, entry in knowledge.entries.items()}
    day, keys = date(2026, 11, 24), list(titles)
    asked = ("can i leave [name] off the rota post", "am i allowed to post the rota", "is a rota on a story a problem")
    groups = [
        Group(1, asked[0], asked, (1, 2, 3, 4), "complaining-about-work", date(2026, 11, 3), day),
        Group(9, "who owns the ward's page once the person who runs it leaves", ("x",), (9, 10), keys[5], day, day),
        Group(12, "do likes count as advice", ("do likes count as advice",), (12,), None, day, day),
    ]
    options = [Option(key, titles[key], 1.0) for key in keys[:5]]
    on = ServerSettings(inbox=True)
    weeks = tuple(
        (date(2026, 9, 7) + timedelta(weeks=n), Counts(21 + 5 * n % 17, None if n % 3 else 9, 5 + n % 4))
        for n in range(11)
    )
    topics = tuple((key, Counts(60 - 7 * n, 9 if n % 2 else None, None)) for n, key in enumerate(keys[::9]))
    helpful = (
        VotesOnEntry(keys[9], 40, Tally(22, 22), Tally(18, 18)),
        VotesOnEntry(keys[0], 30, Tally(26, 30), Tally(0, 4)),
    )
    report = Report(date(2026, 9, 1), day, weeks, topics, helpful, tuple(due_reviews(knowledge, date(2027, 12, 1)))[:7])
    drawn = draw(report, titles, chart_labels(words))
    assert drawn is not None
    ATTACHED[PICTURE] = drawn
    changes = {
        "humour": Difference(
            (FieldChange("title", titles["humour"], "Jokes and memes"),), ("is gallows humour ok",), ()
        ),
        "own-page": Difference((FieldChange("title", "", "The ward's own page"),), ("who runs the ward's page",), ()),
    }
    held = HeldImport("0" * 16, ImportPreview(1, 2, (), changes, ("vocabulary.yaml",), Impact(2_391, (), ())), 1.8e9)
    return {
        "consent": consent_card("can i leave [name] off the rota post", 30, words),
        "inbox": inbox_card(groups, 0, titles, on, words),
        "inbox-group": group_card(groups[0], options, 0, words),
        "inbox-dismiss": dismiss_card(groups[0], 0, words),
        "report": report_card(report, titles, 12, date(2026, 12, 24), words, picture=True),
        "export": export_card("knowledge-2026-11-24.zip", words),
        "import": import_card(held, titles, 0, words),
        "import-change": change_card(held, "humour", 0, titles, words),
        "privacy": privacy_card(words, 397, on),
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
    everything = {**cards(), **moderators_cards()}
    for name, data in ATTACHED.items():
        (folder / name).write_bytes(data)
    for name, view in everything.items():
        source = folder / f"{name}.html"
        source.write_text(page(view), "utf-8")
        if chromium is not None:
            photograph(chromium, source)


if __name__ == "__main__":
    main()
