"""What a server's moderators do: edit the knowledge, see what an edit would change, undo it, and answer what nobody answered."""
