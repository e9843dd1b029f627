"""What came to our mailbox: reports in the forms that servers send them, and mails that only look like one.

Each is written after the form, with made-up names. OURS stands for the Message-ID of our mail, ADDRESS for
whom we wrote to, in small letters as servers write it back.
"""

# Mails stand here as they come.
# ruff: noqa: E501

from __future__ import annotations

import base64
import quopri
from dataclasses import dataclass
from email.header import Header

ADDRESS = "xa1@example.vn"
US = "btg@example.vn"


@dataclass(frozen=True, slots=True)
class Came:
    """One mail, and what is to be read of it."""

    name: str
    mail: str
    blame: str = "address"
    """"address", "refused" or "time"; "" where nothing came back."""
    shows: bool = True
    """Whether it shows which mail of ours it is about."""
    names: str = ADDRESS
    """The address it names; "" where it names none."""
    says: str = ""
    """What of its words is kept."""


def word(text: str, charset: str = "utf-8") -> str:
    """A subject as it is coded."""
    return Header(text, charset).encode()


def report(
    fields: str,
    text: str = "Your message could not be delivered.",
    head: str = "From: MAILER-DAEMON@mx.example.vn (Mail Delivery System)\nSubject: Undelivered Mail Returned to Sender",
    copy: str = "Content-Type: text/rfc822-headers\n\nFrom: btg@example.vn\nTo: Xa1@example.vn\nMessage-ID: <OURS>\n",
    kind: str = "message/delivery-status",
) -> str:
    """By RFC 3464, with the mail's head or the whole of it behind."""
    return (
        f"{head}\nTo: {US}\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n'
        f"--B\nContent-Type: text/plain; charset=utf-8\n\n{text}\n\n"
        f"--B\nContent-Type: {kind}\n\nReporting-MTA: dns; mx.example.vn\nArrival-Date: Tue, 3 Nov 2026 09:00:00 +0700\n\n"
        f"{fields}\n\n--B\n{copy}\n--B--\n"
    )


def told(text: str, subject: str, sender: str = "MAILER-DAEMON@mx.example.vn", more: str = "") -> str:
    """In words only."""
    return (
        f"From: {sender}\nTo: {US}\nSubject: {word(subject) if not subject.isascii() else subject}\n{more}"
        f"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n"
    )


def coded(text: str, subject: str, charset: str, how: str, kind: str = "plain") -> str:
    """In words, in another charset and coding."""
    raw = text.encode(charset)
    body = base64.encodebytes(raw) if how == "base64" else quopri.encodestring(raw)
    return (
        f"Return-Path: <>\nFrom: {word('Hệ thống thư điện tử')} <no-reply@mail.example.vn>\nTo: {US}\n"
        f"Subject: {word(subject)}\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        f"Content-Type: text/{kind}; charset={charset}\nContent-Transfer-Encoding: {how}\n\n{body.decode('ascii')}\n"
    )


GONE = (
    "Final-Recipient: rfc822; xa1@example.vn\nAction: failed\nStatus: 5.1.1\n"
    "Diagnostic-Code: smtp; 550 5.1.1 <xa1@example.vn>: Recipient address rejected: User unknown"
)
WHOLE = (
    "Content-Type: message/rfc822\n\nReceived: from btg\nFrom: btg@example.vn\nTo: Xa1@example.vn\n"
    "Subject: Nhac han\nMessage-ID: <OURS>\nContent-Type: text/plain\n\nDia chi khong ton tai la viec khac.\n"
)
NO_COPY = "Content-Type: text/plain\n\nNo copy is kept.\n"
FOREIGN = "Content-Type: text/rfc822-headers\n\nTo: xa1@example.vn\nMessage-ID: <CAF1234@mail.example.com>\n"

QMAIL = """Hi. This is the qmail-send program at mx.example.vn.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<xa1@example.vn>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <btg@example.vn>
Message-ID: <OURS>
From: btg@example.vn
To: Xa1@example.vn, nguoi-khac@example.vn

Kính gửi…
"""
EXIM = """This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  xa1@example.vn
    host mx.example.vn [203.0.113.7]
    SMTP error from remote mail server after RCPT TO:<xa1@example.vn>:
    550 5.1.1 no such recipient

------ This is a copy of the message, including all the headers. ------

Received: from btg by mx
Message-ID: <OURS>
To: Xa1@example.vn
"""
EXCHANGE = (
    "Original-Recipient: rfc822;Xa1@example.vn\nFinal-Recipient: rfc822;xa1@example.vn\nAction: failed\n"
    "Status: 5.1.10\nDiagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP "
    "address lookup"
)
EXCHANGE_HEAD = (
    "From: postmaster@coquan.example.vn\nSubject: Undeliverable: Nhac han\nX-MS-Exchange-Message-Is-Ndr:\n"
    "In-Reply-To: <OURS>\nReferences: <OURS>"
)
GMAIL = (
    "Final-Recipient: rfc822; xa1@example.vn\nAction: failed\nStatus: 5.1.1\nRemote-MTA: dns; gmail-smtp-in.example\n"
    "Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try\n"
    " 550-5.1.1 double-checking the recipient's email address\nLast-Attempt-Date: Tue, 3 Nov 2026 09:01:00 +0700"
)
GMAIL_HEAD = (
    "Return-Path: <>\nFrom: Mail Delivery Subsystem <mailer-daemon@googlemail.example>\nAuto-Submitted: auto-replied\n"
    "Subject: Delivery Status Notification (Failure)\nX-Failed-Recipients: xa1@example.vn\nReferences: <OURS>"
)

VIETTEL = """Kính gửi Quý khách,

Hệ thống không thể gửi thư của Quý khách đến địa chỉ sau:

    xa1@example.vn

Lý do: Địa chỉ người nhận không tồn tại trên hệ thống (550 5.1.1).
Mọi thắc mắc xin liên hệ hotro@nhamang.example.vn.

---- Nội dung thư gốc ----
Message-ID: <OURS>
To: Xa1@example.vn
"""
VNPT = """Thư gửi tới xa1@example.vn không thành công do hộp thư người nhận đã đầy.
Vui lòng liên hệ người nhận bằng cách khác.
"""
FPT = """Thu cua ban khong gui duoc.
Nguoi nhan: <xa1@example.vn>
Nguyen nhan: Tai khoan da bi khoa
"""
BKAV = """<html><head><style>p {color: red}</style></head><body><p>Th&#432; c&#7911;a b&#7841;n bị trả lại.</p>
<p>Người nhận <b>xa1@example.vn</b> không tồn tại hoặc đã ngừng hoạt động.</p></body></html>"""
ZIMBRA = (
    "Final-Recipient: rfc822; xa1@example.vn\nOriginal-Recipient: rfc822;xa1@example.vn\nAction: failed\nStatus: 5.0.0\n"
    "Remote-MTA: dns; 127.0.0.1\nDiagnostic-Code: smtp; 550 5.1.1 xa1@example.vn: không tìm thấy hộp thư"
)
OUTLOOK_OLD = """Your message did not reach some or all of the intended recipients.

      Subject:  Nhac han
      Sent:     03/11/2026 9:00 SA

The following recipient(s) could not be reached:

      'xa1@example.vn' on 03/11/2026 9:00 SA
            The e-mail account does not exist at the organization this message was sent to.
            <mail.coquan.example.vn #5.1.1>
"""
OFFICE365 = """<div>Your message to <a href="mailto:xa1@example.vn">xa1@example.vn</a> couldn't be delivered.</div>
<div>xa1 wasn't found at example.vn.</div><pre>Original message headers:
Received: from x
Message-ID: &lt;OURS&gt;</pre>"""
EXPIRED = (
    "Final-Recipient: rfc822; xa1@example.vn\nAction: failed\nStatus: 4.4.1\n"
    "Diagnostic-Code: X-Postfix; connect to mx.xa.example.vn[203.0.113.9]:25: Connection timed out"
)
SPAM = (
    "Final-Recipient: rfc822; xa1@example.vn\nAction: failed\nStatus: 5.7.1\n"
    "Diagnostic-Code: smtp; 550 5.7.1 Message rejected as spam by content filtering"
)
SENDMAIL = (
    "Final-Recipient: RFC822; xa1@example.vn\nX-Actual-Recipient: RFC822; xa1@mail.example.vn\nAction: failed\nStatus: 5.1.1\n"
    "Remote-MTA: DNS; mail.example.vn\nDiagnostic-Code: SMTP; 550 5.1.1 <xa1@example.vn>... User unknown"
)
NO_ACCOUNT = """Sorry, we were unable to deliver your message to the following address.

<xa1@example.vn>:
554: delivery error: dd This user doesn't have an account (xa1@example.vn) [0]

--- Below this line is a copy of the message.

Message-ID: <OURS>
"""
MDAEMON = """The attached message had PERMANENT fatal delivery errors!

Failed addresses follow:
--> xa1@example.vn

Session Transcript:
--> RCPT To:<xa1@example.vn>
<-- 550 5.1.1 <xa1@example.vn>: Recipient unknown
"""
DOMINO = """Your message

  Subject: Nhac han

was not delivered to:

  xa1@example.vn

because:

  User xa1 (xa1@example.vn) not listed in Directory
"""
HMAIL = """Your message did not reach some or all of the intended recipients.

The following recipient(s) could not be reached:

xa1@example.vn
   Error Description: No mail servers appear to exist for the recipient's address.
"""
FORWARDED = (
    "Original-Recipient: rfc822;xa1@example.vn\nFinal-Recipient: rfc822;ong.d.rieng@mail.example\nAction: failed\n"
    "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown"
)
FORWARDED_BARE = FORWARDED.split("\n", 1)[1]
ONE_OF_A_LIST = (
    "Original-Recipient: rfc822;xa1@example.vn\nFinal-Recipient: rfc822;mot@mail.example\nAction: relayed\nStatus: 2.1.9\n\n"
    "Original-Recipient: rfc822;xa1@example.vn\nFinal-Recipient: rfc822;hai@mail.example\nAction: failed\nStatus: 5.1.1"
)
INNER = report(GONE)
PASSED_ON = (
    f"From: Chuyên viên <cv@example.vn>\nTo: {US}\nSubject: Fwd: Undelivered Mail\nMIME-Version: 1.0\n"
    f'Content-Type: multipart/mixed; boundary="O"\n\n--O\nContent-Type: text/plain\n\nEm chuyển thư báo lỗi ạ.\n\n'
    f"--O\nContent-Type: message/rfc822\n\n{INNER}\n--O--\n"
)
_CODED_STATUS = base64.encodebytes(f"Reporting-MTA: dns; mx\n\n{GONE}\n".encode()).decode("ascii")
CODED_REPORT = (
    f"From: postmaster@mx.example.vn\nTo: {US}\nSubject: Delivery failure\nMIME-Version: 1.0\n"
    'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n'
    "--B\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n"
    f"{_CODED_STATUS}\n--B\n{WHOLE}\n--B--\n"
)

BOUNCES = (
    Came("rfc 3464, the head behind", report(GONE), says="5.1.1 550 5.1.1"),
    Came("rfc 3464, the whole mail behind", report(GONE, copy=WHOLE)),
    Came("rfc 3464, nothing behind", report(GONE, copy=NO_COPY), shows=False),
    Came(
        "rfc 3464, capitals and spaces",
        report(GONE.replace("failed", "Failed (hard)").replace("rfc822;", "RFC822 ;")),
    ),
    Came("rfc 3464, no action", report(GONE.replace("Action: failed\n", ""))),
    Came(
        "rfc 3464, an extended status",
        report(GONE.replace("Status: 5.1.1", "Status: 5.1.1 (bad destination)")),
    ),
    Came("rfc 3464 in base64", CODED_REPORT),
    Came(
        "rfc 3464 as plain text",
        told(f"Reporting-MTA: dns; mx\n\n{GONE}\n\nMessage-ID: <OURS>", "Delivery failure"),
    ),
    Came("rfc 6533", report(GONE.replace("rfc822", "utf-8"), kind="message/global-delivery-status")),
    Came("forwarded, with the original recipient", report(FORWARDED)),
    Came("forwarded, the original is not told", report(FORWARDED_BARE), names="ong.d.rieng@mail.example"),
    Came("forwarded, nothing behind", report(FORWARDED, copy=NO_COPY), shows=False),
    Came(
        "the original recipient in xtext",
        report(GONE + "\nOriginal-Recipient: rfc822;xa1+2Bvp@example.vn"),
        names="xa1+vp@example.vn",
    ),
    Came(
        "postfix, our header though a relay has put a Message-ID of its own",
        report(GONE, copy=FOREIGN + "X-Dondoc-Notice: <OURS>\n"),
    ),
    Came("postfix, gave up after five days", report(EXPIRED), blame="time", says="Connection timed out"),
    Came("exchange", report(EXCHANGE, head=EXCHANGE_HEAD, copy=NO_COPY)),
    Came(
        "exchange of old, in words",
        told(OUTLOOK_OLD, "Undeliverable: Nhac han", "System Administrator <postmaster@coquan.example.vn>"),
        shows=False,
    ),
    Came(
        "office 365, a page",
        told(OFFICE365, "Undeliverable: x", "postmaster@coquan.example.vn").replace(
            "text/plain", "text/html"
        ),
    ),
    Came("gmail", report(GMAIL, head=GMAIL_HEAD, copy=NO_COPY), says="does not exist"),
    Came("qmail", told(QMAIL, "failure notice")),
    Came(
        "exim",
        told(
            EXIM,
            "Mail delivery failed: returning message to sender",
            more="X-Failed-Recipients: xa1@example.vn\n",
        ),
    ),
    Came("exim without its header", told(EXIM, "Mail delivery failed: returning message to sender")),
    Came("zimbra, a status that says nothing", report(ZIMBRA)),
    Came(
        "a mailbox that is full",
        report(
            GONE.replace("5.1.1", "5.2.2").replace("Recipient address rejected: User unknown", "mailbox full")
        ),
    ),
    Came(
        "a domain that is gone",
        report(
            GONE.replace("5.1.1", "5.4.4")
            .replace("550", "")
            .replace("Recipient address rejected: User unknown", "Host or domain name not found")
        ),
    ),
    Came("refused as spam", report(SPAM), blame="refused", says="rejected as spam"),
    Came(
        "refused by policy, but there is nobody",
        report(SPAM.replace("Message rejected as spam by content filtering", "Recipient unknown")),
    ),
    Came(
        "Viettel, in words",
        told(
            VIETTEL,
            "Không thể gửi thư tới người nhận",
            "no-reply@mail.example.vn",
            "Auto-Submitted: auto-replied\n",
        ),
        says="không tồn tại",
    ),
    Came(
        "VNPT, a full mailbox",
        told(VNPT, "Thông báo: gửi thư không thành công", more="Auto-Submitted: auto-generated\n"),
        shows=False,
    ),
    Came("FPT, without marks", told(FPT, "Thu bi tra lai", "mail-daemon@mail.example.vn"), shows=False),
    Came(
        "BKAV, a page in base64",
        coded(BKAV, "Thư của bạn bị trả lại", "utf-8", "base64", "html"),
        shows=False,
    ),
    Came(
        "a provider that writes Windows-1258",
        coded(
            "Thu khong gui duoc: nguoi nhan xa1@example.vn khong ton tai",
            "Lỗi gửi thư",
            "windows-1258",
            "quoted-printable",
        ),
        shows=False,
    ),
    Came(
        "a charset that nobody knows",
        told(FPT, "Thu bi tra lai").replace("charset=utf-8", "charset=x-tcvn3"),
        shows=False,
    ),
    Came(
        "a subject in raw UTF-8",
        told(VNPT, "x", "daemon <no-reply@a.vn>", "Return-Path: <>\n").replace(
            "Subject: x", "Subject: Thư không gửi được"
        ),
        shows=False,
    ),
    Came("passed on whole by an officer", PASSED_ON),
    Came(
        "sendmail",
        report(
            SENDMAIL,
            head="From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example.vn>\nSubject: Returned mail: see transcript for details",
        ),
    ),
    Came("an account that another provider does not have", told(NO_ACCOUNT, "Failure Notice")),
    Came("MDaemon", told(MDAEMON, "Permanent Delivery Failure", "MDaemon@mail.example.vn"), shows=False),
    Came(
        "Domino",
        told(DOMINO, "DELIVERY FAILURE: User xa1 not listed in Directory", "Postmaster@coquan.example.vn"),
        shows=False,
    ),
    Came(
        "GroupWise",
        told(
            "The message that you sent was undeliverable to the following:\n\txa1@example.vn (user not found)\n\nMessage-ID: <OURS>",
            "Message status - undeliverable",
        ),
    ),
    Came("hMailServer", told(HMAIL, "Message undeliverable: x"), shows=False),
    Came(
        "a local provider without marks",
        told(
            "Kinh gui Quy khach,\nThu gui toi xa1@example.vn khong thanh cong.\nLy do: Mailbox khong ton tai",
            "[Nha mang] Thong bao gui thu that bai",
            "noreply@nhamang.example",
            "Auto-Submitted: auto-replied\n",
        ),
        shows=False,
    ),
    Came(
        "a state office's own Zimbra",
        told(
            "Xin chào,\nThư của bạn không thể chuyển đến: xa1@example.vn.\nTài khoản này đã bị đóng.",
            "Không chuyển được thư",
        ),
        shows=False,
    ),
    Came(
        "our own domain was not believed",
        report(
            GONE.replace("5.1.1", "5.1.8").replace(
                "Recipient address rejected: User unknown", "Sender address rejected: Domain not found"
            )
        ),
        blame="refused",
    ),
    Came(
        "our mail failed DMARC",
        report(
            SPAM.replace("5.7.1", "5.7.26").replace(
                "Message rejected as spam by content filtering", "not accepted due to DMARC policy"
            )
        ),
        blame="refused",
    ),
    Came(
        "too many hops",
        report(
            SPAM.replace("5.7.1", "5.4.6").replace(
                "Message rejected as spam by content filtering", "Too many hops"
            )
        ),
        blame="refused",
    ),
    Came(
        "too big",
        report(
            SPAM.replace("5.7.1", "5.3.4").replace(
                "Message rejected as spam by content filtering", "Message size exceeds fixed limit"
            )
        ),
        blame="refused",
    ),
    Came(
        "greylisted for days",
        report(EXPIRED.replace("4.4.1", "4.7.1").replace("Connection timed out", "450 Greylisted")),
        blame="time",
    ),
    Came(
        "no reason given",
        told("Your message could not be delivered to xa1@example.vn.\n\nMessage-ID: <OURS>", "Undeliverable"),
        blame="time",
    ),
    Came("more than one line end", report(GONE).replace("\n", "\r\n")),
)
"""Mails of ours that will not arrive."""

DELAY = (
    "This message was created automatically by mail delivery software.\nA message that you sent has not yet been "
    "delivered to one or more of its\nrecipients after more than 24 hours on the queue.\n\n  xa1@example.vn\n\n"
    "No action is required on your part. Delivery attempts will continue for\nsome time.\n"
)
AWAY = """Chào đồng chí, tôi đang đi công tác đến hết ngày 10/11, việc gấp xin gửi thư đến vp-xa1@example.vn.
Hộp thư xa1@example.vn vẫn được theo dõi."""
PERSON = (
    """Gửi các đồng chí, địa chỉ xa2@example.vn không tồn tại, thư bị trả lại. Xin dùng xa2.vp@example.vn."""
)
MDN = report("Final-Recipient: rfc822; xa1@example.vn\nDisposition: manual-action; deleted").replace(
    "delivery-status", "disposition-notification"
)

NO_BOUNCES = (
    Came("postfix, a delay", report(EXPIRED.replace("failed", "delayed")), ""),
    Came("postfix, delivered", report(GONE.replace("failed", "delivered").replace("5.1.1", "2.0.0")), ""),
    Came("exim, a delay", told(DELAY, "Warning: message 1abc delayed 24 hours"), ""),
    Came(
        "gmail, still trying",
        report(EXPIRED.replace("failed", "delayed"), head=GMAIL_HEAD.replace("(Failure)", "(Delay)")),
        "",
    ),
    Came(
        "a provider's delay",
        told(
            "Thư gửi đến xa1@example.vn chưa gửi được ngay, hệ thống sẽ tiếp tục thử gửi lại.", "Thư bị chậm"
        ),
        "",
    ),
    Came("a member of a list", report(ONE_OF_A_LIST), ""),
    Came(
        "out of office",
        told(
            AWAY,
            "Trả lời tự động: Nhắc hạn",
            "Xa1@example.vn",
            "Auto-Submitted: auto-replied\nIn-Reply-To: <OURS>\n",
        ),
        "",
    ),
    Came(
        "out of office, in English",
        told(
            "I am out of the office.",
            "Automatic reply: Nhac han",
            "xa1@example.vn",
            "Return-Path: <>\nIn-Reply-To: <OURS>\n",
        ),
        "",
    ),
    Came("a receipt of reading", MDN, ""),
    Came("a person who writes of an address", told(PERSON, "Re: Nhắc hạn", "Bà D <xa2.moi@example.vn>"), ""),
    Came(
        "a person who answers us",
        told("Đã nhận, cảm ơn.", "Re: Nhắc hạn", "xa1@example.vn", "In-Reply-To: <OURS>\n"),
        "",
    ),
    Came(
        "our own mail",
        told("Kính gửi …", "Nhắc hạn", US, "Auto-Submitted: auto-generated\nMessage-ID: <OURS>\n"),
        "",
    ),
    Came(
        "a daemon's own news",
        told("Hộp thư btg@example.vn của đồng chí còn 10% dung lượng.", "Canh bao dung luong"),
        "",
    ),
    Came(
        "a question whether we are human",
        told(
            "Please click this link to prove that you are human.",
            "Please confirm your message",
            "xa1@example.vn",
            "Auto-Submitted: auto-replied\n",
        ),
        "",
    ),
    Came(
        "a list that waits for its owner",
        told(
            "Your mail to 'ds-xa' is being held until the moderator can review it.",
            "Your message awaits approval",
            "ds-xa-bounces@example.vn",
            "Precedence: list\n",
        ),
        "",
    ),
    Came(
        "an absence for ever",
        told(
            "Hộp thư này không còn sử dụng, xin gửi đến vp@example.vn",
            "Trả lời tự động: Nhắc hạn",
            "xa1@example.vn",
            "Auto-Submitted: auto-replied\nIn-Reply-To: <OURS>\n",
        ),
        "",
    ),
    Came(
        "a complaint of spam",
        report("Feedback-Type: abuse\nOriginal-Rcpt-To: xa1@example.vn", copy=WHOLE)
        .replace("message/delivery-status", "message/feedback-report")
        .replace("delivery-status", "feedback-report"),
        "",
    ),
    Came(
        "our own mailbox is nearly full",
        told(
            "Hộp thư của bạn đã dùng 95% dung lượng.", "Cảnh báo dung lượng hộp thư", "postmaster@example.vn"
        ),
        "",
    ),
    Came("nothing", "", ""),
    Came("half a report", report(GONE)[:250], ""),
)
"""Mails after which everything stays as it is."""
