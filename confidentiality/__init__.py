"""Chapter 8: who may see what is confidential, who asks to, and how that is proved."""
