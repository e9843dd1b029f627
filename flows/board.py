"""Forms to act with: each first says what would change and whom it would tell, and does it when told."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from cascade.calendar import zone
from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told, tell
from cascade.org import format
from cascade.plan.typed.levels import told_key
from flows.form_run import act, filled
from flows.forms import conference_form, form_choices, form_models, form_pages, remind_form
from flows.forms.form_pages import Deed
from flows.forms.form_reading import run_name
from models.database.ledger import Session
from services import decisions, grant, plan_files, targets
from services.issuing import amend_plan as amending
from services.issuing import close_plan as closing
from services.issuing import issue_plan as issuing
from services.issuing import units_of_change
from tasks.board import prefect_names, report_page
from tasks.board.markdown import link

# What was filled in is read by us, not by Prefect: see flows.form_run.act.
OURS: dict[str, Any] = {"validate_parameters": False}


@flow(name="Ban hành kế hoạch", flow_run_name=run_name("Ban hành", "file"), **OURS)
async def issue(form: form_models.Issue) -> State[None]:
    """Giao việc theo một tệp kế hoạch đã soạn xong."""

    def do(form: form_models.Issue, session: Session, now: datetime) -> Deed:
        plan, tree = plan_files.read(_file(form.file), within=form_choices.folder())
        seen = issuing.look(session, plan, tree, now=now, by=form.who)
        parts = (form_pages.findings(seen.findings, form.file), form_pages.dates(seen))
        if form.dry_run and (wrong := form_pages.errors(seen.findings)):
            return Deed(plan.code, f"chưa ban hành được: {wrong} lỗi phải sửa trong tệp", parts)
        done = issuing.issue(session, plan, tree, now=now, by=form.who, seen=seen)
        told = f"giao {len(done.cascade.obligations)} nhiệm vụ cho {done.units} đơn vị"
        return Deed(plan.code, told, parts)

    return await act(form_models.Issue, form, do)


@flow(name="Ấn định hội nghị", flow_run_name=run_name("Hội nghị", "act", "conference", "plan"), **OURS)
async def fix_conference(form: form_models.FixConference) -> State[None]:
    """Ấn định, đổi hoặc hủy ngày hội nghị; mọi thời hạn tính theo ngày hội nghị được tính lại."""
    return await act(form_models.FixConference, form, conference_form.do)


@flow(name="Điều chỉnh kế hoạch", flow_run_name=run_name("Điều chỉnh theo", "file"), **OURS)
async def amend(form: form_models.Amend) -> State[None]:
    """So tệp kế hoạch đã sửa với kế hoạch đang chạy; chỉ những đơn vị bị ảnh hưởng được báo."""

    def do(form: form_models.Amend, session: Session, now: datetime) -> Deed:
        plan, tree = plan_files.read(_file(form.file), within=form_choices.folder())
        if form.dry_run:
            seen = amending.preview(session, plan, tree, now=now)
            if wrong := form_pages.errors(seen.cascade.findings):
                told = f"chưa điều chỉnh được: {wrong} lỗi phải sửa trong tệp"
                return Deed(plan.code, told, _changed(session, now, seen, form.file))
        done = amending.apply(session, plan, tree, now=now, by=form.who, why=form.why)
        return Deed(plan.code, "điều chỉnh kế hoạch", _changed(session, now, done, form.file))

    return await act(form_models.Amend, form, do)


def _changed(session: Session, now: datetime, done: amending.Amended, file: str) -> tuple[str, ...]:
    called = units_of_change.names(session, now, done.amendment, tree=done.cascade.tree)
    return form_pages.changes(done.amendment, called), form_pages.findings(done.cascade.findings, file)


@flow(name="Gia hạn", flow_run_name=run_name("Gia hạn", "duty", "unit"), **OURS)
async def extend(form: form_models.Extend) -> State[None]:
    """Cho một đơn vị thêm thời gian cho một nhiệm vụ."""

    def do(form: form_models.Extend, session: Session, now: datetime) -> Deed:
        duty = form.its(form.duty)
        before = grant.extend(session, form.plan, duty, form.unit, form.until, form.why, now=now, by=form.who)
        until = f"từ {_day(before.due_at)} đến hết {format.long_day(form.until)}"
        return Deed(form.plan, f"{before.unit_name}: nhiệm vụ {told_key(duty).vi} gia hạn {until}")

    return await act(form_models.Extend, form, do)


@flow(name="Miễn báo cáo", flow_run_name=run_name("Miễn", "duty", "unit"), **OURS)
async def exempt(form: form_models.Exempt) -> State[None]:
    """Miễn cho một đơn vị một nhiệm vụ."""

    def do(form: form_models.Exempt, session: Session, now: datetime) -> Deed:
        duty = form.its(form.duty)
        before = grant.exempt(session, form.plan, duty, form.unit, form.why, now=now, by=form.who)
        return Deed(form.plan, f"{before.unit_name}: được miễn nhiệm vụ {told_key(duty).vi}")

    return await act(form_models.Exempt, form, do)


@flow(name="Xét báo cáo", flow_run_name=run_name("Xét báo cáo", "verdict", "duty", "unit"), **OURS)
async def decide(form: form_models.Decide) -> State[None]:
    """Tiếp nhận báo cáo của một đơn vị, hoặc trả lại kèm lý do."""

    def do(form: form_models.Decide, session: Session, now: datetime) -> Deed:
        duty = form.its(form.duty)
        owed = targets.obligation(session, form.plan, duty, form.unit, now)
        found = decisions.to_read(session, owed.id, now, form.seen)
        assert found.latest is not None
        number, at = found.latest.number, found.latest.at
        form.refuse_unseen(number)
        which = f"{told_key(duty).vi}, báo cáo số {number} gửi lúc {zone.moment(at)}"
        shown = tuple(report_page.page(found, found.latest))
        shown += (_go_on(form, number),) if form.dry_run else ()
        if form.verdict is form_models.Verdict.ACCEPT:
            decisions.accept(session, owed.id, now=now, by=form.who, seen=number)
            return Deed(form.plan, f"{owed.unit_name}: tiếp nhận báo cáo {which}", shown)
        decisions.send_back(
            session, owed.id, reason=form.why, until=form.until, now=now, by=form.who, seen=number
        )
        return Deed(form.plan, f"{owed.unit_name}: trả lại báo cáo {which}", shown)

    return await act(form_models.Decide, form, do)


@flow(
    name="Đề nghị báo cáo ngay",
    flow_run_name=run_name("Đề nghị báo cáo ngay", "duty", "unit", "plan"),
    **OURS,
)
async def ask_now(form: form_models.AskNow) -> State[None]:
    """Nhắc ngay một việc: một đơn vị, hoặc mọi đơn vị đang quá hạn nhiệm vụ ấy."""
    return await act(form_models.AskNow, form, remind_form.do)


@flow(name="Kết thúc kế hoạch", flow_run_name=run_name("Kết thúc", "plan"), **OURS)
async def close(form: form_models.Close) -> State[None]:
    """Kết thúc một kế hoạch: không nhắc nữa; nhiệm vụ chưa hoàn thành được ghi lại như đang có."""

    def do(form: form_models.Close, session: Session, now: datetime) -> Deed:
        if form.confirm != form.plan:
            what = Told("chưa khớp", "does not match")
            todo = Told(f"gõ {form.plan} để kết thúc kế hoạch này", f"type {form.plan} to close this plan")
            raise Refusal(Told("Gõ lại mã kế hoạch", "The plan's code"), what, todo)
        left = closing.close(session, form.plan, now=now, by=form.who).left_open
        more = f", {format.number(len(left))} nhiệm vụ chưa hoàn thành" if left else ""
        return Deed(form.plan, f"kết thúc kế hoạch{more}", form_pages.left_open(left))

    return await act(form_models.Close, form, do)


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
