"""Taking times: actions in turn, round after round, so that a busy moment of the machine strikes all alike."""

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median, quantiles

Action = Callable[[], object]
_WARM_UP = 4


@dataclass
class Series:
    """The times of one action in seconds: on the wall, and of this process's processor."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def add(self, action: Action) -> None:
        """Run the action once and keep what it took."""
        wall, cpu = time.perf_counter(), time.process_time()
        action()
        self.cpu.append(time.process_time() - cpu)
        self.wall.append(time.perf_counter() - wall)

    @property
    def typical(self) -> float:
        """The median on the wall, in milliseconds."""
        return median(self.wall) * 1000

    @property
    def typical_cpu(self) -> float:
        """The median of the processor, in milliseconds."""
        return median(self.cpu) * 1000

    @property
    def p95(self) -> float:
        """What 95 of 100 runs stay below, in milliseconds."""
        return quantiles(self.wall, n=20)[-1] * 1000 if len(self.wall) > 1 else self.wall[0] * 1000


def in_turn(actions: Mapping[str, Action], rounds: int) -> dict[str, Series]:
    """Times of each action over so many rounds, after a few that do not count."""
    for _ in range(min(_WARM_UP, rounds)):
        for action in actions.values():
            action()
    taken = {name: Series() for name in actions}
    gc.collect()
    for _ in range(rounds):
        for name, action in actions.items():
            taken[name].add(action)
    return taken
