#!/usr/bin/python3
"""Submission to the MTA: TLS with verification, AUTH, 8BITMIME, SMTPUTF8, refusals of single recipients.

The server is a small one of our own on loopback, because a real MTA does not show what it was told. It
writes down every command. Certificates are made for the test by openssl.
"""
import base64
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("JOURNSTER", os.path.join(TOP, "build", "journster"))
# libetpan forgets a certificate when it hands out the chain: a few KB a connection.
os.environ["LSAN_OPTIONS"] = "suppressions=" + os.path.join(TOP, "tests", "flow", "lsan.supp") + ":print_suppressions=0"
count = 0
failed = 0


def ok(holds, what, why=""):
    global count, failed
    count += 1
    failed += not holds
    print(f"{'ok' if holds else 'not ok'} {count} - {what}", flush=True)
    if not holds and why:
        print("# " + str(why).replace("\n", "\n# "), flush=True)


class Server(threading.Thread):
    """One connection after the other; `commands` and `mails` are what it was told."""

    def __init__(self, context=None, tls="no", auth=False, extensions=("8BITMIME", "SIZE 1000000")):
        super().__init__(daemon=True)
        self.context, self.tls, self.auth, self.extensions = context, tls, auth, extensions
        self.commands, self.mails, self.logins = [], [], []
        self.refuse = {}
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.start()

    def run(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            try:
                self.talk(connection)
            except (OSError, ssl.SSLError):
                pass
            connection.close()

    def talk(self, connection):
        if self.tls == "tls":
            connection = self.context.wrap_socket(connection, server_side=True)
        stream = connection.makefile("rwb")

        def say(text):
            stream.write(text.encode() + b"\r\n")
            stream.flush()

        say("220 test ESMTP")
        secure = self.tls == "tls"
        while True:
            line = stream.readline()
            if not line:
                return
            line = line.decode("utf-8").rstrip("\r\n")
            word = line.upper()
            self.commands.append(("tls " if secure else "clear ") + line)
            if word.startswith("EHLO"):
                offers = list(self.extensions)
                if self.tls == "starttls" and not secure:
                    offers.append("STARTTLS")
                if self.auth:
                    offers.append("AUTH PLAIN")
                say("\r\n".join(["250-test"] + ["250-" + o for o in offers[:-1]] + ["250 " + offers[-1]]))
            elif word == "STARTTLS":
                say("220 go")
                connection = self.context.wrap_socket(connection, server_side=True)
                stream = connection.makefile("rwb")
                secure = True
            elif word.startswith("AUTH PLAIN"):
                rest = line[len("AUTH PLAIN"):].strip()
                if not rest:
                    say("334 ")
                    rest = stream.readline().decode().strip()
                self.logins.append(base64.b64decode(rest).decode().split("\0")[1:])
                say("235 in" if self.logins[-1] == ["journster", "secret"] else "535 no")
            elif word.startswith("RCPT"):
                address = line.split("<")[1].split(">")[0]
                say(self.refuse.get(address, "250 ok"))
            elif word == "DATA":
                say("354 go")
                mail = []
                while (row := stream.readline()) != b".\r\n":
                    mail.append(row)
                self.mails.append(b"".join(mail))
                say("250 taken")
            elif word == "QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")


def certificates(directory):
    def openssl(*words):
        subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=directory)
    for ca in ("ca", "other"):
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{ca}.key", "-out", f"{ca}.pem",
                "-days", "2", "-subj", f"/CN={ca}", "-addext", "basicConstraints=critical,CA:TRUE")
    for name in ("localhost", "elsewhere"):
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr",
                "-subj", f"/CN={name}")
        with open(os.path.join(directory, "ext"), "w", encoding="ascii") as file:
            file.write(f"subjectAltName=DNS:{name}\n")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                "-out", f"{name}.pem", "-days", "2", "-extfile", "ext")


def context_of(directory, name):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(directory, f"{name}.pem"), os.path.join(directory, f"{name}.key"))
    return context


class Instance:
    def __init__(self, directory, server, settings="", protege="ana@home.example"):
        self.state = tempfile.mkdtemp(dir=directory)
        os.rmdir(self.state)
        subprocess.run([PROGRAM, "init", "--domain", "goals.example", "--state", self.state, "--delivery",
                        f"smtp://localhost:{server.port}"], check=True, capture_output=True)
        conf = os.path.join(self.state, "journster.conf")
        with open(conf, encoding="utf-8") as file:
            text = file.read()
        with open(conf, "w", encoding="utf-8") as file:
            file.write(text.replace("[delivery]\n", "[delivery]\n" + settings))
        self("goal", "add", "--title", "Learn welding", "--protege", protege)

    def __call__(self, *words, mail=None):
        return subprocess.run([PROGRAM, "--config", os.path.join(self.state, "journster.conf"), *words],
                              input=mail, capture_output=True, check=False, timeout=120)

    def ask(self, text="What now?"):
        mail = ("From: Ana <ana@home.example>\nTo: learn-welding@goals.example\nSubject: A question\n"
                "Message-ID: <q1@home.example>\nContent-Type: text/plain; charset=utf-8\n"
                f"Content-Transfer-Encoding: 8bit\n\n{text}\n").encode()
        return self("receive", "--sender", "ana@home.example", "--recipient", "learn-welding@goals.example",
                    "--sasl-user", "ana@home.example", mail=mail)


def tls_tests(directory):
    good, bad = context_of(directory, "localhost"), context_of(directory, "elsewhere")
    ca, other = (os.path.join(directory, f"{name}.pem") for name in ("ca", "other"))
    password = os.path.join(directory, "password")
    with open(password, "w", encoding="ascii") as file:
        file.write("secret\n")
    login = f"username=journster\npassword_file={password}\n"
    for tls in ("starttls", "tls"):
        server = Server(good, tls, auth=True)
        instance = Instance(directory, server, f"tls={tls}\nca_file={ca}\n{login}")
        instance.ask()
        result = instance("deliver")
        ok(result.returncode == 0 and len(server.mails) == 1, f"{tls}: delivered", result.stderr.decode())
        ok(server.logins == [["journster", "secret"]], f"{tls}: logged in", server.logins)
        ok(all(c.startswith("tls ") or c.split()[1] in ("EHLO", "STARTTLS") for c in server.commands),
           f"{tls}: nothing but EHLO and STARTTLS in clear", server.commands)
        for what, context, authority in (("an unknown authority", good, other), ("another name", bad, ca)):
            server = Server(context, tls, auth=True)
            instance = Instance(directory, server, f"tls={tls}\nca_file={authority}\n{login}")
            instance.ask()
            result = instance("deliver")
            ok(result.returncode == 75 and not server.mails and not server.logins,
               f"{tls}: {what}: no login and no mail", server.commands)
            ok(b"certificate" in result.stderr, f"{tls}: {what}: said so", result.stderr.decode())
    server = Server(None, "no")
    instance = Instance(directory, server, f"tls=starttls\nca_file={ca}\n")
    instance.ask()
    ok(instance("deliver").returncode == 75 and not server.mails, "no STARTTLS offered: nothing is sent in clear")
    server = Server(good, "tls", auth=True)
    with open(password, "w", encoding="ascii") as file:
        file.write("wrong\n")
    instance = Instance(directory, server, f"tls=tls\nca_file={ca}\n{login}")
    instance.ask()
    result = instance("deliver")
    ok(result.returncode == 75 and b"logging in" in result.stderr, "a wrong password: waits, and says why",
       result.stderr.decode())


def envelope_tests(directory):
    server = Server()
    instance = Instance(directory, server)
    for person in ("bo@far.example", "blåbær@far.example", "gone@far.example", "busy@far.example"):
        result = instance("follow", "learn-welding", person)
        ok(result.returncode == 0, f"{person} follows", result.stderr.decode())
    server.refuse = {"gone@far.example": "550 5.1.1 no such user", "busy@far.example": "450 4.2.1 later"}
    instance.ask("Hvad nu, når det blæser?\n.\n..\nFrom here on")
    result = instance("deliver")
    mail_lines = [c for c in server.commands if "MAIL FROM" in c]
    ok(any("BODY=8BITMIME" in c for c in mail_lines), "an 8-bit mail says BODY=8BITMIME", mail_lines)
    ok(all("SIZE=" in c for c in mail_lines), "SIZE is said where it is offered", mail_lines)
    ok(not any("blåbær" in c for c in server.commands), "without SMTPUTF8 a non-ASCII address is not tried")
    copies = [m for m in server.mails if b"<q1@home.example>" in m and "når".encode() in m]
    ok(len(copies) == 1, "one refused and one busy recipient do not fail the third", len(server.mails))
    ok(b"\r\n..\r\n...\r\nFrom here on\r\n" in (copies or [b""])[0], "lines of dots arrive stuffed")
    ok(result.returncode == 75, "a recipient that is to be tried again shows in the status")
    ok(any("RCPT TO:<gone@far.example>" in c for c in server.commands), "the one that is gone was tried")
    listed = instance("outbox", "--all", "--json").stdout.decode()
    ok("SMTPUTF8" in listed, "the outbox says why the non-ASCII address failed", listed)

    server = Server(extensions=("8BITMIME", "SMTPUTF8"))
    instance = Instance(directory, server)
    instance("follow", "learn-welding", "blåbær@far.example")
    instance.ask()
    instance("deliver")
    ok(any("RCPT TO:<blåbær@far.example>" in c for c in server.commands), "with SMTPUTF8 it is sent")
    ok([c for c in server.commands if "SMTPUTF8" in c and "MAIL" in c].__len__() == 1,
       "SMTPUTF8 is asked for that recipient alone", server.commands)


with tempfile.TemporaryDirectory(prefix="journster-") as top:
    certificates(top)
    tls_tests(top)
    envelope_tests(top)
print(f"1..{count}")
sys.exit(failed > 0)
