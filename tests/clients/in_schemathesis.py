"""Asks a node for everything that its description offers, as one account, with schemathesis.

usage: in_schemathesis.py ASK    a JSON file: base, name, secret, examples, seed, phases, known (ids by part of the path)
Prints how many were sent, how many of them did something, and what schemathesis found wrong. A connection
that breaks off, a server error and an answer that the description does not tell are wrong.
"""
import http.cookiejar
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections import Counter
from pathlib import Path

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
# The one streams without end, the other ends the session that all this is asked in.
LEFT_OUT = ["--exclude-path", "/api/v1/events", "--exclude-operation-id", "session_logout"]


def signed_in(base, name, secret):
    """The headers of a session of this account."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def token():
        with browser.open(f"{base}/api/v1/session") as answer:
            return json.load(answer)["form_token"]

    headers = {"content-type": "application/json", "origin": base, "x-form-token": token()}
    body = json.dumps({"name": name, "secret": secret}).encode()
    browser.open(urllib.request.Request(f"{base}/api/v1/session", body, headers)).close()
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
    return {"origin": base, "x-form-token": token(), "cookie": cookies}


def main():
    ask = json.load(open(sys.argv[1]))
    headers = signed_in(ask["base"], ask["name"], ask["secret"])
    here = Path(__file__).parent
    with tempfile.TemporaryDirectory() as folder:
        known = Path(folder, "known.json")
        known.write_text(json.dumps(ask["known"]))
        traffic = Path(folder, "traffic.har")
        words = [str(Path(sys.executable).parent / "st"), "run", f"{ask['base']}/api/v1/openapi.json"]
        for name, value in headers.items():
            words += ["--header", f"{name}: {value}"]
        words += ["--phases", ask["phases"], "--max-examples", str(ask["examples"]), "--seed", str(ask["seed"])]
        words += ["--checks", CHECKS, *LEFT_OUT, "--no-shrink", "--continue-on-failure", "--no-color"]
        words += ["--request-timeout", "30", "--generation-database", "none", "--warnings", "off"]
        words += ["--report", "har", "--report-har-path", str(traffic)]
        more = {"SCHEMATHESIS_HOOKS": "api_known", "MUSUBI_KNOWN": str(known), "MUSUBI_SEED": str(ask["seed"])}
        run = subprocess.run(
            words, capture_output=True, text=True, cwd=folder, env={**os.environ, **more, "PYTHONPATH": str(here)}
        )
        # 1: something was found wrong, which is told below.
        if run.returncode not in (0, 1):
            sys.exit(run.stdout + run.stderr)
        entries = json.loads(traffic.read_text())["log"]["entries"]
    answers = Counter(entry["response"]["status"] for entry in entries)
    wrong = [] if run.returncode == 0 else run.stdout.splitlines()
    print(json.dumps({"sent": len(entries), "answers": {str(key): n for key, n in answers.items()}, "wrong": wrong}))


main()
