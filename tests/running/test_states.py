"""The page of states is printed from the tables."""

from suiji.ledger.machine import Edge, Machine
from suiji.organs.roles import Role
from suiji.running import states_diagram


class TestDiagram:
    def test_shows_beginning_arrow_hand_and_end(self) -> None:
        edge = Edge("DRAFT", "DONE", frozenset({Role.CLERK}), "trial.done", "{actor}办结。")
        machine = Machine("试验", [("DRAFT", "草稿"), ("DONE", "办结")], initial="DRAFT", edges=[edge])

        assert list(states_diagram._diagram(machine)) == [
            "stateDiagram-v2",
            '    state "草稿" as DRAFT',
            '    state "办结" as DONE',
            "    [*] --> DRAFT",
            "    DRAFT --> DONE : 经办人",
            "    DONE --> [*]",
        ]

    def test_every_stateful_model_has_its_chapter(self) -> None:
        page = states_diagram.render()

        assert states_diagram.machines()
        assert all(f"`{model.__name__}`" in page for _, model in states_diagram.machines())
