"""Driving the server from another process, by small JSON calls under ``/control/``."""

import json
from itertools import takewhile
from typing import Any

from aiohttp import web

from tests.stubs.bot_api.load import Load, Plan
from tests.stubs.bot_api.person import Person, Seen
from tests.stubs.bot_api.server import BotApi


class Control:
    """What can be asked for. People are known by numbers of the caller's choice."""

    def __init__(self, telegram: BotApi) -> None:
        self._telegram = telegram
        self._people: dict[int, Person] = {}
        self._crowd: list[Person] = []
        telegram.others = self.answer

    async def answer(self, request: web.BaseRequest) -> web.Response:  # noqa: C901 - a list of what can be asked for
        """Answer one call: ``POST /control/<what>`` with a JSON object, or ``GET`` with a query."""
        given: dict[str, Any] = dict(request.query)
        if request.method == "POST":
            given |= await request.json()
        match request.path.removeprefix("/control/"):
            case "say":
                result: Any = {"update": await self._person(given).says(given["text"])}
            case "tap":
                result = {"query": await self._person(given).taps(given["label"])}
            case "inbox":
                result = [_shown(message) for message in self._person(given).inbox]
            case "fail":
                self._telegram.fail_next(given.pop("method"), given.pop("code"), **given)
                result = {}
            case "reset":
                self._telegram.reset_next(given["method"], given["when"])
                result = {}
            case "latency":
                self._telegram.latency = float(given["seconds"])
                result = {}
            case "crowd":
                self._gather(int(given["people"]))
                result = [person.id for person in self._crowd]
            case "calls":
                result = self._calls(given["method"], float(given.get("since", 0)))
            case "state":
                result = self._state()
            case "load":
                result = await self._load(Plan(**given))
            case _:
                return web.Response(status=404)
        return web.Response(text=json.dumps(result, ensure_ascii=False), content_type="application/json")

    def _person(self, given: dict[str, Any]) -> Person:
        number = int(given["person"])
        if number not in self._people:
            self._people[number] = self._telegram.person(language_code=given.get("language_code", "zh"))
        return self._people[number]

    def _state(self) -> dict[str, Any]:
        return {
            "counts": self._telegram.counts,
            "violations": self._telegram.violations,
            "waiting": len(self._telegram.world.updates.waiting),
            "polled": self._telegram.world.updates.polled.is_set(),
        }

    def _calls(self, method: str, since: float) -> list[tuple[float, int, Any]]:
        # From the newest on: whoever asks often, for what is new, must not keep the server from its work.
        new = takewhile(lambda call: call.at > since, reversed(self._telegram.calls))
        called = [(call.at, call.code, call.given.get("chat_id")) for call in new if call.method == method]
        return called[::-1]

    def _gather(self, people: int) -> None:
        while len(self._crowd) < people:
            self._crowd.append(self._telegram.person())

    async def _load(self, plan: Plan) -> dict[str, Any]:
        self._gather(plan.people)
        return await Load(self._telegram, plan, self._crowd).run()


def _shown(message: Seen) -> dict[str, Any]:
    return {"id": message.id, "by_bot": message.by_bot, "text": message.text, "labels": message.labels}
