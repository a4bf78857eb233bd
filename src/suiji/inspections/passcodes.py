"""告知书上的验证码和链接 — both follow from the notice and a key outside the database; nothing is stored of them."""

import hmac
import re
from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from suiji import vault
from suiji.inspections.models import Notice, PreparedNotice, Visit

VALID = timedelta(days=60)
"""How long after its service a notice opens the firm's door."""
_TOKEN = re.compile(r"([1-9][0-9]{0,17})-([0-9a-f]{40})", re.ASCII)


def digits_of(notice: Notice | PreparedNotice) -> str:
    """Eight digits, good once."""
    mark = vault.fingerprint(_said(notice), of="inspections.notice.digits")
    return f"{int(mark[:16], 16) % 10**8:08d}"


def digits_of_letter(visit: Visit, number: str) -> str:
    """Eight digits on the result letter, good once: who was checked without notice has no other paper."""
    mark = vault.fingerprint(f"{number}\x00{visit.drawn.object.code}", of="inspections.letter.digits")
    return f"{int(mark[:16], 16) % 10**8:08d}"


def token_of(notice: Notice | PreparedNotice) -> str:
    """The visit and a signature over the notice: it opens the door of this one object, once the notice is served."""
    return f"{notice.visit_id}-{vault.fingerprint(_said(notice), of='inspections.notice.link')[:40]}"


def notice_of_link(token: str) -> Notice | None:
    """The notice that this link was printed on, or None for a forged one."""
    found = _TOKEN.fullmatch(token)
    if found is None:
        return None
    notice = Notice.objects.select_related("visit__drawn__object").filter(visit=int(found[1])).first()
    if notice is None or not hmac.compare_digest(token_of(notice), token):
        return None
    return notice


def link_of(notice: Notice | PreparedNotice) -> str:
    """The address that the paper's own code leads to."""
    return f"{settings.ENVIRONMENT.site.rstrip('/')}{reverse('firms:link', args=[token_of(notice)])}"


def _said(notice: Notice | PreparedNotice) -> str:
    # By number, which is unique: the paper is printed before it is served.
    return f"{notice.number}\x00{notice.visit.drawn.object.code}"


def door_words(notice: Notice | PreparedNotice) -> str:
    """What the paper says of the firm's own page."""
    return f"{_way_in(digits_of(notice))}，可以查看告知书、准备资料、陈述申辩、提出异议、评价和投诉"


def letter_words(visit: Visit, number: str) -> str:
    """The same on the result letter."""
    return f"{_way_in(digits_of_letter(visit, number))}，可以查看检查结果、提出异议、评价和投诉"


def _way_in(digits: str) -> str:
    site = settings.ENVIRONMENT.site.rstrip("/")
    return (
        f"登录 {site}{reverse('firms:enter')} ，填写统一社会信用代码和验证码 {digits[:4]} {digits[4:]}"
        "（只能用一次，六十日内有效）"
    )
