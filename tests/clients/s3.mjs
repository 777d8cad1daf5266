// A store that speaks S3 and keeps everything in a folder: `node s3.mjs FOLDER BUCKET PORT [HOLD]`.
// Prints its address, then a line for each request: method and path. From the first request on that matches
// HOLD nothing is answered any more, and that is said: a line that broke. Ends with its standard input.
import { createServer } from "node:http";
import S3rver from "s3rver";

const [folder, bucket, port, hold] = process.argv.slice(2);
const pattern = hold === undefined ? undefined : new RegExp(hold);
let held = false;
const store = new S3rver({ directory: folder, silent: true, configureBuckets: [{ name: bucket }] });
await store.configureBuckets();
const answer = store.callback();
const server = createServer((request, response) => {
  const asked = `${request.method} ${request.url}`;
  held ||= pattern?.test(asked) ?? false;
  console.log(held ? `HELD ${asked}` : asked);
  if (!held) answer(request, response);
});
server.listen(Number(port), "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
process.stdin.resume().on("end", () => process.exit(0));
