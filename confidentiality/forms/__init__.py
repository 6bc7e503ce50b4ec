"""The shape of what comes in from chapter 8's pages."""
