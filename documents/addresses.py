"""Addresses typed into a list: e-mail, mobile number, Zalo chat; checked without asking the network."""

from __future__ import annotations

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from documents.wrong import Wrong

# What nearly all addresses look like; the validator takes fifty times as long and is asked about the others.
_PLAIN = re.compile(r"[a-z0-9_]+([.+-][a-z0-9_]+)*@([a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?\.){1,4}vn")
_CHAT = re.compile(r"[\w.-]{5,128}")
_PHONE = re.compile(r"(\+?84|0)\d{9}")
_MOBILE = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}


def mail_addresses(text: str) -> tuple[str, ...]:
    """One or more addresses in one cell."""
    return tuple(_mail(each) for each in re.split(r"[\s;,]+", text.strip(" ;,")))


def _mail(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.index("@") <= 64:
        return text
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        raise Wrong(
            f"«{text[:60]}» không phải địa chỉ thư", "ghi dạng ten@don-vi.vn, hoặc để trống"
        ) from None


def mobile(text: str) -> str:
    """ "0987 654 321" -> "84987654321", as the official Zalo channel wants it."""
    if re.search(r"\d[.,]?\d*[eE]\+?\d", text):
        raise Wrong(f"«{text[:40]}» đã bị Excel làm tròn", "đặt cột là Text rồi nhập lại số")
    try:
        number = phonenumbers.parse(text.lstrip("'"), "VN")
    except phonenumbers.NumberParseException:
        number = None
    kind = phonenumbers.number_type(number) if number else phonenumbers.PhoneNumberType.UNKNOWN
    if number is None or kind == phonenumbers.PhoneNumberType.UNKNOWN:
        raise Wrong(f"«{text[:40]}» không phải số điện thoại", "ghi dạng 0987654321 hoặc +84987654321")
    if kind not in _MOBILE:
        raise Wrong(f"«{text[:40]}» là số cố định", "ghi số di động, hoặc để trống")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164).lstrip("+")


def chat(text: str) -> str:
    """The id of a Zalo Bot chat; a phone number there is a mistake we know."""
    if _PHONE.fullmatch(re.sub(r"[\s.-]", "", text)):
        raise Wrong(f"«{text}» là số điện thoại", "ghi vào cột phone; cột zalo là mã hội thoại Zalo Bot")
    if not _CHAT.fullmatch(text):
        raise Wrong(f"«{text[:60]}» không phải mã hội thoại Zalo", "mã chỉ gồm chữ và số, từ 5 ký tự")
    return text
