"""Waits in a page until its scripts have nothing to do."""

from typing import Final

WHEN_IDLE: Final = """(() => new Promise(done => {
  requestIdleCallback(done, {timeout: 500});
  // After a click Chromium lets nobody be idle before the next frame, which a page that shows no
  // change never asks for.
  requestAnimationFrame(() => {});
}))"""
"""JavaScript: a promise of the time that is left, after half a second at the latest."""
