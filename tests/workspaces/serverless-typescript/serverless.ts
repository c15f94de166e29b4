import type { AWS } from "@serverless/typescript";
import { closing } from "./functions/closing";

const stage = "dev";

const service: AWS = {
  service: "museum",
  plugins: ["serverless-python-requirements"],
  provider: {
    name: "aws",
    runtime: "python3.13",
    environment: { ROOMS: `rooms-${stage}`, GUIDE: "${self:service}-guide" },
  },
  functions: {
    tickets: {
      handler: "src/tickets.sell",
      timeout: 15,
      events: [{ httpApi: { method: "post", path: "/tickets" } }],
    },
    closing,
  },
};

module.exports = service;
