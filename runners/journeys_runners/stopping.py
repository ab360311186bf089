"""Ends a replay before its time: gently at the first Ctrl-C, at once at the second."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class StopSwitch:
    """Pressed when no further journey is to be begun."""

    def __init__(self, on_press: Callable[[], None] = lambda: None) -> None:
        """`on_press` is called at the first press."""
        self._on_press = on_press
        self.is_pressed = False
        self.is_forced = False
        """Whether not even the journeys at hand are to be finished."""

    def press(self) -> None:
        """Begin no further journey; pressed again: stop at once."""
        if self.is_pressed:
            self.is_forced = True
            return
        self.is_pressed = True
        self._on_press()

    def force(self) -> None:
        """Stop at once."""
        self.is_pressed = self.is_forced = True


@contextmanager
def heeding_signals(switch: StopSwitch) -> Iterator[None]:
    """Ctrl-C presses the switch, and SIGTERM forces it, which cancels the present task.

    Signals reach the main thread alone: elsewhere nothing is changed.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(act: Callable[[], None]) -> None:
        act()
        if switch.is_forced and task:
            task.cancel()

    handlers = {signal.SIGINT: switch.press, signal.SIGTERM: switch.force}
    # Who started us deaf to a signal, as shells do in the background, meant it.
    before = {
        number: known
        for number in handlers
        if (known := signal.getsignal(number)) not in (None, signal.SIG_IGN)
    }
    for number in before:
        loop.add_signal_handler(number, stop, handlers[number])
    try:
        yield
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)
