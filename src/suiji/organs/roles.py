"""岗位 — the roles of the regulation's actors (requirements §1.1)."""

from django.db.models import TextChoices


class Role(TextChoices):
    """What a person may be in office. Initiating or participating is a department's part in a task, not a role."""

    OFFICE = "OFFICE", "联席会议办公室"
    CLERK = "CLERK", "经办人"
    INSPECTOR = "INSPECTOR", "执法检查人员"
    REVIEWER = "REVIEWER", "公示审核人"
    DEPUTY_HEAD = "DEPUTY_HEAD", "分管负责人"
    PRINCIPAL_HEAD = "PRINCIPAL_HEAD", "主要负责人"
    LIBRARIAN = "LIBRARIAN", "两库管理员"
    UPPER = "UPPER", "上级部门"
    AUDITOR = "AUDITOR", "纪检监察"
    NOTARY = "NOTARY", "公证员"
    """Attends a draw, keeps a share of a sealed key; reads no business and operates nothing (R94)."""
    SYSTEM_ADMIN = "SYSTEM_ADMIN", "系统管理员"
    SECURITY_ADMIN = "SECURITY_ADMIN", "安全管理员"
    AUDIT_ADMIN = "AUDIT_ADMIN", "审计管理员"
    SYSTEM = "SYSTEM", "系统自动办理"
    """The house itself: its daily jobs and the sequencer. No person ever holds it."""


OFFICIALS = tuple(role for role in Role if role is not Role.SYSTEM)
BUSINESS = (
    Role.OFFICE, Role.CLERK, Role.INSPECTOR, Role.REVIEWER, Role.DEPUTY_HEAD, Role.PRINCIPAL_HEAD, Role.LIBRARIAN,
    Role.UPPER, Role.AUDITOR,
)  # fmt: skip
"""Everybody but the three administrators and the notary, who see no business data."""
ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
"""三员: one opens accounts, one gives roles, one reads what both did."""
APPROVERS = (Role.REVIEWER, Role.DEPUTY_HEAD, Role.PRINCIPAL_HEAD)
"""Whose word lets something pass; they prove themselves twice at the log-in."""
