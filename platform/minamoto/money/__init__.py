"""Money: what is owed, asked for, received and booked."""
