"""Where people who were reached by telephone can answer on the web instead. Before a code is entered, no page says what
it is about."""
