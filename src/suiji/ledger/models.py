"""What is remembered for ever: entries, the tree over them, and its signed checkpoints."""

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models

from suiji.ledger.machine import Machine


class AppendOnly(models.Model):
    """Rows that PostgreSQL itself refuses to change or delete: by trigger, and by the web role's missing rights.

    Subclasses with a Meta of their own derive it from ``AppendOnly.Meta``.
    """

    class Meta:
        abstract = True
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]


class Stateful(models.Model):
    """A subject whose ``state`` only ``ledger.services.move`` assigns; the table of moves is its ``machine``."""

    machine: ClassVar[Machine]
    beside: ClassVar[tuple[str, ...]] = ()
    """What is read with the row when it is locked, in the same question: what every act on it looks at anyway."""
    state = models.CharField("状态", max_length=32)

    class Meta:
        abstract = True

    @property
    def state_label(self) -> str:
        """The state's Chinese name."""
        return self.machine.labels[self.state]


class Entry(AppendOnly):
    """One act: who did what to what, when, in a sentence. ``body`` is what anybody may read of it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    act = models.CharField(max_length=64)
    subject_type = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=64)
    subject_name = models.CharField(max_length=300)
    from_state = models.CharField(max_length=32, blank=True)
    to_state = models.CharField(max_length=32, blank=True)
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(max_length=100)
    department_id = models.BigIntegerField()
    department_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(editable=False, null=True)
    """The database's own clock, set by a trigger whatever the application sends."""
    sentence = models.CharField(max_length=1000)
    because = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    """Confidential particulars; they enter the log only as part of a salted hash."""
    body = models.JSONField(null=True)
    """The public particulars, or null: then the log shows only that a confidential act took place."""
    salt = models.BinaryField(max_length=16)

    class Meta(AppendOnly.Meta):
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"]),
            models.Index(fields=["act", "id"]),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            *AppendOnly.Meta.triggers,
            pgtrigger.Trigger(
                name="stamp",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="NEW.recorded_at = clock_timestamp(); RETURN NEW;",
            ),
            pgtrigger.Trigger(
                name="enqueue",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func="INSERT INTO ledger_pending (entry_id) VALUES (NEW.id); RETURN NULL;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.act}"


class Pending(models.Model):
    """Entries the sequencer has not numbered yet; filled by trigger, so that none is forgotten."""

    entry_id = models.BigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return str(self.entry_id)


class Leaf(AppendOnly):
    """An entry's place in the tree."""

    index = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="leaf")
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return str(self.index)


class Node(AppendOnly):
    """The hash of a complete subtree of 2^level leaves, level ≥ 1."""

    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta(AppendOnly.Meta):
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="one_node_a_place")]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class Checkpoint(AppendOnly):
    """A signed tree head: a C2SP signed note over origin, size and root."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.size)


class Cosignature(AppendOnly):
    """联署 — a witness's signature under one of our checkpoints (C2SP ``tlog-cosignature``)."""

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="cosignatures")
    witness = models.CharField(max_length=200)
    line = models.TextField()
    """The signature line, verbatim."""
    at = models.DateTimeField()
    """The time the witness states, in its signature."""

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(fields=["checkpoint", "witness"], name="one_cosignature_a_witness")
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [*AppendOnly.Meta.triggers]

    def __str__(self) -> str:
        return f"{self.checkpoint_id} {self.witness}"
