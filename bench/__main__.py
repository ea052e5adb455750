"""`python -m bench`: the speed of Luodi on a big world, beside the floor and beside bare."""

import argparse
import sys

from bench import exports, report
from bench.bare import BareProgram
from bench.driver import Driver
from bench.meeting import bench_meeting
from bench.operations import Operations
from bench.program import Program
from bench.served import serving
from bench.worlds import World, open_world

DATABASES = ("sqlite", "postgres")
#: Pages that eight clients ask for at once.
PAGES = ("/healthz", "/enterprises/", "/enterprises/5000", "/search/palette?q=%E5%8D%8E%E5%BA%B7", "/reports/dashboard")


def main() -> None:
    """Measure every operation on the databases asked for; the exit code tells whether every must is met."""
    asked = _arguments()
    met = True
    for database in DATABASES if asked.database == "both" else [asked.database]:
        with open_world(database, asked.enterprises) as world:
            met &= _measure(world, quick=asked.quick, only=asked.only)
    sys.exit(0 if met else 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--enterprises", type=int, default=100_000, help="size of the world (default 100,000)")
    parser.add_argument("--database", choices=[*DATABASES, "both"], default="both")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: for a first look")
    parser.add_argument("--only", default="", help="only operations with this in their name")
    return parser.parse_args()


def _measure(world: World, *, quick: bool, only: str) -> bool:
    program, bare = Program(world), BareProgram(world)
    met = True
    report.heading(world)
    for operation in Operations(program, bare):
        if only in operation.name:
            met &= report.line(operation, operation.measure(12 if quick else 60))
    if not only:
        met &= _measure_served(world, program, bare.driver, quick=quick)
    program.close()
    bare.close()
    return met


def _measure_served(world: World, program: Program, driver: Driver, *, quick: bool) -> bool:
    """The real server: pages and meetings a second, memory after that, exports."""
    with serving(world, program) as server:
        seconds = 2 if quick else 6
        rates = {path: server.pages_per_second(path, seconds) for path in PAGES}
        logged = server.meetings_per_second(bench_meeting(program).form, seconds)
        met = report.served(rates, logged, server.memory())
        for kind, flow, floor in exports.measure(server, program, driver, 1 if quick else 3):
            met &= report.export(kind, flow, floor)
    return met


if __name__ == "__main__":
    main()
