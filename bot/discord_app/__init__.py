"""The lounge on Discord. This package alone imports discord."""
