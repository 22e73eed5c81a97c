"""Evidence files behind an item. A file belongs to a version; later versions cite it, nothing filed loses it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Sum

from portal import files
from portal.files import access as file_access
from portal.files.limits import check_total
from portal.files.models import StoredFile

from ..models import Evidence
from ..schema import Schema
from .explanations import working_copy
from .refusals import EntryRefused

LIMITS = "PDF、JPG、PNG、DOCX、XLSX，单个不超过 20 MB，一份报表合计不超过 200 MB"
NOTE_LENGTH = 200


@transaction.atomic
def attach(ret_id: int, code: str, uploaded: Any, *, actor: Any, note: str = "") -> Evidence:
    """Keep a file as evidence for an item of the working copy.

    Raises EntryRefused (unknown or locked cell), files.FileRefused (type, size, total) or Closed.
    """
    version = working_copy(ret_id, actor)
    if code not in Schema.of(version.ret.period).by_code:
        raise EntryRefused(f"没有代码为 {code} 的项目。怎样改：刷新页面后重新选择。")
    if not version.may_edit(code):
        raise EntryRefused(f"{code} 没有被退回，不能增加附件。怎样改：附件传到退回的格。")
    if uploaded is None:
        raise EntryRefused(f"没有收到文件。应有：{LIMITS}。怎样改：先选择文件再上传。")
    check_total(_kept(version.pk), uploaded.size)
    stored = files.store(uploaded, user=actor.user, unit=version.ret.unit)
    author = {"by_id": actor.user.pk, "by": actor.user.full_name or actor.user.username}
    defaults = {"note": note.strip()[:NOTE_LENGTH], **author}
    return Evidence.objects.get_or_create(version=version, code=code, file=stored, defaults=defaults)[0]


def _kept(version_id: int) -> int:
    cited = Evidence.objects.filter(version=version_id).values("file")
    return StoredFile.objects.filter(pk__in=cited).aggregate(total=Sum("size"))["total"] or 0


@transaction.atomic
def remove(ret_id: int, evidence_id: int, *, actor: Any) -> str:
    """Take a file off the working copy (earlier versions keep citing it) and return its item's code.

    Raises EntryRefused when it is not there or its cell is locked.
    """
    version = working_copy(ret_id, actor)
    row = Evidence.objects.filter(version=version, pk=evidence_id).first()
    if row is None:
        raise EntryRefused("这个附件已不在正在填报的版本里，没有可以移除的。怎样改：刷新页面。", status=409)
    if not version.may_edit(row.code):
        raise EntryRefused(f"{row.code} 没有被退回，附件不能移除。怎样改：在答复中说明。")
    row.delete()
    return row.code


@file_access.register
def cited_in_scope(actor: Any, file: StoredFile) -> bool:
    """Whoever may see a return may open the evidence of its versions."""
    return actor.can("return.view") and Evidence.objects.filter(file=file).exists()
