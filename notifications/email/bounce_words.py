"""What mail servers say when they give a mail back, in English and in Vietnamese, and whom they blame."""

from __future__ import annotations

import re
from enum import StrEnum

from cascade.lang.vietnamese import decomposed


class Blame(StrEnum):
    """Why a mail came back, as far as it matters to the next one."""

    ADDRESS = "address"
    """There is no such mailbox, or it takes nothing any more: nobody should write there."""
    REFUSED = "refused"
    """This mail, or we who sent it, were refused; the mailbox may be well."""
    TIME = "time"
    """They tried for days and gave up; the mailbox may be well tomorrow."""


def plain(text: str) -> str:
    """For comparing: no marks, no capitals, single spaces; many providers write Vietnamese without marks."""
    letters = "".join(sign for sign in decomposed(text.casefold()) if not "\u0300" <= sign <= "\u036f")
    return " ".join(letters.replace("đ", "d").split())


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases))


_MAIL = "(thu|mail|email|tin)"
_SEND = "(gui|chuyen|phat)"
_BOX = "(user|recipient|mailbox|account|address|addressee|alias)"
_BOX_VI = "(dia chi|nguoi nhan|nguoi dung|tai khoan|hop thu|ten mien|email|mailbox|user)"
SUBJECT = _any(
    r"undeliver(ed|able)|delivery (status notification|has failed|failure|failed|problem|incomplete)",
    r"failure notice|mail delivery (failed|failure|system)|returned mail|returned to sender",
    r"mail system error|message (not delivered|delivery failure)|could not (be )?deliver",
    r"non.?delivery|\bndr\b|bounced?\b",
    rf"khong (the )?{_SEND} (duoc|den)|khong (the )?{_SEND} (duoc )?{_MAIL}|chua (gui|phat) duoc",
    rf"{_MAIL}( \S+){{0,3}} (tra (lai|ve)|hoan lai)|gui {_MAIL}( nhan)? (khong thanh cong|that bai)",
    rf"(loi|that bai) (khi )?{_SEND} {_MAIL}|bao loi gui|thong bao tra lai",
)
"""How the subject of a bounce reads."""
FAILED = _any(
    SUBJECT.pattern,
    r"could(n.t| not) be (delivered|reached)|did not reach|permanent (fatal )?error|giv(en|ing) up",
    r"was not delivered|unable to deliver|couldn.t deliver|wasn.t (delivered|able to be delivered)",
    rf"address not found|tra (lai|ve) (nguoi gui|cho ban)|tu choi (nhan )?{_MAIL}",
    r"khong (toi|den) duoc (nguoi nhan|dia chi)",
)
"""How its text says that the mail did not arrive."""
NO_SUCH = _any(
    rf"{_BOX}( \S+){{0,3}}( is| was)? ?(unknown|invalid|disabled|inactive|suspended|closed|deleted)",
    rf"{_BOX}( \S+){{0,3}}( is| was)? ?(locked|unavailable|not (found|exist|valid|listed|known))",
    rf"(unknown|invalid|no such|non-?existent|bad destination|not our|inactive|disabled) (local )?{_BOX}",
    r"no (such )?(local )?(user|mailbox|person|customer)|does(n.t| not) (have|exist|accept)",
    r"(couldn.t|could not) be found|recip(ient)?notfound|wasn.t found|no (mx\b|mail servers?)|unroute?able",
    r"(host|domain)( name)?( \S+)? (not found|does not exist)|name or service not known",
    r"(mailbox|inbox|quota).{0,20}(full|exceeded)|over ?quota|out of storage|hop thu.{0,30}\bday\b",
    r"(vuot )?qua (dung luong|han muc)|vuot (dung luong|han muc)|sai dia chi|(da|het) day\b",
    rf"{_BOX_VI}( \S+){{0,5}} khong (ton tai|hop le|dung|co that|tim thay|hoat dong|con)",
    rf"{_BOX_VI}( \S+){{0,5}} (da )?(bi )?(khoa|vo hieu|xoa|huy|dong|dinh chi|tam khoa|ngung)",
    r"khong (ton tai|tim thay|co) (dia chi|nguoi nhan|nguoi dung|tai khoan|hop thu|ten mien)",
)
"""There is nobody, or the mailbox takes nothing."""
NOT_WANTED = _any(
    r"\bspam\b|spamhaus|block ?list|black ?list|\brbl\b|reputation|\bdmarc\b|\bspf\b|\bdkim\b|policy",
    r"relay(ing)? (access )?denied|not (permitted|allowed|authori[sz]ed) to (send|relay)",
    r"message (too|size)|too (large|big)|content (rejected|refused)|virus|malware|attachment",
    r"thu rac|chinh sach|danh sach den|qua (lon|kich thuoc)|chua xac thuc",
)
"""The mail or its sender was not wanted."""
DELAYED = _any(
    r"\bdelay(ed)?\b|still being retried|will (keep trying|be retried|retry|continue to try|try again)",
    r"not yet been delivered|temporar(y|ily) (problem|failure|unable)|warning: could not send",
    r"you do not need to resend|delivery incomplete|(bi|tam) (cham|hoan|tri hoan)",
    rf"(se|dang|tiep tuc) (tiep tuc )?(thu |co gang )?gui lai|chua (the )?{_SEND} (duoc )?ngay",
)
"""They are still trying."""
GIVEN_UP = _any(
    r"giv(en|ing) up|gave up|permanent|expired|retry time(out| not reached)|too long",
    r"max(imum)? (time|retr)|no further attempts|that bai|(khong|ngung|dung) (thu|gui) lai( nua)?",
    r"(het|qua) (thoi )?han",
)

_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_BASIC = re.compile(r"(?<![\d.])(5[0-5]\d|4[2-5]\d)(?=[ -])")
_OF_THE_MAIL = re.compile(r"5\.(7\.\d+|6\.\d+|5\.\d+|3\.4|2\.3|1\.[78]|4\.6)$")
"""Policy, content, protocol, size, our own address, a loop: not the recipient's mailbox."""
_OF_US = re.compile(r"^5\.1\.[78] |\bsender (address|domain|verify|id)\b")
"""Their words name a domain or an address, and mean ours."""


def whom(status: str, said: str) -> Blame:
    """Whom a failure blames: by the words where they are plain, by the status (5.1.1) where they are not."""
    words = plain(said)
    if status.startswith("4"):
        return Blame.TIME
    if _OF_US.search(f"{status} {words}"):
        return Blame.REFUSED
    if NO_SUCH.search(words):
        return Blame.ADDRESS
    if _OF_THE_MAIL.match(status) or NOT_WANTED.search(words):
        return Blame.REFUSED
    return Blame.ADDRESS if status.startswith("5") else Blame.TIME


def status_in(said: str) -> str:
    """The status in somebody's words: "5.1.1"; "5.0.0" of a bare 550, "" where there is none."""
    if found := _ENHANCED.search(said):
        return found[0]
    basic = _BASIC.search(said)
    return f"{basic[1][0]}.0.0" if basic else ""
