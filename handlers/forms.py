"""May a form with personal fields be filled in here? If not, a one-time link leads to the same step on the web page."""

from dataclasses import dataclass
from datetime import datetime

from db import Database
from db.codes import make_code
from db.people import Person
from db.vault import Vault


@dataclass(frozen=True, slots=True)
class Forms:
    """Where personal fields may be asked for. `page` is the web page's address; empty when it is not known."""

    allowed_abroad: bool
    page: str

    def may_ask_here(self, *, abroad: bool) -> bool:
        """Whether personal fields may be asked for, and shown, in this chat."""
        return self.allowed_abroad or not abroad

    async def link_to(
        self, step: str, *, person: Person, database: Database, vault: Vault, now: datetime
    ) -> str | None:
        """A link, for once and ten minutes, under which the web page goes on as if the button `step` had been tapped.

        Whoever opens it speaks as this person from then on. `step` is a button's data. None when the page's address
        is not known. Raises `TooManyTries`.
        """
        if not self.page:
            return None
        code = await database.writing(
            make_code, vault=vault, kind="step", subject=step, user_id=person.user_id, now=now
        )
        return f"{self.page}/?step={code}"
