const labels = new sst.aws.Queue("Labels");
labels.subscribe({
  handler: "functions/src/functions/labels.print_labels",
  runtime: "python3.13",
  memory: "512 MB",
});

const api = new sst.aws.ApiGatewayV2("Api");
api.route("GET /parcels/{id}", {
  handler: "functions/src/functions/api.get",
  runtime: "python3.13",
  link: [labels],
  environment: { STAGE: $app.stage, CARRIER: "post" },
});
api.route("GET /health", { handler: "web/health.handler" });
