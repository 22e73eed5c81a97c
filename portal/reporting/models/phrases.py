"""Phrases that do not count as an explanation; the province keeps the list."""

from __future__ import annotations

from django.db import models


class BoilerplatePhrase(models.Model):
    text = models.CharField("套话", max_length=30, unique=True, error_messages={"unique": "这句已在名单中。"})
    added_by = models.CharField("添加人", max_length=60, blank=True)
    added_at = models.DateTimeField("添加时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "套话名单"
        ordering = ("text",)

    def __str__(self) -> str:
        return self.text
