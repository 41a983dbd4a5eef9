// Calls the host by Microsoft's own client: node predict.js ADDRESS URL < picture. Prints what every call gave, as JSON.
"use strict";
const { PredictionAPIClient } = require("@azure/cognitiveservices-customvision-prediction");
const { ApiKeyCredentials } = require("@azure/ms-rest-js");

const [address, url] = process.argv.slice(2);
const project = "11111111-2222-3333-4444-555555555555";

async function main() {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const image = Buffer.concat(chunks);
  const client = new PredictionAPIClient(new ApiKeyCredentials({ inHeader: { "Prediction-key": "key" } }), address);
  const failure = promise => promise.then(() => ({}), error => ({ status: error.statusCode, code: error.code, message: error.message }));
  console.log(JSON.stringify({
    image: await client.classifyImage(project, "default", image),
    imageNoStore: await client.classifyImageWithNoStore(project, "default", image),
    url: await client.classifyImageUrl(project, "default", { url }),
    urlNoStore: await client.classifyImageUrlWithNoStore(project, "default", { url }),
    unknownIteration: await failure(client.classifyImage(project, "nobody", image)),
    noImage: await failure(client.classifyImage(project, "default", Buffer.from("no picture"))),
  }));
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
