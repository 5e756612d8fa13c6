"""People of whom much is held, and people who were only met."""

from db import files, intake, learning, people
from db.audit import note
from db.codes import make_code
from db.consent import record_consent
from db.conversation import remember
from db.intake import Arrival
from db.profile import record_field
from db.staff import add_staff, join_staff
from db.vault import Vault, new_key, read_keys
from tests.db.conftest import NOON

VAULT = Vault(read_keys(new_key()))


async def somebody(database, channel="web", account="she", *, now=NOON):
    """A person of whom something stands in every table."""
    she = await database.writing(people.recognise, channel=channel, external_id=account, language="en", now=now)
    chat = she.identity_id if channel == "web" else int(account)
    payload = {"message": {"text": f"{account}: 绿卡", "from": {"id": chat}}}
    shown = (she.identity_id, {"text": "绿卡"}) if channel == "web" else None
    [receipt] = await database.writing(
        intake.record, arrivals=[Arrival(channel, account, chat, payload, shown)], worker=1, now=now
    )
    await database.writing(intake.finish, done=[receipt.id], now=now)
    number = receipt.id
    await database.writing(
        learning.record_miss,
        incoming_id=number,
        question=f"{account}?",
        language="zh",
        reason="refused",
        entry=None,
        now=now,
    )
    await database.writing(learning.record_feedback, incoming_id=number, entry="e", verdict="bad", now=now)
    bot = 1 if channel == "web" else 77777777
    forms = {f"{bot}:{chat}:{chat}::default": ("Comment:waiting", {})}
    await database.writing(remember, changes=forms, incoming_id=None, now=now)
    await database.writing(
        files.keep_file,
        name="copy.txt",
        media_type="text/plain",
        content=b"hers",
        owner=(she.identity_id, VAULT),
        now=now,
    )
    for purpose in ("booking", "sensitive"):
        await database.writing(
            record_consent, user_id=she.user_id, purpose=purpose, version="1", given=True, channel=channel, now=now
        )
    for field, value in {"name": account, "phone": "13812345678", "single": "yes"}.items():
        await database.writing(
            record_field, vault=VAULT, user_id=she.user_id, field=field, value=value, consent_version="1", now=now
        )
    code = await database.writing(add_staff, vault=VAULT, name=account, role="events", now=now)
    await database.writing(join_staff, vault=VAULT, user_id=she.user_id, code="AAAAAAAAAA", now=now)
    await database.writing(join_staff, vault=VAULT, user_id=she.user_id, code=code, now=now)
    await database.writing(make_code, vault=VAULT, kind="link", subject="", user_id=she.user_id, now=now)
    await database.writing(note, actor="staff:9", action="read_profile", subject_id=she.user_id, now=now)
    return she


async def met(database, account):
    return await database.writing(people.recognise, channel="web", external_id=account, language="zh", now=NOON)
