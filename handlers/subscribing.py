"""Hearing about topics, and hearing no more: at once, in every chat, and inside every form."""

from typing import Final

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from db.subscriptions import subscribe, topics_of, unsubscribe
from handlers.booking import TappedAction
from handlers.desk import AtTheDesk, Desk
from handlers.filters import Action, Tap, Words
from knowledge import Pack, Subject, Understanding
from locales import say_in

STOP: Final = ("td", "退订", "stop", "unsubscribe", "/stop", "全部退订", "回复td")
"""Exactly these words stop everything, whatever is being asked."""
INTENTS: Final = ("subscribe", "unsubscribe")


def topics(pack: Pack) -> list[Subject]:
    """What one can hear about."""
    return [one for one in pack.subjects if one.kind == "topic"]


async def stop_everything(_: Message, desk: Desk) -> None:
    """Tell them nothing more that they have not booked themselves. A form that is being filled in goes on."""
    stopped = await desk.write(unsubscribe, user_id=desk.user_id, channel=desk.person.channel, now=desk.now)
    say = say_in("en" if desk.person.language == "en" else "zh")  # "TD" is of no language
    await desk.tell(say("stopped-all" if stopped else "stopped-nothing"))


async def begin(_: Message, meant: Understanding, desk: Desk) -> None:
    """Subscribe to the topic that was named; when none was, offer all."""
    named = _named(desk, str(meant.slots.get("topic", "")))
    if named is None:
        await _offer(desk, desk.say("topics-choose"))
    else:
        await _begin(desk, named)


async def end(_: Message, meant: Understanding, desk: Desk) -> None:
    """Stop the topic that was named; when none was, all."""
    named = _named(desk, str(meant.slots.get("topic", "")))
    if named is None:
        stopped = await desk.write(unsubscribe, user_id=desk.user_id, channel=desk.person.channel, now=desk.now)
        await desk.tell(desk.say("stopped-all" if stopped else "stopped-nothing"))
    else:
        await _end(desk, named)


async def act_on_tap(_: CallbackQuery, intent: str, desk: Desk) -> None:
    """The entry was tapped: offer the topics, those that are heard about with a mark."""
    await _offer(desk, desk.say("topics-choose" if intent == "subscribe" else "topics-stop"))


async def turn(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """A topic was tapped: hear about it from now on, or no more."""
    named = _named(desk, tapped[0] if tapped else "")
    if named is None:
        await desk.tell(desk.say("button-old"))
    elif named.id in await desk.read(topics_of, user_id=desk.user_id):
        await _end(desk, named)
    else:
        await _begin(desk, named)


async def stop_one(_: CallbackQuery, tapped: list[str], desk: Desk) -> None:
    """The button under news was tapped."""
    named = _named(desk, tapped[0] if tapped else "")
    if named is None:
        await _offer(desk, desk.say("topics-stop"))
    else:
        await _end(desk, named)


async def stop_all(_: CallbackQuery, desk: Desk) -> None:
    """All of it is stopped by a button."""
    stopped = await desk.write(unsubscribe, user_id=desk.user_id, channel=desk.person.channel, now=desk.now)
    await desk.tell(desk.say("stopped-all" if stopped else "stopped-nothing"))


def stopping() -> Router:
    """The words that stop everything; asked before anything else."""
    part = Router(name="stopping")
    part.message.filter(Words(*STOP))
    part.message.middleware(AtTheDesk())
    part.message.register(stop_everything)
    return part


def router() -> Router:
    """The wishes, and the buttons."""
    part = Router(name="subscribing")
    part.message.filter(Action(*INTENTS))
    part.message.middleware(AtTheDesk())
    part.callback_query.middleware(AtTheDesk())
    part.message.register(begin, Action("subscribe"))
    part.message.register(end, Action("unsubscribe"))
    part.callback_query.register(act_on_tap, TappedAction(*INTENTS))
    part.callback_query.register(turn, Tap("topic"))
    part.callback_query.register(stop_one, Tap("stop"))
    part.callback_query.register(stop_all, Tap("stopall"))
    return part


def _named(desk: Desk, topic: str) -> Subject | None:
    return next((one for one in topics(desk.knowledge.pack) if one.id == topic), None)


async def _begin(desk: Desk, topic: Subject) -> None:
    await desk.write(subscribe, user_id=desk.user_id, topics=[topic.id], channel=desk.person.channel, now=desk.now)
    await desk.tell(desk.say("subscribed", topic=topic.name.said_in(desk.language)))


async def _end(desk: Desk, topic: Subject) -> None:
    stopped = await desk.write(
        unsubscribe, user_id=desk.user_id, topic=topic.id, channel=desk.person.channel, now=desk.now
    )
    name = topic.name.said_in(desk.language)
    if not stopped:
        await _offer(desk, desk.say("stopped-not-heard", topic=name))
        return
    left = await desk.read(topics_of, user_id=desk.user_id)
    rows = [[desk.key(desk.say("button-stop-all"), "stopall")]] if left else []
    await desk.tell(desk.say("stopped", topic=name), rows)


async def _offer(desk: Desk, words: str) -> None:
    heard = await desk.read(topics_of, user_id=desk.user_id)
    rows = [
        [
            desk.key(
                f"✓ {one.name.said_in(desk.language)}" if one.id in heard else one.name.said_in(desk.language),
                "topic",
                one.id,
            )
        ]
        for one in topics(desk.knowledge.pack)
    ]
    if heard:
        rows.append([desk.key(desk.say("button-stop-all"), "stopall")])
    await desk.tell(words, rows)
