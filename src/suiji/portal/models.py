"""What exists only in the window: views that no table of the house resembles (see ``window``)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from suiji.disclosure.models import Publication
from suiji.draws.models import Ceremony
from suiji.libraries.models import InspectedObject
from suiji.organs.models import Department
from suiji.plans.models import PlanLine
from suiji.tasks.models import Task


class DrawnCount(models.Model):
    """How many objects a ceremony drew; of a withheld task too, whose names stay unread."""

    ceremony = models.OneToOneField(Ceremony, models.DO_NOTHING, primary_key=True, related_name="+")
    drawn = models.PositiveIntegerField()

    class Meta:
        managed = False
        db_table = "portal_drawncount"

    def __str__(self) -> str:
        return f"{self.drawn}"


class PublicName(models.Model):
    """An object with a public record, as it is searched for by name; natural persons are not among them."""

    object = models.OneToOneField(InspectedObject, models.DO_NOTHING, primary_key=True, related_name="+")
    code = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=200)
    name_grams = ArrayField(models.CharField(max_length=2))

    class Meta:
        managed = False
        db_table = "portal_publicname"

    def __str__(self) -> str:
        return self.name


class CreditCode(models.Model):
    """An object with a public record, as it is looked up by its credit code."""

    object = models.OneToOneField(InspectedObject, models.DO_NOTHING, primary_key=True, related_name="+")
    uscc = models.CharField(max_length=18)
    code = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=200)

    class Meta:
        managed = False
        db_table = "portal_creditcode"

    def __str__(self) -> str:
        return self.uscc


class PublicResult(models.Model):
    """The newest version of a published result, with all that is public about it."""

    publication = models.OneToOneField(Publication, models.DO_NOTHING, related_name="+")
    number = models.PositiveIntegerField()
    results = ArrayField(models.CharField(max_length=20))
    rows = models.JSONField()
    published_at = models.DateTimeField()
    reason = models.TextField()
    due_on = models.DateField()
    department = models.ForeignKey(Department, models.DO_NOTHING, related_name="+")
    department_name = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)
    object = models.ForeignKey(InspectedObject, models.DO_NOTHING, related_name="+")
    code = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=200)
    task_title = models.CharField(max_length=200)
    """Empty while the task is withheld, as are its number and the draw's."""
    task_number = models.CharField(max_length=60)
    ceremony = models.CharField(max_length=32)
    first_at = models.DateTimeField()
    """When its first version became public: what the term of Art. 20(4) is measured by."""
    publicity_at = models.DateTimeField(null=True)
    """Since when the national publicity system shows this very version."""

    class Meta:
        managed = False
        db_table = "portal_result"

    def __str__(self) -> str:
        return f"{self.publication_id}"


class PublicListing(models.Model):
    """A public list of drawn objects on which an object stands, with all that is public about it."""

    code = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=200)
    task_title = models.CharField(max_length=200)
    task_state = models.CharField(max_length=20)
    initiator_name = models.CharField(max_length=200)
    ceremony = models.CharField(max_length=32)
    """Empty for a list from above, whose draw is not proven here (R52)."""
    drawn_at = models.DateTimeField(null=True)
    visit_state = models.CharField(max_length=20, null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "portal_listing"

    def __str__(self) -> str:
        return f"{self.code}: {self.task_title}"


class TaskTold(models.Model):
    """An unannounced task whose visits are all over, and the place of the log from which on it may be told."""

    task = models.OneToOneField(Task, models.DO_NOTHING, primary_key=True, related_name="+")
    place = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "portal_tasktold"

    def __str__(self) -> str:
        return f"{self.task_id}"


class PlanField(models.Model):
    """抽查领域 of a published line: all that an unannounced one says of its items."""

    id = models.CharField(max_length=100, primary_key=True)
    line = models.ForeignKey(PlanLine, models.DO_NOTHING, related_name="+")
    field = models.CharField(max_length=100)

    class Meta:
        managed = False
        db_table = "portal_planfield"

    def __str__(self) -> str:
        return self.field
