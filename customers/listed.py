"""The rows of another table as one column of a query: a record's page that may not ask once more brings them along."""

from django.db import models
from django.db.models.functions import JSONObject


class Listed(models.Subquery):
    """The rows of a subquery of JSON objects, as a list."""

    template = "(SELECT json_group_array(json(told)) FROM (%(subquery)s) AS listed)"
    output_field = models.JSONField()

    def as_postgresql(self, compiler, connection, **extra):
        template = "(SELECT COALESCE(jsonb_agg(told), '[]') FROM (%(subquery)s) AS listed)"
        return self.as_sql(compiler, connection, template=template, **extra)


def listed(rows: models.QuerySet, *columns: str) -> Listed:
    """These columns of the rows as a list of dictionaries, in no order: text, whole numbers, truth values."""
    return Listed(rows.order_by().annotate(told=JSONObject(**{column: column for column in columns})).values("told"))
