"""How many queries a request made, and how long they took: told in headers to whoever asks for it."""

import time

from django.db import connection

ASKS = "HTTP_X_COUNT_QUERIES"


class Queries:
    """Counts only where the request asks, so that no request that is measured pays for it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if ASKS not in request.META:
            return self.get_response(request)
        count, seconds = 0, 0.0

        def counted(execute, sql, params, many, context):
            nonlocal count, seconds
            began = time.perf_counter()
            try:
                return execute(sql, params, many, context)
            finally:
                count, seconds = count + 1, seconds + time.perf_counter() - began

        with connection.execute_wrapper(counted):
            response = self.get_response(request)
        response.headers["X-Queries"] = str(count)
        response.headers["X-Query-Milliseconds"] = f"{seconds * 1000:.1f}"
        return response
