"""A letter as RFC 5322 has it: plain text first, a page beside it, files attached; no header can be broken out of."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from functools import lru_cache

from runner.model import BadInput
from runner.plain import visible

_POLICY = policy.SMTP.clone(max_line_length=200)
_PART = _POLICY.clone(cte_type="7bit")
_MOST_LETTERS = 254


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file in a letter; `kind` is its media type."""

    name: str
    kind: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter before it is written down; `page` is the text once more as HTML, "" for none."""

    sender: str
    to_name: str
    to: str
    subject: str
    text: str
    at: datetime
    page: str = ""
    attached: tuple[Attached, ...] = ()


def checked_address(text: str, *, what: str) -> str:
    """Return an address in small letters; raises BadInput where no letter could get there."""
    address = text.strip()
    try:
        if len(address) > _MOST_LETTERS or not address.isascii() or any(c <= " " or c == "\x7f" for c in address):
            raise ValueError(address)
        parsed = Address(addr_spec=address)
        if not parsed.username or not parsed.domain or parsed.addr_spec != address:
            raise ValueError(address)
    except (ValueError, MessageError, IndexError, AttributeError) as error:  # its parser trips over some: `a@[`
        raise BadInput(f"{what} {text[:80]!r} is no mail address: give one like ana@example.org") from error
    return address.casefold()


def letter_bytes(letter: Letter) -> bytes:
    """Return the letter as it is sent or kept in an .eml file; raises BadInput where its sender has no address."""
    whole = EmailMessage(policy=_POLICY)
    name, address = _sender(letter.sender)
    whole["From"] = Address(visible(name), addr_spec=address)
    whole["To"] = Address(visible(letter.to_name), addr_spec=letter.to)
    whole["Subject"] = visible(letter.subject)
    whole["Date"] = format_datetime(letter.at)
    whole["Message-ID"] = make_msgid(domain=address.rpartition("@")[2] or "localhost")
    whole["Auto-Submitted"] = "auto-generated"
    whole["MIME-Version"] = "1.0"
    boundary = f"=={secrets.token_hex(16)}=="
    words = EmailMessage(policy=_PART)
    words.set_content(letter.text)
    if letter.page:
        words.add_alternative(letter.page, subtype="html")
    between = f"\r\n--{boundary}\r\n".encode()
    parts = between.join([b"", words.as_bytes(), *map(_file, letter.attached)])
    kind = f'\r\nContent-Type: multipart/mixed; boundary="{boundary}"\r\n'.encode()
    return whole.as_bytes().rstrip(b"\r\n") + kind + parts + f"\r\n--{boundary}--\r\n".encode()


@lru_cache(maxsize=16)
def _file(attached: Attached) -> bytes:
    """Return a file as a part of a letter: written down once for all the letters that it goes with."""
    part = EmailMessage(policy=_PART)
    kind, _, subtype = attached.kind.partition("/")
    part.set_content(attached.data, maintype=kind, subtype=subtype, filename=attached.name, disposition="attachment")
    return part.as_bytes()


def _sender(text: str) -> tuple[str, str]:
    """Return name and address of "Acme, Inc <hiring@acme.example>"."""
    name, bracket, address = text.strip().removesuffix(">").rpartition("<")
    if not bracket:
        name, address = "", text.strip()
    checked_address(address, what="the sender")
    return name.strip().strip('"'), address.strip()
