"""How `make run` goes on once everything is installed: the database made ready, then the server, in one process."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import closing

import requests

from tests.house.sources import ROOT


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(tmp_path, port, **settings):
    """`python -m tools.serve` on an empty folder, without the sample world."""
    surroundings = {
        **os.environ,
        "LUODI_DATA_DIR": str(tmp_path),
        "LUODI_DATABASE_URL": "",
        "LUODI_ENV": "production",
        "LUODI_SAMPLE": "0",
        "PORT": str(port),
        "PYTHONWARNINGS": "default",
        **settings,
    }
    command = [sys.executable, "-m", "tools.serve"]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=pipe, stderr=pipe, text=True)


def test_an_empty_folder_becomes_a_server_that_ends_when_asked(tmp_path):
    port = free_port()
    with serve(tmp_path, port) as server:
        try:
            address = next((line for line in iter(server.stdout.readline, "") if "Luodi 落地" in line), "")
            assert f"http://127.0.0.1:{port}" in address
            assert requests.get(f"http://127.0.0.1:{port}/readyz", timeout=20).status_code == 200
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=60)  # the job runner has it open too: it must end with the server
    assert server.returncode == 0


def test_what_is_missing_to_start_is_one_sentence_in_both_languages(tmp_path):
    nobody_there = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
    with serve(tmp_path, free_port(), LUODI_DATABASE_URL=nobody_there) as server:
        _, complaint = server.communicate(timeout=60)
    english, chinese = complaint.strip().splitlines()
    assert english.startswith("The database does not answer")
    assert chinese.startswith("无法连接数据库")
