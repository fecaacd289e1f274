// The first example of matrix-bot-sdk's documentation, a bot that prints what comes: listen.mjs BASE_URL ACCESS_TOKEN
import {createRequire} from "node:module";

const {MatrixClient, MemoryStorageProvider} = createRequire(import.meta.url)("matrix-bot-sdk");

const [baseUrl, accessToken] = process.argv.slice(2);
const client = new MatrixClient(baseUrl, accessToken, new MemoryStorageProvider());
client.on("room.event", (roomId, event) => console.log(`${roomId} | ${event.sender} | ${event.type}`));
await client.start();
console.log("Bot started!");
