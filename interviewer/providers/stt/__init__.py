"""Speech to text. ``registry.transcribe`` asks the configured providers in turn."""
