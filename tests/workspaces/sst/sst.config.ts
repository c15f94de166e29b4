/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app(input) {
    return { name: "parcels", removal: input?.stage === "production" ? "retain" : "remove", home: "aws" };
  },
  async run() {
    await import("./infra/api");
    new sst.aws.Cron("Sweep", {
      schedule: "rate(1 day)",
      function: { handler: "functions/src/functions/sweep.run", runtime: "python3.13", timeout: "2 minutes" },
    });
  },
});
