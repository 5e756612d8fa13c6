"""How a call is refused."""


class Refusal(Exception):
    """An answer with ``ok: false``. `wrong` ones break the rules of the API; the others are part of life."""

    def __init__(
        self,
        description: str,
        code: int = 400,
        *,
        wrong: bool = False,
        retry_after: int | None = None,
        moved_to: int | None = None,
    ) -> None:
        prefix = {400: "Bad Request: ", 403: "Forbidden: ", 409: "Conflict: "}.get(code, "")
        super().__init__(prefix + description)
        self.code = code
        self.wrong = wrong
        self.retry_after = retry_after
        self.moved_to = moved_to


def wrong(description: str) -> Refusal:
    """The refusal of a call that no state of the world would make right."""
    return Refusal(description, wrong=True)
