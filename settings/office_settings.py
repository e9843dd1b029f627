"""Logging in to the office with the account of an organisation that has its own login."""

from __future__ import annotations

from urllib.parse import urlsplit

from cascade.lang.told import Told
from settings.setting import PORTAL, SECRET, TEXT, WEB, Reader, Setting

_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


def _issuer(given: str) -> str:
    """The code and the secret travel there: in the open only to this machine itself."""
    parts = urlsplit(WEB.parse(given))
    if parts.query or parts.fragment or (parts.scheme == "http" and parts.hostname not in _THIS_MACHINE):
        raise ValueError(given)
    return WEB.parse(given)


ISSUER = Reader(Told("https://…", "https://…"), _issuer)
"""The address of a server that says who somebody is."""

OIDC_ISSUER = Setting(
    "DONDOC_OIDC_ISSUER",
    ISSUER,
    Told(
        "Máy chủ đăng nhập OpenID Connect của cơ quan, nếu có;"
        " để trống: chỉ đăng nhập bằng đường dẫn trong thư.",
        "The organisation's OpenID Connect server, if it has one; unset: links by mail are the only way in.",
    ),
    example="https://dang-nhap.co-quan.vn",
    roles=PORTAL,
)
OIDC_CLIENT_ID = Setting(
    "DONDOC_OIDC_CLIENT_ID",
    TEXT,
    Told(
        "Mã ứng dụng đã đăng ký ở máy chủ ấy; địa chỉ quay về là DONDOC_PORTAL_URL + `/van-phong/oidc/ve`.",
        "The client registered there; its redirect address is DONDOC_PORTAL_URL + `/van-phong/oidc/ve`.",
    ),
    example="dondoc",
    roles=PORTAL,
)
OIDC_CLIENT_SECRET = Setting(
    "DONDOC_OIDC_CLIENT_SECRET",
    SECRET,
    Told("Mật khẩu của ứng dụng ấy.", "The secret of that client."),
    example="mat-khau-ung-dung",
    roles=PORTAL,
    secret=True,
)
OIDC_ACR = Setting(
    "DONDOC_OIDC_ACR",
    TEXT,
    Told(
        "Các mức xác thực (`acr`) của máy chủ ấy đã gồm lớp thứ hai, cách nhau bằng dấu phẩy:"
        " ai vào bằng mức này thì không hỏi mã nữa.",
        "Which levels (`acr`) of that server include a second factor, with commas between:"
        " whoever comes in by one is asked for no code.",
    ),
    example="urn:co-quan:hai-lop",
    roles=PORTAL,
)
