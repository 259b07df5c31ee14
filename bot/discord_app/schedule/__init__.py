"""What is done at its time: sessions and prompts. Every due thing runs under a lease in the database and leaves nothing twice."""
