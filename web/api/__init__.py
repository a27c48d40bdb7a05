"""The register for other systems: /api/v1/, JSON over HTTPS with a token each."""
