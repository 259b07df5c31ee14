"""What the lounge keeps: one database, SQLite or PostgreSQL, behind one set of functions. No text of a question, ever."""
