"""What is remembered of passwords: each one ever set, as a hash, with when and by whom."""

from django.db import models

from suiji.ledger.models import AppendOnly
from suiji.organs.models import Person


class PasswordRecord(AppendOnly):
    """密码记录 — a password that was set: its hash (argon2), so that it is not taken again, and its age."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="passwords")
    encoded = models.CharField("密码散列", max_length=128)
    one_time = models.BooleanField("一次性密码")
    """Given by an administrator: its owner chooses another at the first log-in."""
    set_at = models.DateTimeField("设置时间")

    class Meta(AppendOnly.Meta):
        verbose_name = "密码记录"
        indexes = [models.Index(fields=["person", "-id"])]
        triggers = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.person_id} {self.set_at:%F}"
