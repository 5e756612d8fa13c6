"""What stands between a confirmed card and a booking: consent, name, phone, and what only some seats need."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from db.booking import register
from db.catalogue import SlotCard, TicketLeft, booking_of
from db.consent import ConsentMissing, Purpose
from db.invitations import invitations_of, seal_name
from db.profile import Field, own_profile, record_field
from db.refusals import Closed, Refused
from handlers.cards import booking_words
from handlers.choice import BANDS, Choice, details_words, numbers, read_choice
from handlers.commands import EVERYWHERE
from handlers.companions import invitation_link
from handlers.consent import ask_consent, consent_version, has_consented, record_consent
from handlers.desk import AtTheDesk, Desk
from handlers.filters import Answer, Tap
from handlers.privacy import MINE, WITHDRAW, lead_elsewhere
from handlers.refused import tell_why
from knowledge import person_name, phone_number

SENSITIVE_TICKETS: Final = frozenset({"man", "woman"})
"""Tickets by whose choice a person says what is sensitive."""
COMING_OFFERED: Final = 5
"""How many people a viewing is offered for."""
Step = tuple[str | int, ...]
"""A choice, as a button carries it."""
_ASKED: Final[tuple[Field, ...]] = ("name", "phone")


class PrivateBooking(StatesGroup):
    """What is asked in words. What is said in a group called Private… is written down encrypted."""

    name = State()
    phone = State()
    partner = State()


async def go_on(desk: Desk, choice: Choice) -> None:
    """Ask for the next thing that is missing; when nothing is, book."""
    card, ticket, step = choice.card, choice.ticket, choice.step
    if card.status != "open" or card.closes_at <= desk.now:  # said before anything personal is asked for nothing
        await tell_why(desk, Closed())
        await desk.state.clear()
        return
    if not desk.shows_personal and await _something_is_missing(desk, card, ticket):
        await lead_elsewhere(desk, "sure", *step)
        return
    if not await has_consented(desk.database, desk.person, "booking"):
        await _ask_consent(desk, "booking", step)
        return
    profile = await desk.read(own_profile, vault=desk.vault, user_id=desk.user_id)
    missing = next((field for field in _ASKED if field not in profile), None)
    if missing is not None:
        await _ask_in_words(desk, missing, step)
    elif not await _may_have_seat(desk, card, ticket, step, profile):
        return
    elif ticket.agreement:
        await _ask_in_words(desk, "partner", step)
    elif choice.asks is not None:
        await ask_who_comes(desk, choice)
    else:
        await _book(desk, choice)
        await desk.state.clear()  # last: what runs again after a crash finds the person where they were


async def _may_have_seat(
    desk: Desk, card: SlotCard, ticket: TicketLeft, step: Step, profile: Mapping[Field, str]
) -> bool:
    """Where seats are for men and for women: what is sensitive is asked first, with a consent of its own."""
    if card.policy.consent != "sensitive" or ticket.key not in SENSITIVE_TICKETS:
        return True
    if not await has_consented(desk.database, desk.person, "sensitive"):
        await _ask_consent(desk, "sensitive", step)
        return False
    if profile.get("gender") != ticket.key:
        await _keep(desk, "gender", ticket.key)
    if "single" not in profile:
        keys = [
            desk.key(desk.say("button-yes"), "single", "yes", *step),
            desk.key(desk.say("button-no"), "single", "no", *step),
        ]
        await desk.tell(desk.say("ask-single"), [keys])
    elif profile["single"] == "no":
        await desk.tell(desk.say("single-only"))
    return profile.get("single") == "yes"


async def agree_to_consent(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """The person agrees; the booking goes on."""
    match tapped:
        case ["booking" | "sensitive" as purpose, *step]:
            await record_consent(
                desk.database,
                desk.person,
                "booking" if purpose == "booking" else "sensitive",
                given=True,
                now=desk.now,
            )
            await _go_on_with(desk, step)
        case _:
            await desk.tell(desk.say("refused-gone"))


async def take_single(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """Keep whether the person is single; the booking goes on."""
    match tapped:
        case ["yes" | "no" as word, *step]:
            if await _keep(desk, "single", word):
                await _go_on_with(desk, step)
        case _:
            await desk.tell(desk.say("refused-gone"))


async def ask_who_comes(desk: Desk, choice: Choice) -> None:
    """How many look at the flat; or how many children of which age come, one tap for each."""
    say = desk.say
    if choice.asks == "coming":
        keys = [desk.key(str(one), "sure", *replace(choice, coming=one).step) for one in range(1, COMING_OFFERED + 1)]
        await desk.tell(say("ask-coming"), [keys])
        return
    one_more = [desk.key(say(f"band-{band}"), "child", number, *choice.step) for number, band in enumerate(BANDS)]
    done = replace(choice, children=choice.children or (0,) * len(BANDS))
    said = details_words(desk, choice.details)
    words = f"{said}\n{say('ask-more-children')}" if said else say("ask-children")
    enough = desk.key(say("button-no-more-children" if said else "button-no-children"), "sure", *done.step)
    await desk.tell(words, [one_more, [enough]])


async def add_child(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """One child more; when the party is complete, the booking goes on."""
    band = next(iter(numbers(tapped[:1])), len(BANDS))
    choice = await read_choice(desk, tapped[1:])
    if choice is None:
        return
    if band >= len(BANDS) or choice.more_children < 1:
        await desk.tell(desk.say("refused-gone"))
        return
    choice = choice.with_child(band)
    if choice.more_children:
        await ask_who_comes(desk, choice)
    else:
        await go_on(desk, choice)


async def take_name(_: Message, sentence: str, desk: Desk) -> None:
    """Keep the name; the booking goes on."""
    await _take(desk, "name", person_name(sentence))


async def take_phone(_: Message, sentence: str, desk: Desk) -> None:
    """Keep the number; the booking goes on."""
    await _take(desk, "phone", phone_number(sentence))


async def take_partner(_: Message, sentence: str, desk: Desk) -> None:
    """Book for two: the name is kept encrypted, and goes with the code that the other person agrees by."""
    name = person_name(sentence)
    if name is None:
        await desk.tell(desk.say("book-not-a-name"))
        return
    step = (await desk.state.get_data()).get("step", [])
    choice = await read_choice(desk, step)
    if choice is not None:
        await _book(desk, choice, names=[seal_name(desk.vault, name)])
    await desk.state.clear()


def router() -> Router:
    """The form, and the buttons in it."""
    part = Router(name="booking steps")
    part.message.filter(
        StateFilter(PrivateBooking.name, PrivateBooking.phone, PrivateBooking.partner),
        Answer(*EVERYWHERE, *MINE, *WITHDRAW, "我的预约", "my bookings"),
    )
    part.message.middleware(AtTheDesk())
    part.callback_query.middleware(AtTheDesk())
    part.message.register(take_name, StateFilter(PrivateBooking.name))
    part.message.register(take_phone, StateFilter(PrivateBooking.phone))
    part.message.register(take_partner, StateFilter(PrivateBooking.partner))
    part.callback_query.register(agree_to_consent, Tap("agree"))
    part.callback_query.register(take_single, Tap("single"))
    part.callback_query.register(add_child, Tap("child"))
    return part


async def _something_is_missing(desk: Desk, card: SlotCard, ticket: TicketLeft) -> bool:
    purposes: list[Purpose] = ["booking"]
    fields: set[Field] = set(_ASKED)
    if card.policy.consent == "sensitive" and ticket.key in SENSITIVE_TICKETS:
        purposes.append("sensitive")
        fields.add("single")
    for purpose in purposes:
        if not await has_consented(desk.database, desk.person, purpose):
            return True
    profile = await desk.read(own_profile, vault=desk.vault, user_id=desk.user_id)
    return ticket.agreement or not fields <= profile.keys()


async def _ask_consent(desk: Desk, purpose: Purpose, step: Step) -> None:
    agreed = ":".join(["agree", desk.language, purpose, *map(str, step)])
    pack = desk.knowledge.pack
    await ask_consent(desk.bot, desk.chat_id, purpose, agreed=agreed, pack=pack, language=desk.language)


async def _ask_in_words(desk: Desk, what: str, step: Step) -> None:
    await desk.ask(getattr(PrivateBooking, what), desk.say(f"book-ask-{what}"), step=list(step))


async def _take(desk: Desk, field: Field, value: str | None) -> None:
    if value is None:
        await desk.tell(desk.say(f"book-not-a-{field}"))
        return
    step = (await desk.state.get_data()).get("step", [])
    asked = await desk.state.get_state()
    if await _keep(desk, field, value):
        await _go_on_with(desk, step)
    # Only now: a program that is killed before finds the person where they were, and goes on.
    if await desk.state.get_state() == asked:
        await desk.state.clear()


async def _keep(desk: Desk, field: Field, value: str) -> bool:
    purpose: Purpose = "booking" if field in _ASKED else "sensitive"
    try:
        await desk.write(
            record_field,
            vault=desk.vault,
            user_id=desk.user_id,
            field=field,
            value=value,
            consent_version=consent_version(purpose),
            now=desk.now,
        )
    except ConsentMissing:  # withdrawn on another channel meanwhile
        await desk.tell(desk.say("consent-declined"))
        return False
    return True


async def _go_on_with(desk: Desk, step: Sequence[str | int]) -> None:
    choice = await read_choice(desk, step)
    if choice is not None:
        await go_on(desk, choice)


async def _book(desk: Desk, choice: Choice, *, names: Sequence[str] = ()) -> None:
    try:
        made = await desk.write(
            register,
            user_id=desk.user_id,
            ticket_id=choice.ticket.id,
            party=choice.party,
            names=names,
            details=choice.details,
            key=desk.done_key,
            now=desk.now,
        )
    except Refused as refusal:
        await tell_why(desk, refusal)
        return
    booking = await desk.read(booking_of, registration_id=made.id, user_id=desk.user_id)
    say = desk.say
    lines = [say(f"done-{made.status}"), booking_words(desk, booking)]
    if made.status == "held":
        for guest in await desk.read(invitations_of, registration_id=made.id, user_id=desk.user_id):
            lines += ["", say("held-code"), f"/agree {guest.code}"]
            if desk.forms.page:
                lines.append(say("held-link", link=invitation_link(desk.forms.page, guest.code)))
    rows = [[desk.key(say("button-ticket"), "ticket", made.id)]] if made.status == "confirmed" else []
    await desk.tell("\n".join(lines), [*rows, [desk.key(say("button-mine"), "mybook")]])
