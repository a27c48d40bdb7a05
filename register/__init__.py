"""The register: drafts, filings with their documents, deliveries and events.

Plain SQL functions on SQLAlchemy Core; frozen dataclasses go in and come out. Knows no web
framework, draws nothing and sends nothing.
"""
