from typing import Any
class InsertOneResult:
    inserted_id: Any
    acknowledged: bool
class InsertManyResult:
    inserted_ids: list[Any]
    acknowledged: bool
class UpdateResult:
    matched_count: int
    modified_count: int
    upserted_id: Any
    acknowledged: bool
class DeleteResult:
    deleted_count: int
    acknowledged: bool
class BulkWriteResult:
    acknowledged: bool
    inserted_count: int
    matched_count: int
    modified_count: int
    deleted_count: int
    upserted_count: int
    upserted_ids: Any

