"""Records in a state to which no move has led: whoever writes to their table past the engine leaves such."""

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from bizdept.audit.seals import label_of
from bizdept.workflow.models import MoveLog
from bizdept.workflow.moves import LIFECYCLES


def strays() -> Iterator[str]:
    """The labels of records that are elsewhere than their last move left them (3.3.3): one query a lifecycle.

    The moves themselves are vouched for by the audit chain, so that a forger would need its key.
    """
    for lifecycle in LIFECYCLES.values():
        model = lifecycle.model
        logs = MoveLog.objects.filter(content_type=ContentType.objects.get_for_model(model), object_id=OuterRef("pk"))
        left_in = Subquery(logs.order_by("-pk").values("target")[:1])
        first = Value(model._meta.get_field("state").get_default())
        for record in model._base_manager.exclude(state=Coalesce(left_in, first)).only("pk").iterator():
            yield label_of(record)
