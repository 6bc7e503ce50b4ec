"""A thousand rows and one account, for the floor."""

from datetime import date, timedelta

import django

django.setup()

from django.contrib.auth.models import User

from benchmarks.floor.models import Row
from benchmarks.servers import PASSWORD

owner = User.objects.create_user("floor", password=PASSWORD)
Row.objects.bulk_create(
    Row(
        name=f"江州明澜精密制造有限公司 {n}",
        state="active",
        amount=n * 100,
        owner=owner,
        opened_on=date(2026, 1, 1) + timedelta(days=n % 300),
    )
    for n in range(1000)
)
