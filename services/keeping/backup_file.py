"""One file for each backup: a zip with a manifest, sealed with AES-256 in GCM where a key is given.

Sealed it is cut into pieces of a mebibyte. A piece is bound to its place and its file, the last is marked:
nothing can be left out, exchanged or cut off without being noticed, and no more than a piece is in memory.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import struct
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told

MANIFEST = "manifest.json"
_MAGIC = b"dondoc backup 1\n"
_SALT, _PREFIX, _PIECE, _TAG = 16, 7, 1 << 20, 16
SHORTEST = 32
"""Characters of a key."""
_COST = {"n": 1 << 15, "r": 8, "p": 1}
"""Of making the key from what is in the file: a tenth of a second, and 32 MB."""


def read_key(file: Path | None) -> bytes | None:
    """The key in a file, without the line's end. Refusal: it is too short, or its file open to others."""
    if file is None:
        return None
    key = file.read_bytes().strip()
    if len(key) < SHORTEST:
        what = Told(f"khóa ngắn hơn {SHORTEST} ký tự", f"the key is shorter than {SHORTEST} characters")
        raise Refusal(str(file), what, "openssl rand -base64 48")
    if file.stat().st_mode & 0o077:
        what = Told("người khác trên máy đọc được khóa", "others on this machine can read the key")
        raise Refusal(str(file), what, f"chmod 600 {file}")
    return key


def write(target: Path, files: Mapping[str, Path], manifest: Mapping[str, Any], key: bytes | None) -> None:
    """Put files and manifest into one file, readable by its owner only, and have it on the disk."""
    with ours(target) as raw:
        into: Any = _Sealing(raw, key) if key else raw
        with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
            for name, file in files.items():
                packed.write(file, name)
            packed.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=2))
        if key:
            into.close()
        raw.flush()
        os.fsync(raw.fileno())


@contextmanager
def opened(file: Path, key: bytes | None, work: Path) -> Iterator[tuple[zipfile.ZipFile, dict[str, Any]]]:
    """The zip with its manifest; of a sealed one a plain copy lies in the work folder meanwhile.

    Refusal: no backup of ours; a key is wanted, or another one; it is damaged.
    """
    with file.open("rb") as raw:
        sealed = raw.read(len(_MAGIC)) == _MAGIC
    plain = file
    if sealed:
        if key is None:
            what = Told("bản sao lưu này đã mã hóa", "this backup is sealed")
            raise Refusal(file.name, what, Told("thêm --key-file TỆP", "add --key-file FILE"))
        plain = work / "opened.zip"
        _unseal(file, plain, key)
    try:
        with zipfile.ZipFile(plain) as packed:
            yield packed, json.loads(packed.read(MANIFEST))
    except (zipfile.BadZipFile, KeyError, json.JSONDecodeError):
        raise _no_backup(file) from None
    finally:
        if sealed:
            plain.unlink(missing_ok=True)


def unpack(packed: zipfile.ZipFile, name: str, wanted: str, target: Path) -> Path:
    """One file of it, taken out. Refusal: its content is not what the manifest says."""
    told = hashlib.sha256()
    with (
        packed.open(name) as there,
        ours(target) as here,
    ):
        while some := there.read(_PIECE):
            told.update(some)
            here.write(some)
    if told.hexdigest() != wanted:
        what = Told(f"{name} không đúng như khi sao lưu", f"{name} is not what was backed up")
        raise Refusal(packed.filename or "", what, Told("dùng bản khác", "use another"))
    return target


def digest(file: Path) -> str:
    """SHA-256 of a file."""
    with file.open("rb") as there:
        return hashlib.file_digest(there, "sha256").hexdigest()


def ours(file: Path) -> IO[bytes]:
    """Written anew, for its owner's eyes only."""
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


class _Sealing(io.RawIOBase):
    """What is written here goes into the file sealed, a piece at a time."""

    def __init__(self, raw: IO[bytes], key: bytes) -> None:
        self._raw, self._number, self._kept = raw, 0, bytearray()
        self._head = _MAGIC + os.urandom(_SALT) + os.urandom(_PREFIX)
        self._seal = _cipher(key, self._head)
        raw.write(self._head)

    def writable(self) -> bool:
        return True

    def write(self, some: Any) -> int:
        self._kept += some
        while len(self._kept) > _PIECE:
            self._put(bytes(self._kept[:_PIECE]), last=False)
            del self._kept[:_PIECE]
        return len(some)

    def close(self) -> None:
        if not self.closed:
            self._put(bytes(self._kept), last=True)
        super().close()

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._raw.write(self._seal.encrypt(_place(self._head, self._number, last), piece, self._head))
        self._number += 1


def _unseal(file: Path, plain: Path, key: bytes) -> None:
    from cryptography.exceptions import InvalidTag

    size = len(_MAGIC) + _SALT + _PREFIX
    with file.open("rb") as there, ours(plain) as here:
        head = there.read(size)
        seal, number = _cipher(key, head), 0
        piece = there.read(_PIECE + _TAG)
        while piece:
            after = there.read(_PIECE + _TAG)
            try:
                here.write(seal.decrypt(_place(head, number, not after), piece, head))
            except InvalidTag:
                what = Told("khóa không đúng, hoặc tệp bị hỏng", "the key is another, or the file is damaged")
                raise Refusal(file.name, what, Told("xem --key-file", "see --key-file")) from None
            piece, number = after, number + 1


def _cipher(key: bytes, head: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt = head[len(_MAGIC) : len(_MAGIC) + _SALT]
    return AESGCM(hashlib.scrypt(key, salt=salt, dklen=32, maxmem=64 << 20, **_COST))


def _place(head: bytes, number: int, last: bool) -> bytes:
    """A nonce that no other piece has: the file's own, the number, and whether more follows."""
    return head[-_PREFIX:] + struct.pack(">IB", number, last)


def _no_backup(file: Path) -> Refusal:
    what = Told("không phải bản sao lưu của dondoc, hoặc bị hỏng", "is no backup of dondoc, or is damaged")
    return Refusal(file.name, what, Told("dùng bản khác", "use another"))
