"""``lounge check``: a review of one draft post, or of a stream of them."""

from __future__ import annotations

import json
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING

from bot.assembly import open_reviewer
from bot.commands.stream import LONGEST_LINE, run_batch
from bot.draft_text import review_text
from bot.screening.drafts import Reviewed

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from bot.drafting import DraftReply
    from bot.settings import Settings


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print a review; 2 where there is no draft, 1 where one could not be reviewed. Findings are no failure."""
    if arguments.batch is None and arguments.draft is None:
        print('Name a draft: lounge check "...", or lounge check - to read it from standard input.', file=sys.stderr)
        return 2
    reviewer = open_reviewer(settings)
    if arguments.batch is not None:
        return run_batch(arguments.batch, "draft", lambda draft: review_json(reviewer.review(draft)))
    draft = _standard_input() if arguments.draft == "-" else arguments.draft
    reply = reviewer.review(draft)
    print(json.dumps(review_json(reply), ensure_ascii=False) if arguments.json else review_text(reply))
    return 0 if reply.review.reviewed is Reviewed.YES else 1


def review_json(reply: DraftReply) -> Mapping[str, object]:
    """A review in the form of the command line's contract; it never holds the draft.

    A draft that could not be reviewed has an ``error`` as well, so that no program takes it for one without findings.
    """
    review = reply.review
    findings = [
        {
            "kind": finding.kind.value,
            "severity": finding.severity.value,
            "start": finding.start,
            "end": finding.end,
            "guide": list(finding.guide),
            "message": finding.message,
            "suggestion": finding.suggestion,
        }
        for finding in review.findings
    ]
    said: dict[str, object] = {"findings": findings, "text": review_text(reply)}
    if review.reviewed is not Reviewed.YES:
        said["error"] = f"not reviewed: {review.reviewed.value}"
    return said


def _standard_input() -> str:
    """The draft that is piped in, with any bytes that are no text replaced; no more of it than is needed to know that it is too long."""
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    return sys.stdin.read(LONGEST_LINE).rstrip("\r\n")
