"""Files that people hand in, kept under the SHA-256 of their content until nobody names them any more."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.database import sql
from models.tables import DraftPaperRow, KeptFileRow, ReportFileRow, SpeakerReplyRow


def keep(session: Session, body: bytes, kind: str, now: datetime) -> str:
    """Keep a file; the same content is kept once. Its digest."""
    digest = sha256(body).hexdigest()
    # Locked: whoever lets go of the same content at this moment waits, and then sees that it is named again.
    there = select(KeptFileRow.digest).where(KeptFileRow.digest == digest)
    if session.scalar(there.with_for_update(key_share=True)) is not None:
        # Handed in again: it is as new as the last time.
        again = update(KeptFileRow).where(KeptFileRow.digest == digest, KeptFileRow.kind == kind)
        session.execute(again.values(at=now))
    else:
        row = {"digest": digest, "kind": kind, "size": len(body), "body": body, "at": now}
        session.execute(sql.insert(session, KeptFileRow).values(row).on_conflict_do_nothing())
    return digest


def body(session: Session, digest: str) -> bytes:
    """The content of a file that is kept, as it came: nothing of ours has looked into it.

    Twenty megabytes at most; whoever asks holds them only as long as it takes to hand them on.
    """
    return session.execute(select(KeptFileRow.body).where(KeptFileRow.digest == digest)).scalar_one()


def forget(session: Session, digest: str | None) -> None:
    """Let go of a file that another one has replaced, unless somebody else handed in the same."""
    if digest is None:
        return
    session.execute(select(KeptFileRow.digest).where(KeptFileRow.digest == digest).with_for_update())
    named = (
        select(SpeakerReplyRow.file).where(SpeakerReplyRow.file == digest),
        select(DraftPaperRow.file).where(DraftPaperRow.file == digest),
        select(ReportFileRow.digest).where(ReportFileRow.digest == digest),
    )
    if all(session.scalar(one.limit(1)) is None for one in named):
        session.execute(delete(KeptFileRow).where(KeptFileRow.digest == digest))


def there(session: Session, digest: str, kind: str) -> bool:
    """Whether a file of that kind is kept under that digest."""
    query = select(KeptFileRow.digest).where(KeptFileRow.digest == digest, KeptFileRow.kind == kind)
    return session.scalar(query) is not None
