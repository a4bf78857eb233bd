"""How an auditor's keys and signatures are read. The signing itself happens in the auditor's own browser."""

import unicodedata
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict

from suiji.draws.models import AuditorKey, Ceremony, Verdict
from suiji.draws.queries.confirming import CODED_REFUSALS, keys_of, last_check, statement_of
from suiji.ledger import Actor
from suiji.sampling.canonical import from_hex
from suiji.sampling.confirming import KEY, STATEMENT, is_signed

HEX32, HEX64 = r"^[0-9a-f]{64}$", r"^[0-9a-f]{128}$"


class Registering(forms.Form):
    """A public key, and the proof that its private half is in the auditor's hands."""

    public_key = forms.RegexField(HEX32, label="公钥", widget=forms.HiddenInput)
    signature = forms.RegexField(HEX64, label="签名", widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, actor: Actor) -> None:
        super().__init__(data)
        self.actor = actor

    def clean(self) -> dict[str, Any]:
        """A key that was never registered, proved by its own signature."""
        cleaned: dict[str, Any] = super().clean() or {}
        public, proof = (from_hex(str(cleaned.get(name, ""))) or b"" for name in ("public_key", "signature"))
        claim = {"auditor": self.actor.department_name, "public_key": public.hex()}
        if not self.errors and not is_signed(KEY, claim, public, proof):
            raise forms.ValidationError("公钥与签名不符，没有登记。请刷新页面，重新生成密钥。")
        return cleaned


class Signing(forms.Form):
    """An auditor's yes or no under a result, signed."""

    verdict = forms.ChoiceField(label="结论", choices=Verdict.choices, widget=forms.RadioSelect)
    because = forms.CharField(
        label="理由",
        max_length=500,
        required=False,
        help_text="拒绝确认时必填。理由会公开，请不要写入企业的类别、分组和个人信息。",
    )
    key = forms.ModelChoiceField(AuditorKey.objects.none(), to_field_name="key_id", widget=forms.HiddenInput)
    signed_at = forms.RegexField(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", widget=forms.HiddenInput)
    signature = forms.RegexField(HEX64, label="签名", widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, ceremony: Ceremony, actor: Actor) -> None:
        super().__init__(data, auto_id="sign_%s")  # the page has another form with a reason
        self.ceremony = ceremony
        keys = AuditorKey.objects.filter(pk__in=[key.pk for key in keys_of(actor)])
        if ceremony.task.unannounced:
            self.fields["because"] = forms.ChoiceField(
                label="理由",
                choices=[("", "没有（签名确认）"), *((words, words) for words in CODED_REFUSALS)],
                required=False,
                help_text="拒绝确认时必选，立即公开。本任务不宜告知，签名里不能写其他文字；详情写在核验记录里。",
            )
        self.fields["key"] = forms.ModelChoiceField(keys, to_field_name="key_id", widget=forms.HiddenInput)

    def clean_because(self) -> str:
        """As the browser signed it."""
        return unicodedata.normalize("NFC", self.cleaned_data["because"])

    def clean_signed_at(self) -> datetime:
        """The instant in the statement."""
        return datetime.fromisoformat(self.cleaned_data["signed_at"])

    def clean(self) -> dict[str, Any]:
        """A refusal says why; the signature is the key's under exactly this statement."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("verdict") == Verdict.REFUSED and not cleaned.get("because"):
            self.add_error("because", "请写明拒绝确认的理由。")
        check = last_check(self.ceremony)
        if self.errors or check is None:
            return cleaned
        key: AuditorKey = cleaned["key"]
        statement = statement_of(
            self.ceremony,
            key,
            check,
            verdict=cleaned["verdict"],
            because=cleaned["because"],
            at=cleaned["signed_at"],
        )
        public, proof = bytes.fromhex(key.public_key), bytes.fromhex(cleaned["signature"])
        if not is_signed(STATEMENT, statement, public, proof):
            raise forms.ValidationError(
                "签名与签名内容不符，没有接受。请核对密钥文件；刚刚又重放过的，请刷新页面再签名。"
            )
        return cleaned
