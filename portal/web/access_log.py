"""Keeps links out of the server's log: whoever reads a log could otherwise report in a unit's name."""

from __future__ import annotations

import logging
import re

_SLASH = r"(?:/|%2f|\\|%5c)"
LINK = re.compile(rf"({_SLASH}(?:[bd]|%[46][24]|van-phong{_SLASH}+vao){_SLASH}+)[^/?#\s\"]+", re.IGNORECASE)
"""What stands behind /b/, /d/ and /van-phong/vao/, however the slashes are spelled."""
LONG = re.compile(r"(?<=/)[^/?#\s\"]{24,}")
"""No part of an address of ours is so long, except a link that somebody pasted behind something else."""
QUERY = re.compile(r"\?(?!lang=(?:vi|en)(?:\s|$))\S*")
"""Nothing of ours asks for more than a language."""


class HideLinks(logging.Filter):
    """Writes /b/… instead of the link, in every line of the access log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the line; never drop it."""
        if isinstance(record.args, tuple):
            record.args = tuple(_hidden(part) for part in record.args)
        record.msg = _hidden(record.msg)
        return True


def hide_links() -> None:
    """Once for the process: uvicorn keeps a logger's filters when it sets the rest up."""
    access = logging.getLogger("uvicorn.access")
    if not any(isinstance(known, HideLinks) for known in access.filters):
        access.addFilter(HideLinks())


def _hidden(part: object) -> object:
    if not isinstance(part, str):
        return part
    return QUERY.sub("?…", LONG.sub("…", LINK.sub(r"\1…", part)))
