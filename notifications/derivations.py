"""Where a date comes from, as a letter says it: "2 ngày làm việc sau hội nghị", not "hội nghị C1 + 2"."""

from __future__ import annotations

import re

_RULES = {
    "vi": (
        (r"thư mời hội nghị \S+ \+ (.+)", r"\1 sau khi có thư mời"),
        (r"hội nghị \S+ \+ (.+)", r"\1 sau hội nghị"),
        (r"hội nghị \S+ - (.+)", r"\1 trước hội nghị"),
        (r"(trước|cùng ngày với) hội nghị \S+", r"\1 hội nghị"),
        (r"hạn của (\S+) \+ (.+)", r"\2 sau hạn của nhiệm vụ \1"),
        (r"hạn của (\S+) - (.+)", r"\2 trước hạn của nhiệm vụ \1"),
        (r"(tính lùi .+ từ hạn \S+) của \S+ \((.+)\)", r"\1 của \2"),
        (r"(ngày ban hành|văn bản cấp trên|văn bản \S+) \+ (.+)", r"\2 sau \1"),
    ),
    "en": (
        (r"(.+ after) the invitation to conference \S+", r"\1 the invitation"),
        (r"(.* ?(?:before|after)|the same day as) conference \S+", r"\1 the conference"),
        (r"(.+ back from the deadline .+) of \S+ \((.+)\)", r"\1 of \2"),
    ),
}


def spoken(derived: str, lang: str) -> str:
    """The rules' own shorthand, as people say it; what is none stays as it is."""
    for pattern, said in _RULES.get(lang, ()):
        if found := re.fullmatch(pattern, derived):
            return found.expand(said)
    return derived
