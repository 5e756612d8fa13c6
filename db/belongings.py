"""How every table belongs to a person.

The one list that the copy of one's data, erasure, withdrawal and merging go by. A test holds it against all tables
there are: a new table is entered here, if only to say that it holds nothing personal.
"""

from typing import Final

from db.belonging import PERSONAL_BELONGINGS, Belonging
from db.booking_belonging import BOOKING_BELONGINGS
from db.broadcast_belonging import BROADCAST_BELONGINGS
from db.wechat_belonging import WECHAT_BELONGINGS

BELONGINGS: Final[tuple[Belonging, ...]] = (
    *PERSONAL_BELONGINGS,
    *BOOKING_BELONGINGS,
    *BROADCAST_BELONGINGS,
    *WECHAT_BELONGINGS,
)
"""Merging goes forwards. Erasing goes backwards, so that what leads to a row goes before it."""
