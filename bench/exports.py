"""Exports of every project beside the floor: COPY or the csv module, and XlsxWriter with constant memory."""

import csv
import io
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
import xlsxwriter

from bench.bare import record_statements
from bench.driver import Driver
from bench.program import MANAGER, Program
from bench.served import WORKERS, Flow, Server, middle

EVERYTHING = "/projects/export.{kind}?status=all"


def measure(server: Server, program: Program, driver: Driver, rounds: int) -> list[tuple[str, Flow, float]]:
    """CSV and XLSX: how they came, and the seconds of the floor, measured in turn."""
    answer = program.client(MANAGER).get
    statements = record_statements(program.app, lambda: answer(EVERYTHING.format(kind="csv")).data)
    asked = max(statements, key=lambda statement: len(statement[0]))
    found = []
    for kind, floor, times in (("csv", _copy, rounds), ("xlsx", _workbook, max(1, rounds // 3))):
        for _ in range(2 * WORKERS):  # every worker has exported something before it is watched
            server.download(f"{EVERYTHING.format(kind=kind)}&stage=operating&status=paused")
        flows, floors = [], []
        for _ in range(times):
            began = time.perf_counter()
            floor(driver, *asked)
            floors.append(time.perf_counter() - began)
            flows.append(server.download(EVERYTHING.format(kind=kind)))
        found.append((kind, middle(flows), sorted(floors)[len(floors) // 2]))
    return found


def _copy(driver: Driver, statement: str, parameters: Any) -> None:
    """The same rows by COPY, on SQLite by the csv module."""
    if driver.is_postgres:
        text = psycopg.ClientCursor(driver.connection).mogrify(statement, parameters)
        with driver.connection.cursor().copy(f"COPY ({text}) TO STDOUT WITH (FORMAT csv)") as copy:
            for _ in copy:
                pass
    else:
        csv.writer(io.StringIO()).writerows(driver.connection.execute(statement, parameters))
    driver.rollback()


def _workbook(driver: Driver, statement: str, parameters: Any) -> None:
    """The same rows through XlsxWriter, as they are."""
    with tempfile.TemporaryDirectory() as folder:
        book = xlsxwriter.Workbook(str(Path(folder, "floor.xlsx")), {"constant_memory": True, "tmpdir": folder})
        page = book.add_worksheet()
        for number, row in enumerate(driver.connection.execute(statement, parameters)):
            for at, value in enumerate(row):
                if value is not None:
                    page.write(number, at, str(value) if hasattr(value, "isoformat") else value)
        book.close()
    driver.rollback()
