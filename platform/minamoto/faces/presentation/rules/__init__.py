"""Pure decisions of presentation: how figures become bars, states and sentences."""
