"""The virtual doctors' lounge: colleagues answer what no entry does (guide points G26-G30). Rules and times, without Discord."""
