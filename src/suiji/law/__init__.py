"""规则 — the regulation 安双随机办〔2022〕8号 as code (Art. 1, 31).

Pure: no Django, clock, chance or network; it reads only its own text, numbers and calendar. Facts enter,
answers leave; `require` refuses in the words of the article.
"""

# Importing the rule modules fills the register, so that `all_rules` is whole whoever asks.
from suiji.law import (
    aftercare,
    confidence,
    draw_proof,
    field_duties,
    general,
    libraries,
    lists_and_plans,
    results,
    sampling_duties,
    schemes,
)
from suiji.law.articles import ARTICLES, Article
from suiji.law.parameters import parameter
from suiji.law.register import RecordedException, Refused, Rule, all_rules, entry, require, rule, rules_of
from suiji.law.workdays import Calendar, Deadline, add_workdays, shipped_calendar, workdays_between

__all__ = [
    "ARTICLES",
    "Article",
    "Calendar",
    "Deadline",
    "RecordedException",
    "Refused",
    "Rule",
    "add_workdays",
    "aftercare",
    "all_rules",
    "confidence",
    "draw_proof",
    "entry",
    "field_duties",
    "general",
    "libraries",
    "lists_and_plans",
    "parameter",
    "require",
    "results",
    "rule",
    "rules_of",
    "sampling_duties",
    "schemes",
    "shipped_calendar",
    "workdays_between",
]
