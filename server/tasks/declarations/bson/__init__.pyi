from bson.objectid import ObjectId as ObjectId
from bson.decimal128 import Decimal128 as Decimal128
from bson.int64 import Int64 as Int64
from bson.binary import Binary as Binary
from bson.regex import Regex as Regex
from bson.timestamp import Timestamp as Timestamp
from bson.dbref import DBRef as DBRef
from bson.code import Code as Code
