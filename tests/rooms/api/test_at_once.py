"""幂等: two requests under one key at the same moment, each on a connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection

from suiji.api import services
from suiji.api.models import KeptAnswer, OutsideSystem
from tests.factories.machines import a_system
from tests.factories.organs import AT


def answered(system: OutsideSystem, act: object) -> tuple[bytes, bool]:
    """As the interface asks for it, on this thread's own connection."""
    try:
        return services.answered_once(system=system, key="at-once-01", request=b"POST", act=act, at=AT)  # type: ignore[arg-type]
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
class TestTwoUnderOneKeyAtOnce:
    def test_one_is_done_and_the_other_waits_for_its_answer(self) -> None:
        system, begun, go_on, done = a_system(), Event(), Event(), []

        def slowly() -> bytes:
            begun.set()
            assert go_on.wait(20)
            done.append("first")
            return b"{}"

        def again() -> bytes:
            done.append("second")
            return b"[]"

        with ThreadPoolExecutor(2) as pool:
            first = pool.submit(answered, system, slowly)
            assert begun.wait(20)
            second = pool.submit(answered, system, again)
            with pytest.raises(TimeoutError):
                second.result(0.5)
            go_on.set()

            assert (first.result(20), second.result(20)) == ((b"{}", False), (b"{}", True))

        assert done == ["first"]
        assert KeptAnswer.objects.count() == 1

    def test_after_a_refusal_the_other_is_done(self) -> None:
        system = a_system()

        def refused() -> bytes:
            raise ValueError

        with pytest.raises(ValueError):  # noqa: PT011 — any act that fails
            answered(system, refused)

        assert answered(system, lambda: b"{}") == (b"{}", False)
