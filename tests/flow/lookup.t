#!/usr/bin/python3
"""What an MTA asks at RCPT time: Postfix's socketmap protocol, on the unix socket and on TCP, also from those who
ask badly."""
import atexit
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("JOURNSTER", os.path.join(TOP, "build", "journster"))
count = 0
failed = 0


def ok(holds, what, why=""):
    global count, failed
    count += 1
    failed += not holds
    print(f"{'ok' if holds else 'not ok'} {count} - {what}", flush=True)
    if not holds:
        print(f"# {why!r}", flush=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def netstring(text):
    data = text.encode()
    return b"%d:%s," % (len(data), data)


def connect(where):
    end = socket.socket(socket.AF_UNIX if isinstance(where, str) else socket.AF_INET)
    end.settimeout(10)
    for _ in range(1000):
        try:
            end.connect(where)
            return end
        except BlockingIOError:  # the queue of those who knock is full
            time.sleep(0.01)
    raise TimeoutError(where)


def read_reply(end):
    data = b""
    while b":" not in data or len(data) < data.index(b":") + 2 + int(data[:data.index(b":")]):
        more = end.recv(4096)
        if not more:
            return data
        data += more
    return data


def ask(where, request):
    with connect(where) as end:
        end.sendall(netstring(request))
        return read_reply(end)


with tempfile.TemporaryDirectory(prefix="journster-") as top:
    state = os.path.join(top, "state")
    port = free_port()
    subprocess.run([PROGRAM, "init", "--domain", "goals.example", "--state", state, "--delivery",
                    f"maildir:{top}/boxes"], check=True, capture_output=True)
    conf = os.path.join(state, "journster.conf")
    with open(conf, "a", encoding="utf-8") as file:
        file.write(f"lookup_listen=127.0.0.1:{port}\n")
    run = [PROGRAM, "--config", conf]
    subprocess.run([*run, "goal", "add", "--title", "Weld", "--protege", "ana@home.example"], check=True,
                   capture_output=True)
    serve = subprocess.Popen([*run, "serve"], stderr=subprocess.PIPE)
    atexit.register(serve.kill)
    unix = os.path.join(state, "run", "lookup")
    for _ in range(100):
        if os.path.exists(unix):
            break
        time.sleep(0.1)
    for name, where in (("unix", unix), ("TCP", ("127.0.0.1", port))):
        rows = {"weld@goals.example": b"OK", "Weld+R.b.c.abc@Goals.Example": b"OK", "weld+anything@goals.example": b"OK",
                "new@goals.example": b"OK", "me@goals.example": b"OK", "ME+u.b.abc@goals.example": b"OK", "open+subscribe@goals.example": b"OK", "postmaster@goals.example": b"OK",
                "bounces+b.a.b.c@goals.example": b"OK", "goals.example": b"OK", "weld@other.example": b"NOTFOUND",
                "nobody@goals.example": b"NOTFOUND", "other.example": b"NOTFOUND", "@goals.example": b"NOTFOUND",
                "weld@goals.example@x": b"NOTFOUND", "x" * 900 + "@goals.example": b"NOTFOUND", "": b"PERM"}
        for key, wanted in rows.items():
            got = ask(where, f"goals {key}")
            ok(got.split(b":", 1)[-1].split(b" ")[0] == wanted, f"{name}: {key[:40] or '(nothing)'}: {wanted.decode()}", got)
        with connect(where) as end:
            end.sendall(netstring("g weld@goals.example") * 50)
            data = b""
            while data.count(b"OK ") < 50 and (more := end.recv(65536)):
                data += more
            ok(data.count(b"OK weld@goals.example,") == 50, f"{name}: fifty requests at once", data[-60:])
        with connect(where) as end:
            for byte in netstring("g weld@goals.example"):
                end.sendall(bytes([byte]))
                time.sleep(0.005)
            ok(b"OK" in read_reply(end), f"{name}: byte by byte")
        for what, bad in (("no netstring", b"hello\r\n"), ("too long", b"5000:" + b"x" * 5000 + b","),
                          ("no comma", b"3:abcX"), ("no length", b":abc,")):
            with connect(where) as end:
                end.sendall(bad)
                try:
                    answer = end.recv(100)
                except ConnectionResetError:
                    answer = b""
                ok(answer == b"", f"{name}: {what}: the connection is closed", answer)
        idle = [connect(where) for _ in range(250)]
        ok(b"OK" in ask(where, "g weld@goals.example"), f"{name}: 250 idle connections keep nobody out")
        for end in idle:
            end.close()
    subprocess.run([*run, "goal", "delete", "--yes", "weld"], check=True, capture_output=True)
    ok(b"NOTFOUND" in ask(unix, "g weld@goals.example"), "a deleted goal is not known any more")
    with open(os.path.join(state, "recipients"), encoding="utf-8") as file:
        ok("weld@" not in file.read(), "nor does the file of recipients name it")
    serve.send_signal(signal.SIGTERM)
    ok(serve.wait(30) == 0, "serve ends with status 0")
    said = serve.stderr.read().decode()
    ok("ERROR" not in said and "CRITICAL" not in said, "and complained of nothing", said)
print(f"1..{count}")
sys.exit(failed > 0)
