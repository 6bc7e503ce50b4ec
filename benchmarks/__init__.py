"""What a page costs beside a minimal Django project in the same run, at a thousand, a hundred thousand, a million."""
