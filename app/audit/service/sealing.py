"""Sealing: the entries written since are taken into the chain, in batches, so that no writer queues on it."""

import json
from datetime import timedelta
from secrets import token_hex

from sqlalchemy import delete, func, insert, select

from app.audit import queries, rules
from app.audit.models import AuditEntry, AuditLink, AuditSeal, AuditValue
from app.audit.service.alone import take_turn
from app.audit.service.erasing import open_history
from app.kernel import clock, installation, settings
from app.kernel.db import command, db
from app.kernel.errors import Invalid
from app.kernel.seeds import SEEDS
from app.kernel.text import Message

BATCH = 1_000
_UNSEEN = {"synchronize_session": False}


@SEEDS.plug("audit")
def begin() -> None:
    """The first seal of a database: entries from before the chain are taken as they stand, this once."""
    if queries.newest_seal() is None:
        seal()


def seal() -> AuditSeal:
    """Take every entry written so far into the chain; the newest checkpoint. Two at once make one chain.

    The place and the link of the newest checkpoint are also written to a file of the installation, so that a
    chain cut short in the database shows.
    """
    first = queries.newest_seal() is None
    while True:
        newest, sealed = _seal_batch(first)
        if sealed < BATCH:
            _anchor(newest)
            return newest


@command
def _seal_batch(first: bool) -> tuple[AuditSeal, int]:
    """One batch. An entry whose mac is wrong is left out, and found by `verify`."""
    take_turn("audit chain")
    key = installation.present().key(rules.KEY_PURPOSE)
    newest = queries.newest_seal()
    found = queries.unsealed(newest, BATCH)
    genuine = [entry for entry in found if rules.is_signed(key, entry) or (first and not entry.mac)]
    position, link, highest = (newest.position, newest.link, newest.entry_id) if newest else (0, rules.GENESIS, 0)
    links = []
    for entry in genuine:
        position += 1
        link = rules.next_link(key, link, position, entry)
        highest = max(highest, entry.id)
        links.append({"position": position, "entry_id": entry.id, "link": link})
    if newest and not links:
        return newest, 0
    if links:
        db.session.execute(insert(AuditLink), links)
    return _checkpoint("first" if first else "seal", position, highest, link), len(links)


def _checkpoint(kind: str, position: int, entry_id: int, link: str) -> AuditSeal:
    made = AuditSeal(kind=kind, position=position, entry_id=entry_id, link=link)
    made.mac = rules.seal_mac(installation.present().key(rules.KEY_PURPOSE), made)
    db.session.add(made)
    db.session.flush()
    return made


def purge(days: int | None = None) -> int:
    """Remove entries older than so many days (the setting's where none is said); how many. The rest verifies.

    What is removed is sealed before, and a checkpoint says from where the chain goes on. Raises Invalid below
    the shortest time that the law allows.
    """
    kept = settings.read(rules.KEPT_DAYS) if days is None else days
    if kept < rules.SHORTEST_KEPT:
        raise Invalid.at("days", Message("The audit log is kept for at least %(days)s days.", days=rules.SHORTEST_KEPT))
    seal()
    gone = _purge(kept)
    seal()
    return gone


@command
def _purge(days: int) -> int:
    take_turn("audit chain")
    last = queries.last_link_before(clock.now() - timedelta(days=days))
    if last is None:
        return 0
    position, link = last.position, last.link
    going = select(AuditLink.entry_id).where(AuditLink.position <= position)
    gone, highest = db.session.execute(
        select(func.count(), func.max(AuditLink.entry_id)).where(AuditLink.position <= position)
    ).one()
    _checkpoint("purge", position, highest, link)
    older = (AuditSeal.position < position) | ((AuditSeal.position == position) & (AuditSeal.kind != "purge"))
    with open_history("retention"):
        for statement in (
            delete(AuditValue).where(AuditValue.entry_id.in_(going)),
            delete(AuditEntry).where(AuditEntry.id.in_(going)),
            delete(AuditLink).where(AuditLink.position <= position),
            delete(AuditSeal).where(older),
        ):
            db.session.execute(statement, execution_options=_UNSEEN)
    return int(gone)


def _anchor(newest: AuditSeal) -> None:
    """Write the newest place down outside the database, unless what stands there does not fit: then it stays."""
    if not queries.anchor_holds():
        return
    path = queries.anchor_path()
    fresh = path.with_name(f".{path.name}.{token_hex(8)}")
    fresh.write_text(json.dumps({"position": newest.position, "link": newest.link}), encoding="ascii")
    fresh.replace(path)
