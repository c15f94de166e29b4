import asyncio


async def lambda_handler(event, context):
    city = event["city"]
    await asyncio.sleep(0.1)
    return {"city": city, "temperature": 21}
