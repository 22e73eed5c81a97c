"""Taking a file in: checks first, then the content, then the row."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from portal.audit import record
from portal.files.kinds import recognise
from portal.files.limits import LARGEST_FILE, MB, megabytes
from portal.files.models import StoredFile
from portal.files.names import safe_name, suffix_of
from portal.files.refusals import FileRefused


def store(uploaded: UploadedFile, *, user: Any, unit: Any) -> StoredFile:
    """Check and keep an uploaded file for a unit (a Unit or its id); returns its row.

    The same content under the same name is kept once per unit. Raises FileRefused. The content is written before
    the row: when the transaction rolls back, a file without a row remains, never a row without a file."""
    name = safe_name(uploaded.name or "")
    size = _checked_size(uploaded)
    kind = recognise(uploaded.file, suffix_of(name))  # type: ignore[arg-type]
    unit_id = getattr(unit, "pk", unit)
    row = StoredFile(unit_id=unit_id, name=name, sha256=_digest(uploaded), size=size, kind=kind.suffix)
    _write(uploaded, row.path)
    return _registered(row, user)


def _checked_size(uploaded: UploadedFile) -> int:
    if not uploaded.size:
        raise FileRefused("附件没有收下。应有：有内容的文件。收到：空文件。怎样改：打开原文件确认有内容后重传。")
    if uploaded.size > LARGEST_FILE:
        raise FileRefused(
            f"附件没有收下。应有：单个文件不超过 {LARGEST_FILE // MB} MB。收到：{megabytes(uploaded.size)}。"
            "怎样改：压缩图片或分成几个文件后重传。"
        )
    return uploaded.size


def _digest(uploaded: UploadedFile) -> str:
    digest = hashlib.sha256()
    for piece in uploaded.chunks():
        digest.update(piece)
    return digest.hexdigest()


def _write(uploaded: UploadedFile, path: Path) -> None:
    """Write under another name and rename, so that nobody ever reads half a file."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as target:
        try:
            for piece in uploaded.chunks():
                target.write(piece)
        except BaseException:
            os.unlink(target.name)
            raise
    os.replace(target.name, path)


def _registered(row: StoredFile, user: Any) -> StoredFile:
    who = {"uploaded_by_id": user.pk, "uploaded_by": user.full_name or user.username}
    facts = {"size": row.size, "kind": row.kind}
    kept, created = StoredFile.objects.get_or_create(
        unit_id=row.unit_id, sha256=row.sha256, name=row.name, defaults=facts | who
    )
    if created:
        detail = {"sha256": kept.sha256, "size": kept.size}
        record(
            "file.store",
            actor=user,
            obj_type="StoredFile",
            obj_id=str(kept.pk),
            obj_label=kept.name,
            unit_id=kept.unit_id,
            detail=detail,
        )
    return kept
