"""The chain of decisions: each link's hash covers the one before it, so that none can be changed, lost or put between.

The words of a decision stand in the hash by a salted digest of their own. They can be taken out (a name that must not
be kept) and the chain still checks; without the salt nobody can try names against the digest.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator

import msgspec

from khaldun.records.decisions import Act, Decision, Payload

START = "0" * 64
_encoder = msgspec.json.Encoder(order="deterministic")


def link(act: Act, *, seq: int, previous: str, time: dt.datetime, salt: str) -> Decision:
    """The next link: `seq` counts on from `previous`, the hash of the link before (`START` for the first)."""
    payload = Payload(before=act.before, after=act.after, reason=act.reason)
    digest = payload_digest(payload, salt)
    decision = Decision(
        seq=seq,
        time=time,
        coder=act.coder,
        kind=act.kind,
        report=act.report,
        claim=act.claim,
        sheet=act.sheet,
        field=act.field,
        of=act.of,
        seconds=act.seconds,
        digest=digest,
        salt=salt,
        payload=payload,
        previous=previous,
        hash="",
    )
    return msgspec.structs.replace(decision, hash=link_hash(decision))


def link_hash(decision: Decision) -> str:
    """SHA-256 over the link before, who did what to which claim when, and the digest of the words."""
    told = (
        decision.previous,
        decision.seq,
        decision.time.isoformat(),
        decision.coder,
        decision.kind,
        decision.report,
        decision.claim,
        decision.sheet,
        decision.field,
        decision.of,
        decision.seconds,
        decision.digest,
    )
    return hashlib.sha256(_encoder.encode(told)).hexdigest()


def payload_digest(payload: Payload, salt: str) -> str:
    """SHA-256 over the salt and the words."""
    return hashlib.sha256(salt.encode() + b"\n" + _encoder.encode(payload)).hexdigest()


def faults(decisions: Iterable[Decision], *, redacted: frozenset[int]) -> Iterator[str]:
    """What is wrong with a chain, from its first link: gaps, changed links, words that are gone without a redaction.

    `redacted` are the links whose words some later link of kind "redact" says were taken out.
    """
    seq, previous = 0, START
    for decision in decisions:
        if decision.seq != seq + 1:
            yield f"Decision {seq + 1} is missing: {decision.seq} follows {seq}."
        elif decision.previous != previous:
            yield f"Decision {decision.seq} does not follow the one before it."
        if link_hash(decision) != decision.hash:
            yield f"Decision {decision.seq} was changed after it was made."
        if decision.payload is None or decision.salt is None:
            if decision.seq not in redacted:
                yield f"The words of decision {decision.seq} are gone, and no redaction says so."
        elif payload_digest(decision.payload, decision.salt) != decision.digest:
            yield f"The words of decision {decision.seq} were changed after it was made."
        seq, previous = decision.seq, decision.hash
