"""How lists come in to chapter 8."""

from confidentiality.imports.ndas import NdaImporter

__all__ = ["NdaImporter"]
