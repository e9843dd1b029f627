"""Addresses typed into a list: e-mail, mobile number, Zalo chat; checked without asking the network."""

from __future__ import annotations

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told
from cascade.notices.kinds import BY_PHONE, Channel

# What nearly all addresses look like; the validator takes fifty times as long and is asked about the others.
_PLAIN = re.compile(r"[a-z0-9_]+([.+-][a-z0-9_]+)*@([a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?\.){1,4}vn")
_CHAT = re.compile(r"[\w.-]{5,128}")
_PHONE = re.compile(r"(\+?84|0)\d{9}")
_LONGEST = 15
"""Digits of a telephone number, with the country's."""
_BEHIND = re.compile(r"\d{3}\s*(;|,|/|ext|x|#|\(?máy lẻ).*\d")
_MOBILE = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}


def mail_addresses(text: str) -> tuple[str, ...]:
    """One or more addresses in one cell. Refusal: one of them is none."""
    return tuple(_mail(each) for each in re.split(r"[\s;,]+", text.strip(" ;,")))


def mail_address(text: str) -> str:
    """One address, as it is compared. Refusal: it is none, or there are several."""
    found = mail_addresses(text)
    if len(found) != 1:
        what = Told(f"“{text[:60]}” có hơn một địa chỉ", f"“{text[:60]}” is more than one address")
        raise Wrong(what, Told("ghi một địa chỉ thư", "write one mail address"))
    return found[0].lower()


def _mail(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.index("@") <= 64:
        return text
    # A house may end its own domain in .local, as it may in .lan: its mail server knows better than a list.
    own = text.lower().endswith(".local")
    try:
        found = validate_email(text[:-5] + "lan" if own else text, check_deliverability=False)
    except EmailNotValidError:
        raise Wrong(
            Told(f"“{text[:60]}” không phải địa chỉ thư", f"“{text[:60]}” is no mail address"),
            Told("ghi dạng ten@don-vi.vn, hoặc để trống", "write name@unit.vn, or leave it empty"),
        ) from None
    if found.smtputf8:
        what = Told(
            f"“{text[:60]}” có chữ có dấu trước @, không gửi tới được",
            f"“{text[:60]}” has letters with marks before the @ and cannot be sent to",
        )
        raise Wrong(
            what, Told("ghi đúng tên hộp thư, không dấu", "give the name of the mailbox, without marks")
        )
    return found.normalized[:-3] + "local" if own else found.normalized


def address_of(channel: str, text: str) -> tuple[str, ...]:
    """The addresses that somebody gave for a channel, as a unit list would keep them."""
    if channel == Channel.MAIL:
        return mail_addresses(text)
    return (mobile(text) if channel in BY_PHONE else chat(text),)


def mobile(text: str) -> str:
    """ "0987 654 321" -> "84987654321", as the official Zalo channel wants it.

    Refusal: no number, one that Excel has rounded, or a landline.
    """
    number, kind = _dialled(text)
    if kind not in _MOBILE:
        what = Told(f"“{text[:40]}” là số cố định", f"“{text[:40]}” is a landline")
        raise Wrong(what, Told("ghi số di động, hoặc để trống", "give a mobile number, or leave it empty"))
    return number


def dialled(text: str) -> str:
    """Any number that people call, a landline too: "0251 3822 000" -> "842513822000".

    Refusal: no number, or one that Excel has rounded.
    """
    return _dialled(text)[0]


def _dialled(text: str) -> tuple[str, int]:
    if re.search(r"\d[.,]?\d*[eE]\+?\d", text):
        what = Told(f"“{text[:40]}” đã bị Excel làm tròn", f"Excel has rounded “{text[:40]}”")
        raise Wrong(what, Told("đặt cột là Text rồi nhập lại số", "make it a Text column and type it again"))
    _refuse_two(text)
    try:
        number = phonenumbers.parse(text.lstrip("'"), "VN")
    except phonenumbers.NumberParseException:
        number = None
    kind = phonenumbers.number_type(number) if number else phonenumbers.PhoneNumberType.UNKNOWN
    if number is None or kind == phonenumbers.PhoneNumberType.UNKNOWN:
        what = Told(f"“{text[:40]}” không phải số điện thoại", f"“{text[:40]}” is no telephone number")
        raise Wrong(
            what, Told("ghi dạng 0987654321 hoặc +84987654321", "write it like 0987654321 or +84987654321")
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164).lstrip("+"), kind


def _refuse_two(text: str) -> None:
    """Refusal: more digits than any number of the world has, or one with something behind it."""
    if len(re.sub(r"\D", "", text)) > _LONGEST or _BEHIND.search(text):
        what = Told(f"“{text[:40]}” có hơn một số", f"“{text[:40]}” is more than one number")
        todo = Told(
            "mỗi ô một số; trong danh sách đơn vị, số thứ hai ghi ở một dòng riêng, với mã đơn vị và tên",
            "one number in a box; in a list of units a second one has its own line",
        )
        raise Wrong(what, todo)


def chat(text: str) -> str:
    """The id of a Zalo Bot chat; a phone number there is a mistake we know. Refusal: anything else."""
    if _PHONE.fullmatch(re.sub(r"[\s.-]", "", text)):
        todo = Told(
            "ghi vào cột phone; cột zalo là mã hội thoại Zalo Bot",
            "write it into the column phone; zalo is for the chat id of the Zalo Bot",
        )
        raise Wrong(Told(f"“{text}” là số điện thoại", f"“{text}” is a telephone number"), todo)
    if not _CHAT.fullmatch(text):
        what = Told(f"“{text[:60]}” không phải mã hội thoại Zalo", f"“{text[:60]}” is no chat id of Zalo")
        todo = Told("mã chỉ gồm chữ và số, từ 5 ký tự", "it has only letters and digits, at least 5")
        raise Wrong(what, todo)
    return text
