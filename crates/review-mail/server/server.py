"""A mail server for tests. Prints `port N`, then each mail it takes as one line of JSON, taken apart by `email`."""

import asyncio
import hashlib
import json
import ssl
import sys
from collections import Counter
from email import message_from_bytes, policy
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Handler:
    """Takes mails, or does what it was told to do instead."""

    def __init__(self, told):
        self.told = told
        self.deferred = Counter()
        self.broken_off = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.told["refuses"]:
            return "550 5.1.1 no such user here"
        if self.deferred[address] < self.told["defers"]:
            self.deferred[address] += 1
            return "451 4.7.1 greylisted, try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.told["hangs"]:
            await asyncio.sleep(3600)
        if self.broken_off < self.told["breaks_off"]:
            self.broken_off += 1
            server.transport.abort()
            return "451 gone"
        if self.told["refuses_content"]:
            return "552 5.3.4 message size exceeds the limit"
        print(json.dumps(read(session, envelope)), flush=True)
        return "250 2.0.0 taken"


def read(session, envelope):
    """What a reader sees of a mail."""
    source = envelope.content
    mail = message_from_bytes(source, policy=policy.default)
    part = {kind: mail.get_body(preferencelist=(kind,)) for kind in ("plain", "html")}
    cipher = session.ssl and session.ssl.get("cipher")
    return {
        "recipients": envelope.rcpt_tos,
        "subject": mail["subject"],
        "fields": [[name, str(value)] for name, value in mail.items()],
        "plain": part["plain"].get_content() if part["plain"] else None,
        "html": part["html"].get_content() if part["html"] else None,
        "attached": [attached(one) for one in mail.iter_attachments()],
        "defects": [repr(one) for each in mail.walk() for one in each.defects],
        "tls": cipher[1] if cipher else None,
        "user": session.auth_data.login.decode() if session.auth_data else None,
        "longest_line": max(len(line) for line in source.split(b"\r\n")),
    }


def attached(part):
    """One attachment."""
    content = part.get_payload(decode=True)
    return {
        "name": part.get_filename(),
        "kind": part.get_content_type(),
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def authenticator(login):
    """Lets in whoever has the one user's password."""
    wanted = LoginPassword(login[0].encode(), login[1].encode())

    def check(server, session, envelope, mechanism, given):
        return AuthResult(success=given == wanted, handled=False, auth_data=given)

    return check


async def serve(folder, told):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    handler = Handler(told)
    settings = {"data_size_limit": 40_000_000, "hostname": "mail.example"}
    if told["tls"] == "starttls":
        settings.update(tls_context=context, require_starttls=True)
    if told["login"]:
        # TLS from the first byte is TLS as well, which this server does not see.
        settings.update(authenticator=authenticator(told["login"]), auth_required=True, auth_require_tls=False)
    listener = await asyncio.get_running_loop().create_server(
        lambda: SMTP(handler, **settings),
        "127.0.0.1",
        0,
        ssl=context if told["tls"] == "implicit" else None,
    )
    print("port", listener.sockets[0].getsockname()[1], flush=True)
    # It ends when whoever started it does.
    await asyncio.to_thread(sys.stdin.read)
    listener.close()


asyncio.run(serve(Path(sys.argv[1]), json.loads(sys.argv[2])))
