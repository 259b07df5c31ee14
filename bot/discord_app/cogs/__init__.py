"""Commands, menus and what happens when a control is pressed. Each cog parses, calls one use case and shows a card."""
