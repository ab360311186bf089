"""Classes of sessions that go their ways with their own odds."""
