"""What is done with second factors: set up, shown, taken away; logged, and told to the officer by mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told, tell
from cascade.notices.kinds import Occasion
from models.contacts import zalo_link
from models.database import audit
from models.database.ledger import Session
from models.org import link_keys
from models.org.link_keys import Key
from models.org.officers import office_sessions, second_factors
from models.org.officers.second_factors import CodeFate
from models.outbox import reply
from models.views.office_views import Officer, OfficeSession
from services.office import officer_acts

FEW = 3
"""Recovery codes left, below which an officer is asked to make new ones."""


def pair(session: Session, here: OfficeSession, typed: str, *, now: datetime) -> Sequence[str] | None:
    """The first code of a new authenticator: it counts from now on. The recovery codes; None: it is none."""
    again = here.paired
    if not second_factors.confirm(session, here.officer.id, typed, now):
        return None
    codes = second_factors.new_codes(session, here.officer.id)
    office_sessions.prove(session, here, now=now, factored=True)
    audit.log(session, here.officer.name, "factor_set", now=now)
    _tell(session, here.officer, _MOVED if again else _SET, now)
    return codes


def new_codes(session: Session, officer: Officer, *, now: datetime) -> Sequence[str]:
    """Ten recovery codes in place of all earlier ones."""
    codes = second_factors.new_codes(session, officer.id)
    audit.log(session, officer.name, "factor_codes", now=now)
    _tell(session, officer, _CODES, now)
    return codes


def show(session: Session, here: OfficeSession, typed: str, *, now: datetime) -> CodeFate:
    """A typed code: with a good one the session is whole, and for some minutes fresh."""
    officer = here.officer
    shown = second_factors.show(session, officer.id, typed, now)
    if shown.counts:
        office_sessions.prove(session, here, now=now, factored=True)
        audit.log(session, officer.name, "factor_shown", now=now, way=shown.value)
    elif shown is CodeFate.WRONG:
        audit.log(session, officer.name, "factor_wrong", now=now)
    if shown is CodeFate.RECOVERY and (paired := second_factors.of(session, officer.id)):
        _tell(session, officer, _recovered(paired.left), now)
    if shown is CodeFate.WRONG and second_factors.tries_left(session, officer.id, now)[1]:
        _tell(session, officer, _GUESSED, now)
    return shown


def take_off(session: Session, here: OfficeSession, *, now: datetime) -> None:
    """The officer's own wish. Refusal: the rule asks a second factor of them."""
    if here.must:
        what = Told("vai của đồng chí bắt buộc có lớp thứ hai", "your role must have a second factor")
        todo = Told("đổi máy thì đặt trên máy mới", "for another telephone, set it up there")
        raise Refusal(_WHERE, what, todo)
    if not here.paired:
        return
    second_factors.forget(session, here.officer.id)
    audit.log(session, here.officer.name, "factor_off", now=now)
    _tell(session, here.officer, _OFF, now)


def reset(session: Session, giver: Officer | None, officer: Officer, *, now: datetime, by: str) -> None:
    """Whoever lost telephone and codes begins anew, by mail; they are out everywhere. Two people know of it.

    `giver`: the administrator who does it; None: whoever sits at the machine. Refusal: as `need_reset`.
    """
    need_reset(session, giver, officer, now)
    second_factors.forget(session, officer.id)
    office_sessions.end_all(session, officer.id, now=now, by=by)
    audit.log(session, by, "factor_reset", now=now, officer=officer.name)
    _tell(session, officer, _reset_by(by), now)


def need_reset(session: Session, giver: Officer | None, officer: Officer, now: datetime) -> None:
    """Refusal: it is their own, there is none, or one of the officer's roles is not the giver's to take."""
    if giver is not None and giver.id == officer.id:
        what = Told("không tự gỡ của mình ở đây được", "nobody resets their own here")
        todo = Told("nhờ cán bộ quản trị khác", "ask another administrator")
        raise Refusal(_WHERE, what, todo)
    officer_acts.need_given(session, giver, officer.grants, now)
    if second_factors.of(session, officer.id) is None:
        what = tell("{name} chưa đặt lớp thứ hai", "{name} has no second factor", name=officer.name)
        raise Refusal(_WHERE, what, Told("không cần làm gì", "there is nothing to do"))


def change_link_key(session: Session, overlap: timedelta, now: datetime, by: str) -> Key:
    """Links are signed with a new key; what the old one has sealed is sealed by the new one at the same time.

    Refusal: the key comes from the settings.
    """
    keys = second_factors.opened(session, now)
    made = link_keys.rotate(session, overlap, now, by)
    second_factors.seal_all(session, keys, now)
    return made


def _tell(session: Session, officer: Officer, what: Told, now: datetime) -> None:
    """To their own mailbox, at any hour: whoever did this in their name is found out."""
    facts = {
        "faults": [[what.vi], [what.en]],
        "received": now.isoformat(),
        "person": officer.name,
        "lang": officer.lang,
        **zalo_link.sender(session, now),
    }
    occasion = Occasion.OFFICE_FACTOR
    reply.notify_mailboxes(session, "", None, [officer.mail], occasion, str(officer.id), now, facts)


def _recovered(left: int) -> Told:
    return tell(
        "Một mã dự phòng của đồng chí vừa được dùng; còn {left} mã",
        "One of your recovery codes was used; {left} are left",
        left=left,
    )


def _reset_by(by: str) -> Told:
    return tell(
        "{by} đã gỡ lớp thứ hai của đồng chí và đăng xuất mọi nơi; lần vào tới đồng chí đặt lại",
        "{by} took your second factor away and logged you out everywhere; set it up again when you come in",
        by=by,
    )


_WHERE = Told("Xác thực hai lớp", "Second factor")
_SET = Told(
    "Đã bật xác thực hai lớp: từ nay vào văn phòng phải nhập thêm mã trên điện thoại",
    "A second factor was set up: from now on coming in asks for a code of your telephone, too",
)
_MOVED = Told(
    "Đã chuyển xác thực hai lớp sang máy khác; mã của máy cũ và các mã dự phòng cũ không dùng được nữa",
    "Your second factor was moved to another telephone; the old one's codes and old recovery codes end",
)
_CODES = Told(
    "Đã tạo mười mã dự phòng mới; các mã cũ không dùng được nữa",
    "Ten new recovery codes were made; the old ones end",
)
_OFF = Told("Đã tắt xác thực hai lớp", "Your second factor was taken away")
_GUESSED = Told(
    "Có người vào được đến bước nhập mã bằng tên đồng chí và đã nhập sai nhiều lần; việc nhập mã tạm dừng",
    "Somebody got as far as the code in your name and typed wrong ones; codes are not taken for a while",
)
