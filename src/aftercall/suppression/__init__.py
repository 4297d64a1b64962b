"""Who must not be asked again, and who was asked recently: both as keyed digests."""
