"""Mining where the events are: the stages run inside a database, and only counts come back."""
