"""密码规则 — what a password must be (GB/T 22239-2019, third level), as Django asks its validators."""

import string
from typing import Any

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from suiji.accounts.models import PasswordRecord
from suiji.organs.models import Person

SHORTEST = 8
REMEMBERED = 5
"""How many earlier passwords are not taken again."""


class LongEnough:
    """Eight characters; Django's own says this in English."""

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 — Django's signature
        """`ValidationError` where it is shorter."""
        if len(password) < SHORTEST:
            raise ValidationError(self.get_help_text(), code="password_too_short")

    def get_help_text(self) -> str:
        """The rule in one sentence."""
        return f"密码至少 {SHORTEST} 位。"


class MixedCharacters:
    """Three of the four kinds: capital letters, small letters, digits, other signs."""

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 — Django's signature
        """`ValidationError` where fewer than three kinds are there."""
        kinds = [string.ascii_uppercase, string.ascii_lowercase, string.digits]
        found = sum(any(letter in kind for letter in password) for kind in kinds)
        found += any(letter not in string.ascii_letters + string.digits for letter in password)
        if found < 3:
            raise ValidationError(self.get_help_text(), code="password_not_mixed")

    def get_help_text(self) -> str:
        """The rule in one sentence."""
        return "密码要包含大写字母、小写字母、数字、其他符号中的三种。"


class NotTheName:
    """Neither the log-in nor the person's name is part of it."""

    def validate(self, password: str, user: Any = None) -> None:
        """`ValidationError` where the password holds one of them."""
        words = [user.username, user.name] if isinstance(user, Person) else []
        if any(len(word) > 1 and word.lower() in password.lower() for word in words):
            raise ValidationError(self.get_help_text(), code="password_is_the_name")

    def get_help_text(self) -> str:
        """The rule in one sentence."""
        return "密码里不要有登录名或姓名。"


class NotUsedLately:
    """None of the last five passwords of this person."""

    def validate(self, password: str, user: Any = None) -> None:
        """`ValidationError` where it is one of them."""
        if not isinstance(user, Person) or user.pk is None:
            return
        earlier = PasswordRecord.objects.filter(person=user).order_by("-id").values_list("encoded", flat=True)
        if any(check_password(password, encoded) for encoded in earlier[:REMEMBERED]):
            raise ValidationError(self.get_help_text(), code="password_used_before")

    def get_help_text(self) -> str:
        """The rule in one sentence."""
        return f"最近 {REMEMBERED} 次用过的密码不能再用。"
