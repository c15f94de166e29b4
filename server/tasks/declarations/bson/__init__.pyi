from bson.objectid import ObjectId as ObjectId
