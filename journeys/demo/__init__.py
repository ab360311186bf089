"""The demo shop: a small real application for `journeys demo` to mine and to replay against.

Two HTTP services, a storefront and the inventory that it calls, in two releases: release 1 is
sound, release 2 has planted faults. `shop.run_shop` starts them; `visitors` simulates the
production visitors of release 1 and writes what their analytics would have exported.

The shop is an application under test: nothing here imports the rest of the tool.
"""
