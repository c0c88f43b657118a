"""Keeping a distance: how many requests a host gets at once and how far apart they begin."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_HOSTS = 4096
"""Hosts that are remembered; a list with more of them forgets the idle ones."""


class Pace:
    """The turns of one host."""

    def __init__(self, at_once: int) -> None:
        self._room = asyncio.Semaphore(at_once)
        self._order = asyncio.Lock()
        self._next = 0.0

    @property
    def idle(self) -> bool:
        """Whether nobody waits and the last turn is long over."""
        return not self._order.locked() and self._next < asyncio.get_running_loop().time() - 60

    @asynccontextmanager
    async def turn(self, delay: float, *, on_the_way: bool = False) -> AsyncIterator[None]:
        """Wait for a turn that begins at least `delay` seconds after the last one.

        `on_the_way` is for what follows a turn at once, such as a redirect within a host.
        """
        async with self._room:
            clock = asyncio.get_running_loop().time
            if not on_the_way:
                async with self._order:
                    await asyncio.sleep(max(0.0, self._next - clock()))
                    self._next = max(self._next, clock() + delay)
            yield

    def hold(self, seconds: float) -> None:
        """Let nobody begin for so many seconds, as a busy server asks."""
        self._next = max(self._next, asyncio.get_running_loop().time() + seconds)


class Paces:
    """The turns of all hosts."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._hosts: dict[str, Pace] = {}

    def of(self, host: str) -> Pace:
        """The turns of a host."""
        if len(self._hosts) > _HOSTS:
            self._hosts = {name: pace for name, pace in self._hosts.items() if not pace.idle}
        return self._hosts.setdefault(host, Pace(self._at_once))
