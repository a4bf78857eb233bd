"""消息 — what a person was told, where else they want to be told, and what became of each delivery."""

from django.db import models
from django.db.models import Q

from suiji import vault
from suiji.organs.models import Department, Person


class MessageKind(models.TextChoices):
    """消息种类 — why somebody is told."""

    REMINDER = "REMINDER", "提醒"
    NOTICE = "NOTICE", "通知"


class Channel(models.TextChoices):
    """送达方式 — how a message leaves the house; on the page it is always there."""

    EMAIL = "EMAIL", "电子邮件"
    WEBHOOK = "WEBHOOK", "政务即时通讯"
    DINGTALK = "DINGTALK", "钉钉群机器人"
    WECOM = "WECOM", "企业微信群机器人"
    FEISHU = "FEISHU", "飞书群机器人"


ROBOTS = (Channel.DINGTALK, Channel.WECOM, Channel.FEISHU)
"""Channels that reach a group; the others reach one person, or the installation's own receiver."""


class DeliveryState(models.TextChoices):
    """送达状态 — what became of a delivery."""

    WAITING = "WAITING", "等待发出"
    SENDING = "SENDING", "正在发出"
    """Claimed before it is carried out, so that a machine that dies in between sends nothing twice."""
    DONE = "DONE", "已发出"
    FAILED = "FAILED", "未能发出"


class Message(models.Model):
    """消息 — one sentence to one person, told once for each key."""

    person = models.ForeignKey(Person, models.CASCADE, verbose_name="收件人", related_name="inbox")
    key = models.CharField("去重键", max_length=150)
    kind = models.CharField("种类", max_length=10, choices=MessageKind.choices)
    sentence = models.CharField("内容", max_length=500)
    url = models.CharField("页面", max_length=300, blank=True)
    due_on = models.DateField("期限", null=True, blank=True)
    sent_at = models.DateTimeField("发出时间")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    class Meta:
        verbose_name = "消息"
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="one_message_a_key")]
        indexes = [models.Index(fields=["person"], condition=Q(read_at__isnull=True), name="unread_messages")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.key}"


class Address(models.Model):
    """收信地址 — where a person also wants to be told."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="message_address")
    email = models.EmailField("电子邮件", max_length=200)
    digest = models.BooleanField("每天汇总成一封", default=False)
    digested_on = models.DateField("最近一次汇总", null=True, blank=True)
    quiet = models.BooleanField("夜间不发", default=True)
    set_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "收信地址"

    def __str__(self) -> str:
        return f"{self.person_id}"


class Round(models.Model):
    """提醒轮次 — the last day on which a person's deadlines were gone through; a day that was missed is made up."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    on = models.DateField("日期")

    class Meta:
        verbose_name = "提醒轮次"

    def __str__(self) -> str:
        return f"{self.person_id} {self.on}"


class Delivery(models.Model):
    """送达 — one message on its way out by one channel."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries")
    channel = models.CharField("送达方式", max_length=8, choices=Channel.choices)
    address = models.CharField("地址", max_length=300, blank=True)
    """Of an e-mail. Where a robot or the installation's receiver lives is a secret, and stands elsewhere."""
    outcome = models.CharField(
        "状态", max_length=8, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    trouble = models.CharField("未能发出的原因", max_length=300, blank=True)
    claimed_at = models.DateTimeField("开始发出时间", null=True, blank=True)
    done_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = "送达"
        constraints = [models.UniqueConstraint(fields=["message", "channel"], name="one_delivery_a_channel")]
        indexes = [
            models.Index(fields=["id"], condition=Q(outcome=DeliveryState.WAITING), name="waiting_deliveries")
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.channel}"


class GroupRobot(models.Model):
    """群机器人 — where a department's group hears who has something to do; token and signing secret are sealed."""

    uid = models.UUIDField(unique=True)
    department = models.ForeignKey(Department, models.CASCADE, related_name="group_robots")
    kind = models.CharField("种类", max_length=8, choices=[(kind.value, kind.label) for kind in ROBOTS])
    label = models.CharField("群名称", max_length=60)
    token = vault.SealedTextField("令牌", bound_to="uid")
    secret = vault.SealedTextField("加签密钥", bound_to="uid", blank=True, default="")
    quiet = models.BooleanField("夜间不发", default=True)
    digest = models.BooleanField("每天汇总一次", default=False)
    digested_on = models.DateField("最近一次汇总", null=True, blank=True)
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    set_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "群机器人"
        constraints = [
            models.UniqueConstraint(fields=["department", "kind"], name="one_robot_of_a_kind"),
            models.CheckConstraint(condition=vault.well_sealed("token", "secret"), name="robots_are_sealed"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}“{self.label}”"


class TextMessage(models.Model):
    """短信 — a text message on its way out; number and words are sealed, and wiped once it is gone."""

    uid = models.UUIDField(unique=True)
    phone = vault.SealedTextField("号码", bound_to="uid", blank=True, default="")
    text = vault.SealedTextField("内容", bound_to="uid", blank=True, default="")
    outcome = models.CharField(
        "状态", max_length=8, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    trouble = models.CharField("未能发出的原因", max_length=100, blank=True)
    written_at = models.DateTimeField("写成时间")
    done_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = "短信"
        constraints = [
            models.CheckConstraint(
                condition=vault.well_sealed("phone", "text"), name="text_messages_are_sealed"
            )
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(outcome=DeliveryState.WAITING), name="waiting_texts")
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
