"""What somebody is about to book: the time, the ticket, how many, who comes along. Every button carries all of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from db.catalogue import SlotCard, TicketLeft, slot_card
from db.refusals import NotFound
from handlers.desk import Desk, Voice

NUMBER_LENGTH: Final = 18
"""Digits of the longest number that a button may carry; a longer one is forged."""
BANDS: Final = ("0-2", "3-6", "7-13")
"""Years of age by which children are counted: nothing else is asked about them."""
COMING_AT_MOST: Final = 9
"""People who may come to one viewing."""


@dataclass(frozen=True, slots=True)
class Choice:
    """`coming`: how many people look at the flat. `children`: how many there are in each of the `BANDS`.

    Both are None until they were asked; which of them is asked, the offering says.
    """

    card: SlotCard
    ticket: TicketLeft
    party: int
    coming: int | None = None
    children: tuple[int, ...] | None = None

    @property
    def step(self) -> tuple[str | int, ...]:
        """As a button carries it: at most 47 letters."""
        told: tuple[str, ...] = ()
        if self.children is not None:
            told = ("k" + ".".join(map(str, self.children)),)
        elif self.coming is not None:
            told = (f"c{self.coming}",)
        return (self.card.slot_id, self.ticket.id, self.party, *told)

    @property
    def asks(self) -> str | None:
        """What is still to be asked about who comes along: ``coming`` or ``children``."""
        if self.card.policy.asks == "coming" and self.coming is None:
            return "coming"
        if self.card.policy.asks == "children" and self.children is None and self.party > 1:
            return "children"
        return None

    @property
    def more_children(self) -> int:
        """How many more there may be: somebody grown up comes with them."""
        return self.party - 1 - sum(self.children or ())

    @property
    def details(self) -> dict[str, Any]:
        """What is kept with the registration."""
        if self.children is not None:
            return {"children": {band: count for band, count in zip(BANDS, self.children, strict=True) if count}}
        return {} if self.coming is None else {"coming": self.coming}

    def with_people(self, people: int | None) -> "Choice":
        """The same, where a sentence has said how many come and that is to be known."""
        known = self.card.policy.asks == "coming" and people is not None and people <= COMING_AT_MOST
        return replace(self, coming=people) if known else self

    def with_child(self, band: int) -> "Choice":
        """The same with one child more."""
        counts = list(self.children or (0,) * len(BANDS))
        counts[band] += 1
        return replace(self, children=tuple(counts))


def numbers(tapped: Sequence[str]) -> list[int]:
    """The numbers that a button carries; none when it carries anything else."""
    if all(one.isdecimal() and len(one) <= NUMBER_LENGTH for one in tapped):
        return [int(one) for one in tapped]
    return []


async def read_choice(desk: Desk, step: Sequence[str | int]) -> Choice | None:
    """The choice that a button carries; says so when there is none."""
    carried = [str(one) for one in step]
    try:
        slot_id, ticket_id, party = numbers(carried[:3])
        card = await desk.read(slot_card, slot_id=slot_id)
        ticket = next(one for one in card.tickets if one.id == ticket_id and one.persons <= party <= one.most)
        return _told(Choice(card, ticket, party), carried[3:])
    except (ValueError, NotFound, StopIteration):
        await desk.tell(desk.say("refused-gone"))
        return None


def _told(choice: Choice, told: Sequence[str]) -> Choice:
    if not told:
        return choice
    [written] = told
    counts = tuple(numbers(written[1:].split(".")))
    if written[0] == "c" and len(counts) == 1 and 1 <= counts[0] <= COMING_AT_MOST:
        return replace(choice, coming=counts[0])
    with_children = replace(choice, children=counts)
    if written[0] != "k" or len(counts) != len(BANDS) or with_children.more_children < 0:
        raise ValueError(written)
    return with_children


def details_words(voice: Voice, details: Mapping[str, Any]) -> str:
    """Who comes along, in words; empty when nothing was told."""
    if coming := details.get("coming"):
        return voice.say("details-coming", coming=coming)
    children = [voice.say(f"children-{band}", count=count) for band, count in details.get("children", {}).items()]
    return voice.say("details-children", children=voice.say("list-comma").join(children)) if children else ""
