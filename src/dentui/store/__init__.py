"""The register: the only package that knows SQLAlchemy."""
