import os

from chalice import Chalice, Rate

app = Chalice(app_name="meters")


@app.route("/meters/{meter}")
def meter(meter):
    return {"meter": meter, "unit": os.environ["UNIT"]}


@app.schedule(Rate(1, unit=Rate.HOURS))
def collect(event):
    print("collecting since", event.time)


@app.on_sqs_message(queue="readings")
def store(event):
    for record in event:
        print(record.body)


@app.lambda_function(name="report")
def report(event, context):
    return {"readings": event["readings"]}
