"""The Excel summary (汇总表) of a period: choose, preview, write, download."""
