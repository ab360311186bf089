"""Waits in a page until its scripts have nothing to do."""

from typing import Final

WHEN_IDLE: Final = """(() => new Promise(done => requestIdleCallback(done, {timeout: 500})))"""
"""JavaScript: a promise of the time that is left, after half a second at the latest."""
WHEN_IDLE_AFTER_PRESS: Final = f"""(() => {{
  // After a press Chromium lets nobody be idle before the next frame, which a page that shows no
  // change never asks for. Elsewhere a frame would only cut short the time that is left.
  requestAnimationFrame(() => {{}});
  return {WHEN_IDLE}();
}})"""
"""JavaScript: the same in a page in which something was pressed."""
