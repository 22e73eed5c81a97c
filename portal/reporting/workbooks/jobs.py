"""The background jobs of the summaries."""

from __future__ import annotations

import datetime as dt

from portal.jobs import RunningJob, handler, scheduled

from . import exports


@handler(exports.KIND, label="导出汇总表")
def export_summary(job: RunningJob) -> None:
    exports.run(job)


@scheduled("workbooks.tidy", label="清理过期汇总表文件", daily=dt.time(3, 50))
def tidy_exports(job: RunningJob) -> None:
    job.progress(exports.drop_old(), message="已清理")
