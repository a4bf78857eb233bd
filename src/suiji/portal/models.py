"""What exists only in the window: views that no table of the house resembles (see ``window``)."""

from django.db import models

from suiji.disclosure.models import Publication
from suiji.draws.models import Ceremony
from suiji.plans.models import PlanLine


class DrawnCount(models.Model):
    """How many objects a ceremony drew; of a withheld task too, whose names stay unread."""

    ceremony = models.OneToOneField(Ceremony, models.DO_NOTHING, primary_key=True, related_name="+")
    drawn = models.PositiveIntegerField()

    class Meta:
        managed = False
        db_table = "portal_drawncount"

    def __str__(self) -> str:
        return f"{self.drawn}"


class FirstPublished(models.Model):
    """When a result first became public; its earlier versions are not (Art. 22)."""

    publication = models.OneToOneField(
        Publication, models.DO_NOTHING, primary_key=True, related_name="first_published"
    )
    published_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "portal_firstpublished"

    def __str__(self) -> str:
        return f"{self.published_at}"


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
