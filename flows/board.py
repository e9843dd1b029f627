"""Forms to act with: each first says what would change and whom it would tell, and does it when told."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from prefect import flow
from prefect.client.schemas.objects import State

from cascade.calendar.zone import VIETNAM, day_of, local
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told, tell
from cascade.org import format
from flows.form_run import Deed, act, filled
from flows.forms import form_choices, form_models
from models.database.ledger import Session
from services import amend_plan as amending
from services import close_plan as closing
from services import conference_acts, decisions, grant, plan_files, remind_now, targets
from services import issue_plan as issuing
from tasks.board import prefect_names, report_page
from tasks.board.markdown import link


@flow(name="Ban hành kế hoạch", flow_run_name=form_models.run_name("Ban hành {form.file}"))
async def issue(form: form_models.Issue) -> State[None]:
    """Giao việc theo một tệp kế hoạch đã soạn xong."""

    def do(session: Session, now: datetime) -> Deed:
        plan, tree = plan_files.read(_file(form.file), within=form_choices.folder())
        done = issuing.issue(session, plan, tree, now=now, by=form.who)
        told = f"giao {len(done.cascade.obligations)} việc cho {done.units} đơn vị"
        return Deed(plan.code, told, findings=done.cascade.findings)

    return await act(form, do)


@flow(name="Ấn định hội nghị", flow_run_name=form_models.run_name("Hội nghị {form.key} · {form.plan}"))
async def fix_conference(form: form_models.FixConference) -> State[None]:
    """Ấn định, đổi hoặc hủy ngày hội nghị; mọi việc tính theo ngày hội nghị được tính lại."""

    def do(session: Session, now: datetime) -> Deed:
        conference = form.its(form.conference)
        if form.start is None:
            done = conference_acts.cancel(session, form.plan, conference, why=form.why, now=now, by=form.who)
            return Deed(form.plan, "hủy hội nghị", done)
        start = _aware(form.start)
        end = _aware(form.end) if form.end else None
        done = conference_acts.fix(
            session, form.plan, conference, start, end, now=now, by=form.who, why=form.why
        )
        return Deed(form.plan, f"hội nghị khai mạc {start:%H:%M %-d/%-m/%Y}", done)

    return await act(form, do)


@flow(name="Điều chỉnh kế hoạch", flow_run_name=form_models.run_name("Điều chỉnh theo {form.file}"))
async def amend(form: form_models.Amend) -> State[None]:
    """So tệp kế hoạch đã sửa với kế hoạch đang chạy; chỉ những đơn vị bị ảnh hưởng được báo."""

    def do(session: Session, now: datetime) -> Deed:
        plan, tree = plan_files.read(_file(form.file), within=form_choices.folder())
        done = amending.apply(session, plan, tree, now=now, by=form.who, why=form.why)
        return Deed(plan.code, "điều chỉnh kế hoạch", done.amendment, done.cascade.findings)

    return await act(form, do)


@flow(name="Gia hạn", flow_run_name=form_models.run_name("Gia hạn {form.key} · {form.unit}"))
async def extend(form: form_models.Extend) -> State[None]:
    """Cho một đơn vị thêm thời gian cho một việc."""

    def do(session: Session, now: datetime) -> Deed:
        duty = form.its(form.duty)
        before = grant.extend(session, form.plan, duty, form.unit, form.until, form.why, now=now, by=form.who)
        until = f"từ {_day(before.due_at)} đến hết {form.until:%-d/%-m/%Y}"
        return Deed(form.plan, f"{before.unit_name}: việc {duty} gia hạn {until}")

    return await act(form, do)


@flow(name="Miễn báo cáo", flow_run_name=form_models.run_name("Miễn {form.key} · {form.unit}"))
async def exempt(form: form_models.Exempt) -> State[None]:
    """Miễn cho một đơn vị một việc."""

    def do(session: Session, now: datetime) -> Deed:
        duty = form.its(form.duty)
        before = grant.exempt(session, form.plan, duty, form.unit, form.why, now=now, by=form.who)
        return Deed(form.plan, f"{before.unit_name}: được miễn việc {duty}")

    return await act(form, do)


@flow(name="Xét báo cáo", flow_run_name=form_models.run_name("{form.verdict} · {form.key} · {form.unit}"))
async def decide(form: form_models.Decide) -> State[None]:
    """Tiếp nhận báo cáo của một đơn vị, hoặc trả lại kèm lý do."""

    def do(session: Session, now: datetime) -> Deed:
        duty = form.its(form.duty)
        owed = targets.obligation(session, form.plan, duty, form.unit, now)
        found = decisions.to_read(session, owed.id, now, form.seen)
        assert found.latest is not None
        number, at = found.latest.number, found.latest.at
        form.refuse_unseen(number)
        which = f"{duty}, báo cáo số {number} nộp lúc {local(at):%H:%M} {_day(at)}"
        shown = tuple(report_page.page(found, found.latest))
        shown += (_go_on(form, number),) if form.dry_run else ()
        if form.verdict is form_models.Verdict.ACCEPT:
            decisions.accept(session, owed.id, now=now, by=form.who, seen=number)
            return Deed(form.plan, f"{owed.unit_name}: tiếp nhận báo cáo {which}", pages=shown)
        decisions.send_back(
            session, owed.id, reason=form.why, until=form.until, now=now, by=form.who, seen=number
        )
        return Deed(form.plan, f"{owed.unit_name}: trả lại báo cáo {which}", pages=shown)

    return await act(form, do)


@flow(name="Đề nghị báo cáo ngay", flow_run_name=form_models.run_name("Đề nghị báo cáo ngay · {form.plan}"))
async def ask_now(form: form_models.AskNow) -> State[None]:
    """Nhắc ngay một đơn vị, hoặc mọi đơn vị đang quá hạn, không chờ đến lần nhắc kế tiếp."""

    def do(session: Session, now: datetime) -> Deed:
        asked = remind_now.ask_now(session, form.plan, form.unit, now, form.who)
        return Deed(form.plan, f"nhắc {asked} việc chưa báo cáo")

    return await act(form, do)


@flow(name="Kết thúc kế hoạch", flow_run_name=form_models.run_name("Kết thúc {form.plan}"))
async def close(form: form_models.Close) -> State[None]:
    """Kết thúc một kế hoạch: không nhắc nữa; việc chưa xong được ghi lại như đang có."""

    def do(session: Session, now: datetime) -> Deed:
        if form.confirm != form.plan:
            what = Told("chưa khớp", "does not match")
            todo = Told(f"gõ {form.plan} để kết thúc kế hoạch này", f"type {form.plan} to close this plan")
            raise Refusal(Told("Gõ lại mã kế hoạch", "The plan's code"), what, todo)
        left = len(closing.close(session, form.plan, now=now, by=form.who).left_open)
        return Deed(form.plan, f"kết thúc kế hoạch, còn bỏ ngỏ {left} việc" if left else "kết thúc kế hoạch")

    return await act(form, do)


def _go_on(form: form_models.Decide, number: int) -> str:
    """From the preview of a report to the deed: what to enter, and the form with it entered."""
    told = f"Để làm thật: ghi **{number}** vào ô “Số báo cáo đã xem” và tắt “Chỉ xem trước”"
    opened = filled(form, seen=number, dry_run=False)
    return f"{told}, hoặc {link('mở biểu mẫu đã điền sẵn', opened)}." if opened else f"{told}."


def _file(name: str) -> Path:
    """A file of the folder that ops have set aside for plans; no other file of the server can be named."""
    folder = form_choices.folder()
    file = plan_files.inside(folder, name)
    if file is None or not file.is_file():
        files = sorted(path.name for path in folder.glob("*.yaml"))
        known = ", ".join(files) or Told("không có tệp nào", "no file")
        shown = prefect_names.one_line(name, 60)
        what = Told(f"không có “{shown}”", f"there is no “{shown}”")
        todo = tell("trong thư mục kế hoạch có: {known}", "the folder of plans holds: {known}", known=known)
        raise Refusal(Told("Tệp kế hoạch", "Plan file"), what, todo)
    return file


def _day(at: datetime | None) -> str:
    return format.day(day_of(at)) if at else "chưa có hạn"


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=VIETNAM)
