from typing import Any

class AppSyncResolver:
    current_event: Any
    def resolve(self, event, context, *args, **kwargs) -> Any: ...
