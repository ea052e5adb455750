"""The table that is printed."""

from collections.abc import Mapping

from bench.measure import Series
from bench.operation import Operation, ratio
from bench.served import CLIENTS, Flow
from bench.worlds import World

_HEAD = f"{'operation':<28}{'floor':>9}{'bare':>9}{'ours':>9}{'p95':>9}{'÷floor':>8}{'÷bare':>8}  must"


def heading(world: World) -> None:
    """Above the lines of one database."""
    print(f"\n{world.database}, milliseconds (medians)\n{_HEAD}", flush=True)


def served(rates: Mapping[str, float], logged: float, memory: float) -> bool:
    """Print what the real server does; whether the dashboard, logging and the memory reach their must."""
    for path, rate in rates.items():
        print(f"{path:<60}{rate:>8.1f} pages a second, {CLIENTS} clients")
    dashboard = next(rate for path, rate in rates.items() if "dashboard" in path)
    print(f"{'log a meeting':<60}{logged:>8.1f} a second, {CLIENTS} clients")
    print(f"{'memory of gunicorn with 3 workers (PSS)':<60}{memory:>8.0f} MiB")
    return all(
        [
            verdict(f"dashboard ≥ 15 a second: {dashboard:.1f}", dashboard >= 15),
            verdict(f"log a meeting ≥ 87 a second: {logged:.1f}", logged >= 87),
            verdict(f"memory ≤ 250 MiB: {memory:.0f}", memory <= 250),
        ]
    )


def export(kind: str, flow: Flow, floor: float) -> bool:
    """Print one export of all projects; whether it reaches its must."""
    print(f"{kind}: {flow.bytes / 2**20:.1f} MiB in {flow.seconds:.2f} s, floor {floor:.2f} s")
    if kind == "xlsx":
        return verdict(f"≤ 1.5 × XlsxWriter: {flow.seconds / floor:.2f}", flow.seconds <= 1.5 * floor)
    pace = verdict(f"≥ 0.25 × COPY: {floor / flow.seconds:.2f}", floor >= 0.25 * flow.seconds)
    first = verdict(f"first byte ≤ 250 ms: {flow.first_byte * 1000:.0f}", flow.first_byte <= 0.25)
    return verdict(f"grows ≤ 30 MiB: {flow.grown_mib:.1f}", flow.grown_mib <= 30) and pace and first


def verdict(said: str, is_met: bool) -> bool:
    """A must in words, and whether it is met."""
    print(f"    {said}  {'met' if is_met else 'MISSED'}", flush=True)
    return is_met


def line(operation: Operation, taken: Mapping[str, Series]) -> bool:
    """Print one operation; whether it reaches its must."""
    said, is_met = operation.must.judge(taken)
    times = [f"{taken[name].typical:>9.2f}" if name in taken else f"{'–':>9}" for name in ("floor", "bare", "ours")]
    ratios = [f"{ratio(taken, name):>8.2f}" if name in taken else f"{'–':>8}" for name in ("floor", "bare")]
    verdict = "met" if is_met else "MISSED"
    print(
        f"{operation.name:<28}{''.join(times)}{taken['ours'].p95:>9.2f}{''.join(ratios)}  {said}  {verdict}", flush=True
    )
    return is_met
