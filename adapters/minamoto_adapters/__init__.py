"""What differs by utility or by outside party; each adapter is found through an entry point."""
