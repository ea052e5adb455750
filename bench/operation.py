"""One operation to be measured, beside what it is compared with, and what it must reach."""

from collections.abc import Mapping
from dataclasses import dataclass

from bench.bare import BareProgram, record
from bench.measure import Action, Series, in_turn
from bench.program import OFFICER, Program


@dataclass(frozen=True)
class Must:
    """At most so many times a reference; or at most so many milliseconds, at the median or for 95 of 100."""

    times: float = 0
    reference: str = "bare"
    of_cpu: bool = False
    p95_ms: float = 0
    median_ms: float = 0

    def judge(self, taken: Mapping[str, Series]) -> tuple[str, bool]:
        """In words, and whether it is met."""
        if self.p95_ms:
            return f"p95 ≤ {self.p95_ms:g} ms", taken["ours"].p95 <= self.p95_ms
        if self.median_ms:
            return f"median ≤ {self.median_ms:g} ms", taken["ours"].typical <= self.median_ms
        measured = ratio(taken, self.reference, of_cpu=self.of_cpu)
        return (
            f"{'CPU ' if self.of_cpu else ''}≤ {self.times:g} × {self.reference}: {measured:.2f}",
            measured <= self.times,
        )


def ratio(taken: Mapping[str, Series], reference: str, *, of_cpu: bool = False) -> float:
    """How many times the reference ours takes, median by median."""
    ours, other = taken["ours"], taken[reference]
    return ours.typical_cpu / other.typical_cpu if of_cpu else ours.typical / other.typical


@dataclass(frozen=True)
class Operation:
    """One thing a person does: `actions` hold ours and what it is compared with."""

    name: str
    actions: Mapping[str, Action]
    must: Must
    rounds_divided_by: int = 1

    def measure(self, rounds: int) -> dict[str, Series]:
        """Its times over so many rounds."""
        return in_turn(self.actions, max(3, rounds // self.rounds_divided_by))


@dataclass(frozen=True)
class Pages:
    """Makes operations out of pages of one world: the same page ours, bare, and as its questions alone."""

    program: Program
    bare: BareProgram

    def operation(self, name: str, path: str, floor: Action, must: Must, username: str = OFFICER) -> Operation:
        """A page as this user gets it. Made when its turn comes: bare answers one page at a time."""
        self.bare.show(record(self.program, path, username))
        actions = {
            "floor": floor,
            "bare": lambda: self.bare.get(path, username),
            "ours": lambda: self.program.get(path, username),
        }
        return Operation(name, actions, must)
