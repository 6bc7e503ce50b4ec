"""Every verb of the administration that writes: accounts, posts, places, delegations, settings, upkeep."""
