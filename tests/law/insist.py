"""What every rule test says: the law refuses these facts, in the words of this article."""

from collections.abc import Callable

import pytest

from suiji.law import Refused, require


def refuses(rule_function: Callable[..., bool], article: int, **facts: object) -> None:
    """Assert that the rule, required, is refused with the article and without a fact in what is shown."""
    assert rule_function(**facts) is False

    with pytest.raises(Refused) as caught:
        require(rule_function, exception=None, **facts)

    assert caught.value.article == article
    assert caught.value.facts == facts
    assert str(caught.value) == caught.value.headline


def content(rule_function: Callable[..., bool], **facts: object) -> None:
    """Assert that the rule is content with these facts and needs no exception."""
    assert rule_function(**facts) is True
    assert require(rule_function, exception=None, **facts) is None
