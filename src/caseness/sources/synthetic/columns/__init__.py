"""How made columns are held, drawn, sorted and handed on: codes, days, random streams, Arrow."""
