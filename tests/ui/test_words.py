"""What nobody sees is no word: it is neither counted nor kept."""

import pytest
from django import forms

from portal.ui.words import WordsField, seen


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\u200b" * 4, ""),
        ("\u3164\u2800\u115f\u1160\uffa0", ""),
        ("\u202e停\u200b产\xad检修\ufeff", "停产检修"),
        (" 　停产检修，\r\n分两班。\t", "停产检修，\r\n分两班。"),
        ("停\ud83d产\x00", "停产"),
        ("𠮷家村 ①é", "𠮷家村 ①é"),
    ],
)
def test_only_what_is_seen_is_kept(typed, kept):
    assert seen(typed) == kept


class Form(forms.Form):
    reason = WordsField(min_length=4)
    note = WordsField(required=False)


def test_a_field_of_zero_width_spaces_is_blank():
    form = Form({"reason": "\u200b" * 4, "note": "\u200b"})
    assert not form.is_valid() and form.errors["reason"].as_data()[0].code == "required"
    assert form.cleaned_data["note"] == ""


def test_what_nobody_sees_does_not_make_a_reason_longer():
    assert not Form({"reason": "重\u200b开\u200b"}).is_valid()
    form = Form({"reason": "两家\u200b补报"})
    assert form.is_valid() and form.cleaned_data["reason"] == "两家补报"
