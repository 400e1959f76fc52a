#!/usr/bin/python3
"""Whole mails through the pure pipeline: NAME.eml is read by `journster inspect --json`, with the words that
NAME.expect gives as "arguments", and every other member of NAME.expect must be as it says there."""
import glob
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.environ.get("JOURNSTER", os.path.join(HERE, "..", "..", "build", "journster"))
mails = sorted(glob.glob(os.path.join(HERE, "*.eml")))
failed = 0
print(f"1..{len(mails)}")
for number, mail in enumerate(mails, 1):
    with open(mail[:-4] + ".expect", encoding="utf-8") as file:
        expected = json.load(file)
    words = expected.pop("arguments", [])
    result = subprocess.run([PROGRAM, "inspect", "--json", *words, mail], capture_output=True, check=False)
    try:
        got = json.loads(result.stdout)
    except ValueError:
        got = {"output": result.stdout.decode(errors="replace") + result.stderr.decode(errors="replace")}
    wrong = {key: got.get(key) for key, value in expected.items() if got.get(key) != value}
    if result.returncode != 0:
        wrong["status"] = result.returncode
    print(f"{'not ok' if wrong else 'ok'} {number} - {os.path.basename(mail)}")
    for key, value in wrong.items():
        print(f"# {key}: expected {json.dumps(expected.get(key), ensure_ascii=False)}")
        print(f"# {' ' * len(key)}       got {json.dumps(value, ensure_ascii=False)}")
    failed += bool(wrong)
sys.exit(failed > 0)
