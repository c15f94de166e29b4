from pymongo.mongo_client import MongoClient as MongoClient
ASCENDING: int
DESCENDING: int
